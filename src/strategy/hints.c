/* Hints are worth more than any evidence of the page, and each says how much. */
#include "strategy/hints.h"

#include "bounds.h"
#include "strategy/feedback.h"

#include <math.h>

#define REJECTED     100.0 /* a place that was wrong is never taken again */
#define PLACE_SHARE  0.8   /* of a column's values: it is the place that had them */
#define EXAMPLE	     12.0  /* the user knows */
#define EXAMPLE_ELSE 6.0   /* the value of the first record is that of another one */
#define KEPT	     6.0   /* nobody complained about it */
#define WANTED	     1.5   /* words that describe the right place */
#define UNWANTED     3.0   /* and a wrong one */
#define MET	     3.0   /* a hypothesis that gives an example, or does not */
#define NOT_NOW	     5.0   /* these were the records that the user did not want */
#define BETTER_GROUP 4.0   /* a group that differs from them in the way that was asked for */

/* --- values ---------------------------------------------------------------------------------- */

/* The share of the column's values that are among those. */
static double share_among(const struct slots *slots, const struct slot *slot,
			  const struct map *values)
{
	size_t filled = 0, among = 0;

	for (size_t i = 0; i < slots->n_samples; i++) {
		if (!slot->values[i])
			continue;
		filled++;
		among += map_get(values, hash_text(HASH_START, slot->values[i])) != NULL;
	}
	return filled ? (double)among / (double)filled : 0;
}

static bool same_words(struct page *p, const char *a, const char *b)
{
	struct words x = words_split(p->vocabulary, a, strlen(a));
	struct words y = words_split(p->vocabulary, b, strlen(b));

	if (!x.n || x.n != y.n)
		return false;
	for (size_t i = 0; i < x.n; i++)
		if (x.items[i] != y.items[i])
			return false;
	return true;
}

static bool is_one_number(const struct reading *r)
{
	return r->numbers == 1 && r->words <= 3;
}

bool value_is_example(struct page *p, const char *value, const char *example)
{
	const struct reading *x, *y;
	const char *url;

	if (strlen(value) > SLOT_TEXT_MAX)
		return false;
	if (same_words(p, value, example))
		return true;
	if (strstr(example, "://")) {
		url = document_url(p->work->arena, p->document, value);
		return url && strcmp(url, example) == 0;
	}
	x = page_reading(p, value);
	y = page_reading(p, example);
	return is_one_number(x) && is_one_number(y) && y->typed_whole &&
	       fabs(x->number - y->number) < 1e-9;
}

static double example_score(struct page *p, const struct example *e, const struct slots *slots,
			    const struct slot *slot)
{
	double score = 0;

	for (size_t i = 0; i < slots->n_samples; i++) {
		if (!slot->values[i] || !value_is_example(p, slot->values[i], e->text))
			continue;
		score = fmax(score, !e->first || i == 0 ? EXAMPLE : EXAMPLE_ELSE);
	}
	for (size_t i = 0; i < slot->many.n; i++)
		if (value_is_example(p, slot->many.values[i], e->text))
			score = fmax(score, EXAMPLE_ELSE);
	return score;
}

/* --- words ----------------------------------------------------------------------------------- */

static double names_word(struct page *p, const struct word *word, struct words names)
{
	uint64_t said = word_said(p->vocabulary, word);

	if (words_have(names, word->stem))
		return 1;
	for (size_t i = 0; i < names.n; i++)
		if (said & (names.items[i]->seen | word_said(p->vocabulary, names.items[i])))
			return 0.75;
	return 0;
}

/* 0 to 1: how much the words speak of the place. */
static double place_named(struct page *p, struct words words, const struct slot *s)
{
	double best = 0;

	for (size_t i = 0; i < words.n; i++) {
		const struct word *word = words.items[i];
		uint64_t said = word_said(p->vocabulary, word);
		best = fmax(best, names_word(p, word, s->names[0]));
		best = fmax(best, 0.8 * names_word(p, word, s->names[1]));
		best = fmax(best, names_word(p, word, s->property));
		best = fmax(best, names_word(p, word, s->label_words));
		best = fmax(best, words_have(s->value_words, word->stem));
		best = fmax(best, 0.8 * words_have(s->link_words, word->stem));
		if (said & CONCEPT_BIT(CONCEPT_OLD_PRICE) && s->is_struck)
			best = 1;
	}
	return best;
}

double hint_score(struct page *p, const struct wish *wish, const struct slots *slots,
		  const struct slot *slot)
{
	const struct hint *h = wish->hint;
	double sum = 0, share;

	if (!h)
		return 0;
	for (size_t i = 0; i < h->n_examples; i++)
		sum += example_score(p, &h->examples[i], slots, slot);
	if (sum > 0)
		return sum;
	for (size_t i = 0; i < h->n_rejected; i++)
		if (share_among(slots, slot, h->rejected[i]) >= PLACE_SHARE)
			return -REJECTED;
	share = h->kept ? share_among(slots, slot, h->kept) : 0;
	return (share > 0.5 ? KEPT * share : 0) + WANTED * place_named(p, h->wanted, slot) -
	       UNWANTED * place_named(p, h->unwanted, slot);
}

