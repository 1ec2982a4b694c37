/* Bit-parallel LCS: a column of the table of prefixes is one bit a row, 0 where the length grows.
 * Crochemore, Iliopoulos, Pinzon and Reid, "A fast and practical bit-vector algorithm for the
 * longest common subsequence problem" (2001), with the operations of Hyyro, "Bit-parallel
 * LCS-length computation revisited" (2004); texts of more than 64 code points carry from word to
 * word.
 *
 * The bits at which a code point occurs are a row of a table. Pages of 256 code points lead from
 * it to its row; most texts touch one page, and what does not occur leads to row 0, which is empty.
 */
#include "diff/needle.h"
#include "bounds.h"

#include <stdbool.h>

#define WORD_BITS	  64
#define WORDS_MAX_OF_TEXT ((FUZZY_LENGTH_MAX + WORD_BITS - 1) / WORD_BITS)
#define PAGE_SIZE	  256
#define PAGES		  (0x110000 / PAGE_SIZE)

_Static_assert(FUZZY_LENGTH_MAX < UINT16_MAX, "a row's number has 16 bits");

struct needle {
	struct arena *arena;
	size_t length, words;	      /* of the text, and of a row */
	size_t rows, room;	      /* room is in words, of each table */
	uint64_t *forward, *backward; /* rows of the text, and of the text read from its end */
	uint16_t *taken[FUZZY_LENGTH_MAX + 1]; /* where the pages lead to the rows */
	uint16_t *nothing;		       /* the page of code points that do not occur */
	uint16_t *pages[PAGES];
};

struct needle *needle_new(struct arena *a)
{
	struct needle *n = ARENA_NEW(a, struct needle);

	n->arena = a;
	n->nothing = ARENA_ARRAY(a, PAGE_SIZE, uint16_t);
	for (size_t i = 0; i < PAGES; i++)
		n->pages[i] = n->nothing;
	needle_load(n, (struct points){NULL, 0});
	return n;
}

/* --- loading --- */

static uint16_t *slot_of(struct needle *n, uint32_t c)
{
	uint16_t **page = &n->pages[c / PAGE_SIZE];

	if (*page == n->nothing)
		*page = ARENA_ARRAY(n->arena, PAGE_SIZE, uint16_t);
	return &(*page)[c % PAGE_SIZE];
}

static void make_room(struct needle *n)
{
	size_t wanted = (n->length + 1) * n->words;

	if (wanted <= n->room)
		return;
	n->room = wanted * 2;
	n->forward = arena_alloc_raw(n->arena, n->room * sizeof *n->forward);
	n->backward = arena_alloc_raw(n->arena, n->room * sizeof *n->backward);
}

static size_t add_row(struct needle *n)
{
	size_t start = n->rows * n->words;

	for (size_t i = 0; i < n->words; i++)
		n->forward[start + i] = n->backward[start + i] = 0;
	return n->rows++;
}

static void set_bit(uint64_t *row, size_t bit)
{
	row[bit / WORD_BITS] |= UINT64_C(1) << bit % WORD_BITS;
}

void needle_load(struct needle *n, struct points text)
{
	for (size_t i = 1; i < n->rows; i++)
		*n->taken[i] = 0;
	n->length = text.n;
	n->words = text.n > WORD_BITS ? (text.n + WORD_BITS - 1) / WORD_BITS : 1;
	make_room(n);
	n->rows = 0;
	add_row(n);
	for (size_t i = 0; i < text.n; i++) {
		uint16_t *slot = slot_of(n, text.at[i]);

		if (!*slot) {
			*slot = (uint16_t)add_row(n);
			n->taken[*slot] = slot;
		}
		set_bit(&n->forward[*slot * n->words], i);
		set_bit(&n->backward[*slot * n->words], text.n - 1 - i);
	}
}

/* --- one column after the other --- */

/* What follows is compiled twice, for one word, where the loops over words vanish, and for many. */
#define INLINE static inline __attribute__((always_inline))

INLINE const uint64_t *row_of(const struct needle *n, size_t words, const uint64_t *table,
			      uint32_t c)
{
	return &table[n->pages[c / PAGE_SIZE][c % PAGE_SIZE] * words];
}

