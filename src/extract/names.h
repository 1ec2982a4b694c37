/* The names, ids and classes of one document, each kept once: equal strings are equal
 * pointers afterwards, and a selector compares pointers. */
#ifndef METER_EXTRACT_NAMES_H
#define METER_EXTRACT_NAMES_H

#include "extract/html.h"

struct name {
	const char *text;
	uint32_t length;
	uint32_t hash;
	enum tag tag; /* of an element of this name; TAG_OTHER for what tags.def does not list */
	unsigned int level;   /* nesting.c: the innermost open level of this name */
	uint32_t list;	      /* names_classes(): the last list that it was added to */
	uint32_t n_classes;   /* as the value of a class attribute */
	const char **classes; /* NULL until names_classes() is asked */
};

struct names;

/* A table that knows the names of tags.def already. In the arena. */
struct names *names_new(struct arena *a);

/* The entry of the n bytes at s, made when it is new; the text is then copied. */
struct name *names_add(struct names *t, const char *s, size_t n);

/* The entry of the value of a class attribute, with its tokens: in their order, interned, without
 * repeats. */
const struct name *names_classes(struct names *t, const char *value);

/* The entry of an element that tags.def lists. */
struct name *names_of_tag(const struct names *t, enum tag tag);

/* The entry, or NULL. */
struct name *names_find(const struct names *t, const char *s, size_t n);

#endif
