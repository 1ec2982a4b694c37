/* What a rule does to the texts that it found, before they become values.
 *
 * A list in the order in which it is done; each entry is an object with one member:
 *
 *   {"trim_prefix": "by "}, {"trim_suffix": "€"}   cut off when there, whatever the case
 *   {"regex": "of (\\d+)"}             the first group, or the whole match; no match is no value
 *   {"replace": ["from", "to"]}        everywhere, as written
 *   {"regex_replace": ["(\\d+)/(\\d+)", "$2/$1"]}   everywhere
 *   {"split": ","}                     one text becomes several
 *   {"index": 1}                       of several only this one, from 0, or from the end: -1
 *   {"join": ", "}                     several become one
 *   {"lower": true}, {"upper": true}   Latin, Greek and Cyrillic letters
 *   {"plain": true}                    HTML as it is read: no tags, entities as characters
 *
 * Texts are trimmed after each; one of which nothing is left is no value.
 */
#ifndef METER_EXTRACT_TRANSFORM_H
#define METER_EXTRACT_TRANSFORM_H

#include "util/work.h"

#include <json-c/json_object.h>

struct transform;

/* A text that need not end in a NUL. */
struct slice {
	const char *start;
	size_t n;
};

struct slices {
	struct slice *items;
	size_t n;
};

struct transforms {
	struct transform *items;
	size_t n;
	bool works_on_lists; /* splits, joins or chooses: all texts of a value are needed at once */
	bool wants_all;	     /* joins or chooses before it splits: the texts of all matches */
	bool gives_list;     /* it ends in a split */
};

/* Reads the member `key` of o as one transform and appends it. *message: what is wrong, or NULL. */
bool transform_add(struct work *w, struct transforms *t, const char *key, struct json_object *o,
		   const char **message);

/* Appends {"split": separator}. */
void transform_add_split(struct work *w, struct transforms *t, const char *separator);

/* Appends the list. False with *message, which names the entry: "[2].regex: …". */
bool transforms_add(struct work *w, struct transforms *t, struct json_object *list,
		    const char **message);

struct slice slice_trimmed(struct slice s);

/* Runs them over one text; false when nothing is left. For transforms that do not work on
 * lists. */
bool transform_text(struct work *w, const struct transforms *t, struct slice *s);

/* Runs them over several, all of which must lie in the arena. */
struct slices transform_list(struct work *w, const struct transforms *t, struct slices in);

#endif
