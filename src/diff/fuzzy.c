/* RapidFuzz's scorers over one text and many. */
#include "diff/fuzzy.h"

#include "bounds.h"
#include "diff/fuzzy_parts.h"

#include <errno.h>

#define TOKEN_SCALE    0.95 /* what scores of reordered tokens count for */
#define PART_SCALE     0.9  /* of parts, when one text is 1.5 times as long as the other */
#define FAR_PART_SCALE 0.6  /* and when it is more than 8 times as long */

static double larger(double a, double b)
{
	return a > b ? a : b;
}

/* A process needs one, for as long as it lives. */
static locale_t unicode(void)
{
	static locale_t locale;

	if (!locale)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	return locale;
}

struct fuzzy *fuzzy_new(struct work *w)
{
	struct fuzzy *f = ARENA_NEW(w->arena, struct fuzzy);

	f->letters = unicode();
	if (!f->letters)
		return fail(w, ERR_INTERNAL, "cannot load the locale C.UTF-8: %s", strerror(errno));
	f->whole = needle_new(w->arena);
	f->sorted = needle_new(w->arena);
	f->other = needle_new(w->arena);
	f->mine = ARENA_ARRAY(w->arena, FUZZY_LENGTH_MAX, uint32_t);
	f->theirs = ARENA_ARRAY(w->arena, FUZZY_LENGTH_MAX, uint32_t);
	fuzzy_load(f, fuzzy_text_new(w->arena, "", 0));
	return f;
}

void fuzzy_load(struct fuzzy *f, const struct fuzzy_text *t)
{
	f->text = t;
	needle_load(f->whole, t->whole);
	needle_load(f->sorted, t->sorted);
}

/* --- whole texts --- */

static double ratio_of(size_t lcs, size_t sum)
{
	return sum ? 200.0 * (double)lcs / (double)sum : 100;
}

double fuzzy_ratio(struct fuzzy *f, const struct fuzzy_text *t)
{
	return ratio_of(needle_lcs(f->whole, t->whole), f->text->whole.n + t->whole.n);
}

double fuzzy_token_sort_ratio(struct fuzzy *f, const struct fuzzy_text *t)
{
	return ratio_of(needle_lcs(f->sorted, t->sorted), f->text->sorted.n + t->sorted.n);
}

/* --- common tokens --- */

static bool may_share(const struct fuzzy *f, const struct fuzzy_text *t)
{
	return (f->text->kinds & t->kinds) != 0;
}

static bool has_common(const struct fuzzy *f, const struct fuzzy_text *t)
{
	const struct fuzzy_text *own = f->text;
	size_t i = 0, j = 0;

	while (may_share(f, t) && i < own->n_tokens && j < t->n_tokens) {
		int order = points_compare(own->tokens[i], t->tokens[j]);

		if (order == 0)
			return true;
		i += order < 0;
		j += order > 0;
	}
	return false;
}

/* Two texts as sets of tokens, each part joined by spaces. */
struct sets {
	size_t common; /* length of what they share */
	struct points mine, theirs;
};

static void append(uint32_t *out, size_t *length, struct points token)
{
	if (*length)
		out[(*length)++] = ' ';
	memcpy(out + *length, token.at, token.n * sizeof *out);
	*length += token.n;
}

static struct sets divide(struct fuzzy *f, const struct fuzzy_text *t)
{
	const struct fuzzy_text *own = f->text;
	struct sets s = {0, {f->mine, 0}, {f->theirs, 0}};
	size_t i = 0, j = 0;

	while (i < own->n_tokens || j < t->n_tokens) {
		int order = i == own->n_tokens ? 1
			    : j == t->n_tokens ? -1
					       : points_compare(own->tokens[i], t->tokens[j]);
		if (order == 0)
			s.common += own->tokens[i].n + (s.common != 0);
		else if (order < 0)
			append(f->mine, &s.mine.n, own->tokens[i]);
		else
			append(f->theirs, &s.theirs.n, t->tokens[j]);
		i += order <= 0;
		j += order >= 0;
	}
	return s;
}

/* The best ratio among what is common, and that with the rest of either: the rests alone need an
 * LCS, because what is common comes first in both. */
static double set_ratio(struct fuzzy *f, const struct fuzzy_text *t, double cutoff)
{
	struct sets s = divide(f, t);
	size_t head = s.common + (s.common != 0);
	size_t own = head + s.mine.n, other = head + s.theirs.n;
	size_t shorter = s.mine.n < s.theirs.n ? s.mine.n : s.theirs.n;
	double best = 0;

	if (f->text->n_tokens == 0 || t->n_tokens == 0)
		return 0;
	if (s.common && shorter == 0)
		return 100;
	if (s.common)
		best = ratio_of(s.common, s.common + (own < other ? own : other));
	if (ratio_of(head + shorter, own + other) < larger(best, cutoff))
		return best;
	needle_load(f->other, s.mine);
	return larger(best, ratio_of(head + needle_lcs(f->other, s.theirs), own + other));
}

