/* Query strings and form bodies: application/x-www-form-urlencoded. */
#ifndef METER_UTIL_QUERY_H
#define METER_UTIL_QUERY_H

#include "util/text.h"

struct query_pair {
	const char *name, *value; /* decoded, valid UTF-8 */
};

/* The pairs of a query (without "?"; may be NULL), in their order, in the arena. What is no escape
 * stays as it is, what is not UTF-8 becomes U+FFFD, as browsers do; a name without "=" has the
 * value "". */
struct query_pair *query_split(struct arena *a, const char *query, size_t *n_out);

/* Appends "name=value", with an & before it when there is something already. */
void query_add(struct text *t, const char *name, const char *value);

/* Appends s with everything escaped but letters, digits and "-._~": for a path's segment, too. */
void query_escape(struct text *t, const char *s);

/* Bytes with their escapes undone. */
char *query_unescape(struct arena *a, const char *s, size_t n, bool plus_is_space);

#endif
