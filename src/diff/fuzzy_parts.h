/* What the files of the scorer share. */
#ifndef METER_DIFF_FUZZY_PARTS_H
#define METER_DIFF_FUZZY_PARTS_H

#include "diff/fuzzy.h"
#include "diff/needle.h"

#include <locale.h>

struct fuzzy_text {
	struct points whole;
	struct points sorted;	/* its tokens in order, with one space between them */
	struct points distinct; /* the same without repetitions */
	struct points *tokens;	/* the distinct ones, in order */
	size_t n_tokens;
	uint64_t kinds;	  /* one bit a token, by its hash: no common bit, no common token */
	bool is_sorted;	  /* sorted is whole */
	bool is_distinct; /* distinct is sorted */
};

/* Below 0, 0 or above: the order of tokens. */
int points_compare(struct points a, struct points b);

struct fuzzy {
	locale_t letters;
	const struct fuzzy_text *text; /* the loaded one */
	struct needle *whole, *sorted; /* of it */
	struct needle *other;	       /* of whatever is compared for one score */
	uint32_t *mine, *theirs; /* room for what is left of two texts without what they share */
};

#endif
