/* How alike two texts are, from 0 to 100: the scorers of RapidFuzz, its weighted ratio above all.
 * The definitions are RapidFuzz's; lengths are in code points, tokens are what stands between
 * Unicode's white space, and order among them is by code point.
 *
 * One text is compared with many: what its comparisons share is made once.
 */
#ifndef METER_DIFF_FUZZY_H
#define METER_DIFF_FUZZY_H

#include "util/work.h"

#include <stddef.h>

struct fuzzy;
struct fuzzy_text;

/* In the work's arena. NULL with ERR_INTERNAL when the system has no locale C.UTF-8, whose tables
 * say what is a letter. */
struct fuzzy *fuzzy_new(struct work *w);

/* n bytes of UTF-8 made ready to be compared; what exceeds FUZZY_LENGTH_MAX is left out. In the
 * arena; nothing refers to s afterwards. */
struct fuzzy_text *fuzzy_text_new(struct arena *a, const char *s, size_t n);

/* The same after lower-casing, with a space for each character that is neither letter nor digit,
 * and none at the ends (contract, Q21). */
struct fuzzy_text *fuzzy_text_normal(const struct fuzzy *f, struct arena *a, const char *s,
				     size_t n);

/* In code points. */
size_t fuzzy_text_length(const struct fuzzy_text *t);

/* From now on the functions below compare with this text, which has to stay. */
void fuzzy_load(struct fuzzy *f, const struct fuzzy_text *t);

/* RapidFuzz's WRatio. A score below the cutoff may come out as 0, which is faster. */
double fuzzy_score(struct fuzzy *f, const struct fuzzy_text *t, double cutoff);

/* What it is made of. */
double fuzzy_ratio(struct fuzzy *f, const struct fuzzy_text *t);
double fuzzy_partial_ratio(struct fuzzy *f, const struct fuzzy_text *t);
double fuzzy_token_sort_ratio(struct fuzzy *f, const struct fuzzy_text *t);
double fuzzy_token_set_ratio(struct fuzzy *f, const struct fuzzy_text *t);
double fuzzy_partial_token_ratio(struct fuzzy *f, const struct fuzzy_text *t);

#endif