/* Moves the column by one code point of the other text. Bits beyond the needle stay 1, as no row
 * has one there, so that a carry leaves the last word where the LCS grows: returns 1, else 0. */
INLINE size_t advance(uint64_t *column, const uint64_t *row, size_t words)
{
	uint64_t carry = 0;

	for (size_t i = 0; i < words; i++) {
		uint64_t old = column[i], met = old & row[i], sum = old + met;
		uint64_t out = sum < old;

		sum += carry;
		out |= sum < carry;
		column[i] = sum | (old - met);
		carry = out;
	}
	return carry;
}

INLINE void column_begin(uint64_t *column, size_t words)
{
	for (size_t i = 0; i < words; i++)
		column[i] = ~UINT64_C(0);
}

INLINE size_t lcs_of(const struct needle *n, size_t words, struct points hay)
{
	uint64_t column[WORDS_MAX_OF_TEXT];
	size_t lcs = 0;

	column_begin(column, words);
	for (size_t i = 0; i < hay.n; i++)
		lcs += advance(column, row_of(n, words, n->forward, hay.at[i]), words);
	return lcs;
}

size_t needle_lcs(const struct needle *n, struct points hay)
{
	return n->words == 1 ? lcs_of(n, 1, hay) : lcs_of(n, n->words, hay);
}

/* --- parts of a longer text --- */

/* The best part so far, as a fraction: no division until the end. */
struct best {
	uint64_t twice; /* 2 x LCS */
	uint64_t sum;	/* both lengths */
	bool found;	/* false: the fraction is what has to be beaten */
};

#define CUTOFF_UNIT (UINT64_C(1) << 20)

/* A little below the cutoff, so that what reaches it exactly is found. */
static struct best best_begin(double cutoff)
{
	double units = cutoff / 100 * (double)CUTOFF_UNIT - 1;

	return (struct best){units > 0 ? (uint64_t)units : 0, CUTOFF_UNIT, false};
}

INLINE void best_note(struct best *b, size_t lcs, size_t sum)
{
	if (2 * lcs * b->sum <= b->twice * sum)
		return;
	*b = (struct best){2 * lcs, sum, true};
}

/* The parts at the start of hay (or at its end) up to the needle's length, all in one pass; the
 * LCS of the longest. */
INLINE size_t grow(const struct needle *n, size_t words, struct points hay, bool at_end,
		   struct best *best)
{
	const uint64_t *table = at_end ? n->backward : n->forward;
	uint64_t column[WORDS_MAX_OF_TEXT];
	size_t lcs = 0;

	column_begin(column, words);
	for (size_t i = 0; i < n->length; i++) {
		uint32_t c = hay.at[at_end ? hay.n - 1 - i : i];

		lcs += advance(column, row_of(n, words, table, c), words);
		best_note(best, lcs, n->length + i + 1);
	}
	return lcs;
}

/* The parts between the first and the last of full length, whose LCS are known. From one part to
 * the next the LCS changes by one at the most, so that most parts need not be looked at. */
INLINE void slide(const struct needle *n, size_t words, struct points hay, size_t first,
		  size_t last, struct best *best)
{
	size_t length = n->length, end = hay.n - length, at = 0, lcs = first;

	for (;;) {
		size_t wanted = best->twice * length / best->sum + 1;

		at += wanted - lcs;
		if (wanted > length || at + (wanted - last) > end)
			return;
		lcs = lcs_of(n, words, (struct points){hay.at + at, length});
		best_note(best, lcs, 2 * length);
	}
}

INLINE double partial_of(const struct needle *n, size_t words, struct points hay, double cutoff)
{
	struct best best = best_begin(cutoff);
	size_t first = grow(n, words, hay, false, &best), last = grow(n, words, hay, true, &best);

	slide(n, words, hay, first, last, &best);
	return best.found ? 100.0 * (double)best.twice / (double)best.sum : 0;
}

double needle_partial(const struct needle *n, struct points hay, double cutoff)
{
	return n->words == 1 ? partial_of(n, 1, hay, cutoff) : partial_of(n, n->words, hay, cutoff);
}
