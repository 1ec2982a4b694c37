/* Paths into JSON: how a strategy names values of an API's answer, of JSON-LD, of a page's data.
 *
 *   data.items           member after member
 *   image[0]  image[-1]  an element, counted from the start or from the end
 *   offers[*].price      every element; meta.*  every member
 *   ..price              every "price" inside, at any depth
 *   [@Product].name      only objects that say to be of this @type; ..[@Product] at any depth
 *   facts[label=Area].value, [label='Built in']   only objects whose member has this text
 *   ['a.b']["c[d"]       names with dots or brackets in them
 *   $                    the place itself; may stand before any of these
 *
 * Lists are forgiving, because data is not: where a member is asked of a list, it is asked of each
 * element, and what is no list counts as a list of one. null is no value. Values come in document
 * order, none twice for one way to it.
 */
#ifndef METER_EXTRACT_PATH_H
#define METER_EXTRACT_PATH_H

#include "util/work.h"

#include <json-c/json_object.h>

enum path_kind { PATH_MEMBER, PATH_INDEX, PATH_EVERY, PATH_TYPE, PATH_WHERE };

struct path_step {
	enum path_kind kind;
	bool deep;	  /* of everything inside, not of the place alone */
	const char *name; /* of a member or a type */
	const char *text; /* that the member has: PATH_WHERE */
	int index;	  /* below 0: from the end */
	size_t end;	  /* bytes of the path's text up to and with this step */
};

struct path {
	const char *text;
	struct path_step *steps;
	size_t n;
};

struct json_list {
	struct json_object **items; /* never NULL pointers: null is no value */
	size_t n;
	bool many; /* a list was looked into on the way: there could be more or fewer */
};

/* NULL with ERR_UNACCEPTABLE and a message that names the byte. In w's arena. */
struct path *path_parse(struct work *w, const char *text);

/* The path of a member of what is at `outer` ("" for the root), or NULL when no path can name it.
 */
const char *path_join(struct arena *a, const char *outer, const char *key);

/* What is at the path from `root` (may be NULL). The values belong to root's document. */
struct json_list path_find(struct arena *a, const struct path *p, struct json_object *root);

/* The steps from `first` up to, not with, `last`, from each of the places. */
struct json_list path_walk(struct arena *a, const struct path *p, size_t first, size_t last,
			   struct json_list from);

/* The values with all lists opened: what a member would be asked of. */
struct json_list path_opened(struct arena *a, struct json_list values);

/* Whether an object says to be of this type: "@type" has it, with or without the address of its
 * vocabulary. */
bool json_has_type(struct json_object *o, const char *type);

#endif