/* --- records --------------------------------------------------------------------------------- */

uint64_t records_hash(struct node *const *records, size_t n)
{
	uint64_t h = HASH_START;

	for (size_t i = 0; i < n; i++)
		h = hash_number(h, records[i]->index);
	return h;
}

static bool words_mark(const struct record_hint *h, struct words found)
{
	for (size_t i = 0; i < found.n; i++) {
		const struct clause_word word = {found.items[i]->text, found.items[i]->text, false,
						 false};
		if (words_have(h->words, found.items[i]->stem) ||
		    (h->advert && clause_word_is(&word, CUE_ADVERT)))
			return true;
	}
	return false;
}

/* The class or id of the element that speaks of the words; NULL. */
static const char *token_marks(struct page *p, const struct record_hint *h, const struct node *n)
{
	const char *names[CLASSES_MAX];
	size_t count = stable_classes(p, n, names);

	for (size_t i = 0; i < count; i++)
		if (words_mark(h, page_token(p, names[i])->words))
			return names[i];
	return n->id && words_mark(h, page_token(p, n->id)->words) ? n->id : NULL;
}

static bool text_marks(struct page *p, const struct record_hint *h, const struct node *n)
{
	const struct feature *f = feature_of(p, n);
	const char *text;

	if (!f->has_own_text || f->text_length > LABEL_MAX || f->skipped)
		return false;
	text = node_own_text(p->work->arena, n);
	return words_mark(h, words_split(p->vocabulary, text, strlen(text)));
}

const struct node *record_mark(struct page *p, const struct record_hint *h,
			       const struct node *record, const char **token_out)
{
	const struct node *nodes = p->document->nodes;

	for (uint32_t i = record->index; i < record->end; i++) {
		if (nodes[i].kind != NODE_ELEMENT)
			continue;
		*token_out = token_marks(p, h, &nodes[i]);
		if (*token_out || text_marks(p, h, &nodes[i]))
			return &nodes[i];
	}
	return NULL;
}

bool record_is_marked(struct page *p, const struct record_hint *h, const struct node *record,
		      bool around)
{
	const char *token;

	if (record_mark(p, h, record, &token))
		return true;
	for (const struct node *n = record; around && n && n->kind == NODE_ELEMENT; n = n->parent) {
		struct words name = words_split(p->vocabulary, n->name, strlen(n->name));
		if (words_mark(h, name) || token_marks(p, h, n))
			return true;
	}
	return false;
}

static size_t records_common(const struct record_hint *h, const struct candidate *c)
{
	size_t common = 0;

	for (size_t i = 0, k = 0; i < h->n && k < c->n;) {
		if (h->now[i] == c->records[k]) {
			common++;
			i++;
			k++;
		} else if (h->now[i]->index < c->records[k]->index) {
			i++;
		} else {
			k++;
		}
	}
	return common;
}

static double share_marked(struct page *p, const struct record_hint *h, const struct candidate *c)
{
	size_t marked = 0;

	for (size_t i = 0; i < c->n; i++)
		marked += record_is_marked(p, h, c->records[i], true);
	return (double)marked / (double)c->n;
}

static double records_weigh(struct page *p, const struct record_hint *h, const struct candidate *c)
{
	size_t common = c->is_page ? 0 : records_common(h, c);
	const uint32_t *rejected = map_get(&h->rejected, records_hash(c->records, c->n));
	double sum = rejected ? -(double)*rejected : 0;

	if (c->n == h->n && (common == h->n || c->is_page))
		sum -= NOT_NOW;
	if (h->count)
		sum += c->n == h->count ? BETTER_GROUP : 0;
	if (c->is_page)
		return sum;
	if (h->more)
		sum += common * 10 >= h->n * 9 && c->n > h->n ? BETTER_GROUP : 0;
	if (h->fewer)
		sum += common == c->n && c->n < h->n ? BETTER_GROUP : 0;
	if (h->words.n)
		sum += (h->fewer ? -BETTER_GROUP : BETTER_GROUP) * share_marked(p, h, c);
	return sum;
}

size_t hints_missed(struct page *p, const struct slots *slots, const struct assignment *a)
{
	size_t missed = 0;

	for (size_t i = 0; i < a->n; i++) {
		const struct choice *c = &a->choices[i];
		for (size_t k = 0; c->wish->hint && k < c->wish->hint->n_examples; k++) {
			const struct example *e = &c->wish->hint->examples[k];
			missed +=
			    e->literal && (!c->slot || example_score(p, e, slots, c->slot) <= 0);
		}
	}
	return missed;
}

double hints_weigh(struct page *p, const struct request *r, const struct candidate *c,
		   const struct slots *slots, const struct assignment *a)
{
	double sum = r->records ? records_weigh(p, r->records, c) : 0;

	return sum - MET * (double)hints_missed(p, slots, a);
}