double fuzzy_token_set_ratio(struct fuzzy *f, const struct fuzzy_text *t)
{
	return set_ratio(f, t, 0);
}

/* The better of token sort and token set. They are the same when nothing is common or repeated. */
static double token_ratio(struct fuzzy *f, const struct fuzzy_text *t, double cutoff)
{
	double score = 0;

	if (!f->text->is_sorted || !t->is_sorted) /* else the plain ratio is the same, and more */
		score = fuzzy_token_sort_ratio(f, t);
	if (may_share(f, t) || !f->text->is_distinct || !t->is_distinct)
		score = larger(score, set_ratio(f, t, larger(score, cutoff)));
	return score;
}

/* --- parts --- */

/* `own` is loaded with mine; NULL: it is loaded here. */
static double partial(struct fuzzy *f, const struct needle *own, struct points mine,
		      struct points theirs, double cutoff)
{
	double score = 0;

	if (mine.n == 0 || theirs.n == 0)
		return mine.n == theirs.n ? 100 : 0;
	if (mine.n <= theirs.n) {
		if (!own)
			needle_load(f->other, mine);
		score = needle_partial(own ? own : f->other, theirs, cutoff);
	}
	if (mine.n < theirs.n || score == 100)
		return score;
	needle_load(f->other, theirs);
	return larger(score, needle_partial(f->other, mine, larger(score, cutoff)));
}

double fuzzy_partial_ratio(struct fuzzy *f, const struct fuzzy_text *t)
{
	return partial(f, f->whole, f->text->whole, t->whole, 0);
}

/* When they have no token in common. */
static double partial_tokens(struct fuzzy *f, const struct fuzzy_text *t, double cutoff)
{
	const struct fuzzy_text *own = f->text;
	double score = partial(f, f->sorted, own->sorted, t->sorted, cutoff);

	if (own->is_distinct && t->is_distinct)
		return score;
	return larger(score, partial(f, NULL, own->distinct, t->distinct, larger(score, cutoff)));
}

double fuzzy_partial_token_ratio(struct fuzzy *f, const struct fuzzy_text *t)
{
	return has_common(f, t) ? 100 : partial_tokens(f, t, 0);
}

/* --- the weighted ratio --- */

/* No part of a text has a longer LCS than the whole, and no ratio with that LCS is better than with
 * a part that consists of nothing else. */
static double partial_most(size_t lcs, struct points a, struct points b)
{
	return ratio_of(lcs, (a.n < b.n ? a.n : b.n) + lcs);
}

/* Of texts of like length, where whole texts are compared, tokens in any order. */
static double score_wholes(struct fuzzy *f, const struct fuzzy_text *t, double score, double cutoff)
{
	double least = larger(score, cutoff);

	if (least > TOKEN_SCALE * 100)
		return score;
	return larger(score, TOKEN_SCALE * token_ratio(f, t, least / TOKEN_SCALE));
}

/* Whether putting tokens in order changes nothing. */
static bool is_plain(const struct fuzzy_text *t)
{
	return t->is_sorted && t->is_distinct;
}

/* Of texts of unlike length. A common token settles the part about tokens, so it comes first. */
static double score_parts(struct fuzzy *f, const struct fuzzy_text *t, size_t lcs, double scale,
			  double cutoff)
{
	const struct fuzzy_text *own = f->text;
	double token_scale = TOKEN_SCALE * scale, score = ratio_of(lcs, own->whole.n + t->whole.n);
	bool common = has_common(f, t);
	double least;

	if (common)
		score = larger(score, token_scale * 100);
	least = larger(score, cutoff);
	if (scale * partial_most(lcs, own->whole, t->whole) >= least)
		score = larger(score,
			       scale * partial(f, f->whole, own->whole, t->whole, least / scale));
	least = larger(score, cutoff);
	if (common || token_scale * 100 < least || (is_plain(own) && is_plain(t)))
		return score;
	return larger(score, token_scale * partial_tokens(f, t, least / token_scale));
}

double fuzzy_score(struct fuzzy *f, const struct fuzzy_text *t, double cutoff)
{
	size_t n = f->text->whole.n, m = t->whole.n, lcs;
	size_t shorter = n < m ? n : m, longer = n < m ? m : n;
	double score;

	if (shorter == 0)
		return 0;
	lcs = needle_lcs(f->whole, t->whole);
	if (2 * longer < 3 * shorter)
		score = score_wholes(f, t, ratio_of(lcs, n + m), cutoff);
	else
		score = score_parts(f, t, lcs, longer > 8 * shorter ? FAR_PART_SCALE : PART_SCALE,
				    cutoff);
	return score < cutoff ? 0 : score;
}
