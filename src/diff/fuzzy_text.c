/* Texts made ready: code points, tokens, tokens in order. */
#include "diff/fuzzy_parts.h"

#include "bounds.h"
#include "util/text.h"

#include <wctype.h>

/* What Unicode calls White_Space, and the four separators of ASCII: where Python splits. */
static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f) || c == 0x85 ||
	       c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

int points_compare(struct points a, struct points b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < n; i++)
		if (a.at[i] != b.at[i])
			return a.at[i] < b.at[i] ? -1 : 1;
	return (a.n > b.n) - (a.n < b.n);
}

static int compare_tokens(const void *a, const void *b)
{
	return points_compare(*(const struct points *)a, *(const struct points *)b);
}

/* --- tokens --- */

static size_t find_tokens(struct points text, struct points *out)
{
	size_t n = 0, start = 0;

	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && !is_space(text.at[i]))
			continue;
		if (i > start)
			out[n++] = (struct points){text.at + start, i - start};
		start = i + 1;
	}
	return n;
}

/* Copies the tokens with a space between them. */
static struct points join(struct arena *a, const struct points *tokens, size_t n)
{
	size_t length = n ? n - 1 : 0, at = 0;
	uint32_t *copy;

	for (size_t i = 0; i < n; i++)
		length += tokens[i].n;
	copy = arena_alloc_raw(a, length * sizeof *copy);
	for (size_t i = 0; i < n; i++) {
		if (i)
			copy[at++] = ' ';
		memcpy(copy + at, tokens[i].at, tokens[i].n * sizeof *copy);
		at += tokens[i].n;
	}
	return (struct points){copy, length};
}

static size_t drop_repeated(struct points *tokens, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (kept == 0 || points_compare(tokens[kept - 1], tokens[i]) != 0)
			tokens[kept++] = tokens[i];
	return kept;
}

/* One of 64 bits, by the FNV-1a hash of the token's code points. */
static uint64_t kind_of(struct points token)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < token.n; i++)
		hash = (hash ^ token.at[i]) * UINT64_C(0x100000001b3);
	return UINT64_C(1) << (hash >> 58);
}

static struct fuzzy_text *text_of(struct arena *a, struct points whole)
{
	struct fuzzy_text *t = ARENA_NEW(a, struct fuzzy_text);
	size_t n;

	t->whole = whole;
	t->tokens = ARENA_ARRAY(a, whole.n / 2 + 1, struct points);
	n = find_tokens(whole, t->tokens);
	if (n)
		qsort(t->tokens, n, sizeof *t->tokens, compare_tokens);
	t->sorted = join(a, t->tokens, n);
	t->is_sorted = points_compare(t->sorted, whole) == 0;
	t->n_tokens = drop_repeated(t->tokens, n);
	t->is_distinct = t->n_tokens == n;
	t->distinct = t->is_distinct ? t->sorted : join(a, t->tokens, t->n_tokens);
	for (size_t i = 0; i < t->n_tokens; i++)
		t->kinds |= kind_of(t->tokens[i]);
	return t;
}

/* --- reading --- */

static struct points decode(struct arena *a, const char *s, size_t n, uint32_t **out)
{
	size_t most = n < FUZZY_LENGTH_MAX ? n : FUZZY_LENGTH_MAX, length = 0;
	uint32_t *points = arena_alloc_raw(a, most * sizeof *points);
	const char *end = s + n;

	while (s < end && length < most)
		points[length++] = utf8_next(&s, end);
	*out = points;
	return (struct points){points, length};
}

struct fuzzy_text *fuzzy_text_new(struct arena *a, const char *s, size_t n)
{
	uint32_t *points;

	return text_of(a, decode(a, s, n, &points));
}

/* The sigma at the end of a word is the same letter. */
static uint32_t lower(uint32_t c, locale_t letters)
{
	uint32_t small = (uint32_t)towlower_l((wint_t)c, letters);

	return small == 0x3c2 ? 0x3c3 : small;
}

struct fuzzy_text *fuzzy_text_normal(const struct fuzzy *f, struct arena *a, const char *s,
				     size_t n)
{
	uint32_t *points;
	struct points text = decode(a, s, n, &points);

	for (size_t i = 0; i < text.n; i++)
		points[i] =
		    iswalnum_l((wint_t)points[i], f->letters) ? lower(points[i], f->letters) : ' ';
	while (text.n && text.at[text.n - 1] == ' ')
		text.n--;
	while (text.n && text.at[0] == ' ') {
		text.at++;
		text.n--;
	}
	return text_of(a, text);
}

size_t fuzzy_text_length(const struct fuzzy_text *t)
{
	return t->whole.n;
}
