/* The letters of a selector: CSS Syntax Level 3's identifiers, strings, escapes and comments. */
#ifndef METER_EXTRACT_SELECTOR_READER_H
#define METER_EXTRACT_SELECTOR_READER_H

#include "extract/selector_parts.h"

struct reader {
	struct work *w;
	const char *text, *p, *end;
	unsigned nest;	  /* brackets open */
	unsigned n_parts; /* compounds so far */
	bool is_built_in; /* the text is our own: it does not count against the bounds */
	struct selector *selector;
};

/* The next byte after comments, '\0' at the end. */
char reader_peek(struct reader *r);

/* Skips white space and comments; true when there was white space. */
bool reader_space(struct reader *r);

/* Skips c (after comments) when it is next. */
bool reader_take(struct reader *r, char c);

/* An identifier with its escapes undone, or NULL (and nothing read) when none is next. */
char *reader_identifier(struct reader *r);

/* A quoted string; NULL with the error set when it does not end. */
char *reader_string(struct reader *r);

/* A quoted string or an identifier; NULL with the error set when neither is next. */
char *reader_value(struct reader *r);

/* A number of the selector's strings that says s. */
unsigned reader_name(struct reader *r, const char *s);

/* Fails with `selector "…": expected WHAT at character N`. */
void *reader_expected(struct reader *r, const char *what);

/* Fails with `selector "…": MESSAGE at character N`, N being that of `at`. */
void *reader_fail(struct reader *r, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4), nonnull(3)));

#endif
