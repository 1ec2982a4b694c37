/* One text compared with many: the length of the longest common subsequence (LCS), and the best
 * part of a longer text. Lengths and places are in code points.
 */
#ifndef METER_DIFF_NEEDLE_H
#define METER_DIFF_NEEDLE_H

#include "util/arena.h"

#include <stddef.h>
#include <stdint.h>

struct points {
	const uint32_t *at;
	size_t n; /* at most FUZZY_LENGTH_MAX */
};

struct needle;

/* An empty one in the arena; it keeps what it has allocated from text to text. */
struct needle *needle_new(struct arena *a);

/* Makes the text the one that others are compared with; it need not stay. */
void needle_load(struct needle *n, struct points text);

/* The length of the LCS of the loaded text and this one. */
size_t needle_lcs(const struct needle *n, struct points hay);

/* The greatest ratio (200 x LCS / both lengths) of the loaded text with any part of hay that is as
 * long as the text, or shorter and at hay's start or end; 0 when none reaches the cutoff. The
 * loaded text must not be empty, nor longer than hay. */
double needle_partial(const struct needle *n, struct points hay, double cutoff);

#endif
