/* The bit-parallel LCS against the table of prefixes, of texts around the size of one word, two and
 * many. */
#include "diff/needle.h"

#include "bounds.h"
#include "tap.h"
#include "util/work.h"

#define LONGEST 400

static uint64_t seed = 1;

/* A number below n: the same ones in every run. */
static size_t chance(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (size_t)(seed >> 33) % n;
}

static size_t lcs_slow(struct points a, struct points b)
{
	static size_t rows[2][LONGEST + 1];

	memset(rows, 0, sizeof rows);
	for (size_t i = 1; i <= a.n; i++)
		for (size_t j = 1; j <= b.n; j++) {
			size_t up = rows[~i & 1][j], left = rows[i & 1][j - 1];

			rows[i & 1][j] = a.at[i - 1] == b.at[j - 1] ? rows[~i & 1][j - 1] + 1
					 : up > left		    ? up
								    : left;
		}
	return rows[a.n & 1][b.n];
}

static double ratio(struct points a, struct points b)
{
	return 200.0 * (double)lcs_slow(a, b) / (double)(a.n + b.n);
}

/* Every part as long as the needle, every shorter one at the ends. */
static double partial_slow(struct points a, struct points b)
{
	double best = 0;

	for (size_t start = 0; start < b.n; start++)
		for (size_t end = start + 1; end <= b.n && end - start <= a.n; end++) {
			struct points part = {b.at + start, end - start};

			if (part.n < a.n && start > 0 && end < b.n)
				continue;
			if (ratio(a, part) > best)
				best = ratio(a, part);
		}
	return best;
}

/* Few letters make long subsequences, many make short ones; those of every plane lead to rows. */
static struct points draw(uint32_t *room, size_t n, size_t letters)
{
	for (size_t i = 0; i < n; i++)
		room[i] = (uint32_t)(chance(letters) * 0x3fff1 % 0x110000);
	return (struct points){room, n};
}

static void compare(struct needle *n, size_t most, size_t rounds)
{
	static uint32_t a_room[LONGEST], b_room[LONGEST];
	size_t lcs_wrong = 0, partial_wrong = 0, cutoff_wrong = 0;

	for (size_t i = 0; i < rounds; i++) {
		size_t letters = 2 + chance(20), length = 1 + chance(most);
		struct points a = draw(a_room, length, letters);
		struct points b = draw(b_room, length + chance(most), letters);
		double partial = partial_slow(a, b), cutoff = (double)chance(101), got;

		if (chance(3) == 0) /* something to be found */
			memcpy(b_room + chance(b.n - a.n + 1), a_room, a.n / 2 * sizeof *a_room);
		partial = partial_slow(a, b);
		needle_load(n, a);
		lcs_wrong += needle_lcs(n, b) != lcs_slow(a, b);
		got = needle_partial(n, b, 0);
		partial_wrong += got > partial + 1e-9 || got < partial - 1e-9;
		got = needle_partial(n, b, cutoff);
		cutoff_wrong += partial >= cutoff ? got > partial + 1e-9 || got < partial - 1e-9
						  : got >= cutoff;
		cutoff_wrong += needle_partial(n, b, partial) < partial - 1e-9;
	}
	is_int(lcs_wrong, 0, "LCS");
	is_int(partial_wrong, 0, "parts");
	is_int(cutoff_wrong, 0, "parts above a cutoff");
}

static void test_edges(struct needle *n)
{
	static const uint32_t text[] = {'a', 'b', 'c', 0x10ffff};

	is_int(needle_lcs(n, (struct points){text, 4}), 0, "nothing has nothing in common");
	needle_load(n, (struct points){text, 4});
	is_int(needle_lcs(n, (struct points){text, 0}), 0, "with nothing");
	is_int(needle_lcs(n, (struct points){text, 4}), 4, "with itself");
	is_int(needle_lcs(n, (struct points){text + 2, 2}), 2, "the last code point of all");
	needle_load(n, (struct points){text, 1});
	is_int(needle_lcs(n, (struct points){text + 1, 3}), 0, "the text before is forgotten");
	ok(needle_partial(n, (struct points){text, 4}, 100) == 100, "the cutoff itself is reached");
}

/* The longest texts: each bit of the last word counts, and carries run through all. */
static void test_longest(struct needle *n)
{
	static uint32_t a[FUZZY_LENGTH_MAX], b[FUZZY_LENGTH_MAX];

	for (size_t i = 0; i < FUZZY_LENGTH_MAX; i++) {
		a[i] = 'x';
		b[i] = i % 2 ? 'x' : (uint32_t)i;
	}
	needle_load(n, (struct points){a, FUZZY_LENGTH_MAX});
	is_int(needle_lcs(n, (struct points){a, FUZZY_LENGTH_MAX}), FUZZY_LENGTH_MAX, "itself");
	is_int(needle_lcs(n, (struct points){b, FUZZY_LENGTH_MAX}), FUZZY_LENGTH_MAX / 2 + 1,
	       "every other");
	needle_load(n, (struct points){b, FUZZY_LENGTH_MAX});
	is_int(needle_lcs(n, (struct points){a, FUZZY_LENGTH_MAX}), FUZZY_LENGTH_MAX / 2 + 1,
	       "from the other side");
}

int main(void)
{
	struct work w;
	struct needle *n;

	work_begin(&w);
	n = needle_new(w.arena);
	test_edges(n);
	compare(n, 8, 3000);
	compare(n, 40, 1000);
	compare(n, 70, 150);
	compare(n, 150, 20);
	test_longest(n);
	work_end(&w);
	return done();
}
