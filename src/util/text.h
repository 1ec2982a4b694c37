/* A growing string that must be given its limit.
 *
 * Appending past the limit sets `full` and drops the rest: writers append without checking and
 * the owner asks text_is_full() once at the end. data always ends in NUL and is never NULL.
 */
#ifndef METER_UTIL_TEXT_H
#define METER_UTIL_TEXT_H

#include "util/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *data;
	size_t length;   /* bytes before the NUL */
	size_t capacity; /* bytes at data, the NUL's included */
	size_t limit;    /* greatest length allowed */
	bool full;       /* something did not fit and was dropped */
	struct arena *arena;
};

/* An empty text in the arena; grows by doubling up to limit bytes. */
struct text text_new(struct arena *a, size_t limit);

void text_add(struct text *t, const char *s);
void text_add_bytes(struct text *t, const void *data, size_t n);
void text_add_char(struct text *t, char c);
void text_add_int(struct text *t, int64_t value);
void text_addf(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* Appends one code point as UTF-8; what is no scalar value becomes U+FFFD. */
void text_add_utf8(struct text *t, uint32_t code_point);

/* Appends s as a JSON string with its quotes: control characters, quote and backslash escaped,
 * everything else as it is (s must be UTF-8). */
void text_add_json(struct text *t, const char *s, size_t n);

/* Forgets the contents, keeps the memory. */
void text_clear(struct text *t);

/* Takes away what is behind the first n bytes, where t has as many. */
void text_cut(struct text *t, size_t n);

bool text_is_full(const struct text *t);

/* --- reading UTF-8 --- */

/* Decodes the code point at *p (p < end) and advances *p past it. Invalid input gives 0xFFFD and
 * advances at least one byte (maximal subpart, as the WHATWG decoder does). */
uint32_t utf8_next(const char **p, const char *end);

/* True when the n bytes are well-formed UTF-8 (no overlong forms, no surrogates). */
bool utf8_is_valid(const char *s, size_t n);

/* The first byte that is not ASCII, or end. */
const char *ascii_end(const char *s, const char *end);

/* ASCII helpers that ignore the locale. */
static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* HTML white space: TAB LF FF CR SPACE. */
static inline bool ascii_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool ascii_is_blank(const char *s);                        /* nothing but white space */
int ascii_hex(char c);                                     /* a hex digit's value, or -1 */
bool ascii_equal(const char *a, const char *b);            /* case-insensitive */
bool ascii_starts(const char *s, const char *prefix);      /* case-insensitive */

#endif
