/* A number as it stands in a text, before anybody decides what its separators mean. */
#ifndef METER_EXTRACT_FIGURE_H
#define METER_EXTRACT_FIGURE_H

#include <stdbool.h>

enum { DIGITS_MAX = 40 }; /* of one number; a double holds 17 that matter */

enum { MARK_NONE, MARK_POINT = '.', MARK_COMMA = ',', MARK_SPACE = ' ', MARK_QUOTE = '\'' };

/* A number as it stands in the text. */
struct figure {
	const char *start, *end;
	bool is_negative;
	bool is_money; /* a currency sign or code stands beside it */
	char digits[DIGITS_MAX];
	unsigned n_digits;
	/* Separators between groups of digits: what they are, and before which digit they stand. */
	char marks[DIGITS_MAX];
	unsigned at[DIGITS_MAX];
	unsigned n_marks;
};

/* The figure that the text is about: the first with a currency sign or code beside it, or else the
 * first. False when there is none; digits inside of a word ("A4") are none. */
bool figure_find(const char *text, struct figure *out);

#endif
