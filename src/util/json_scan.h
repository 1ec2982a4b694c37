/* JSON as it lies in its text: where values begin and end, without making trees of them.
 *
 * The text is what our own writer made, without white space, or was checked by json_complaint() and
 * has none. Anything else fails; no byte outside of it is read whatever it holds.
 */
#ifndef METER_UTIL_JSON_SCAN_H
#define METER_UTIL_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a text that stays where it is. */
struct span {
	const char *at; /* NULL: none */
	size_t n;
};

bool span_equal(struct span a, struct span b);

/* Below, at or above 0: by bytes, and of two that begin alike the shorter first. */
int span_compare(struct span a, struct span b);

/* "null" or no value at all. */
bool span_is_null(struct span value);

/* What is left to be scanned. */
struct json_scan {
	const char *at, *end;
};

/* A member of an object: both parts as JSON writes them, the name's quotes included. */
struct json_field {
	struct span name, value;
};

/* Each passes what it is named for, and is false when something else stands there. */
bool json_skip_char(struct json_scan *s, char c);
bool json_skip_value(struct json_scan *s);

/* The next member of the object whose first bracket has been passed, of which n were read; false
 * at its end, *good tells whether it was a proper one. */
bool json_next_field(struct json_scan *s, size_t n, struct json_field *f, bool *good);

/* Behind the string whose first quote is at `at`, before `end`; NULL when it does not end. */
const char *json_string_end(const char *at, const char *end);

/* Compares two names by what stands between their quotes. */
int json_names_compare(struct span a, struct span b);

/* The value of the object's member whose name is written so (quotes included); at NULL: it has
 * none, or is no object. */
struct span json_member(struct span object, struct span name);

/* How many values the array has; 0 when it is none. */
size_t json_length(struct span array);

#endif
