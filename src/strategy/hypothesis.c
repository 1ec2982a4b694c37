/* List or single record, this group or that: decided by how well the fields find their places, not
 * by the words of the request alone. */
#include "strategy/hypothesis.h"

#include "strategy/hints.h"
#include "strategy/structured.h"

#include <math.h>

#define EXPLAIN_MAX 8 /* hypotheses told of: the winner is hardly ever below the fourth */

/* Rows of which the first holds no field are not the record's. */
static bool begins_late(const struct hypothesis *h)
{
	if (!h->candidate->following)
		return false;
	for (size_t i = 0; i < h->fields->n; i++)
		if (h->fields->choices[i].slot && !h->fields->choices[i].slot->following)
			return false;
	return true;
}

/* What the best filled field lacks: a group in which every field is mostly empty is a mixture. */
static double hollowness(const struct hypothesis *h)
{
	double fill = 0;

	for (size_t i = 0; i < h->fields->n; i++)
		if (h->fields->choices[i].slot)
			fill = fmax(fill, h->fields->choices[i].slot->fill);
	return 1 - fill;
}

/* Headings are asked for themselves, not with what stands under them. */
static bool wants_headings(const struct assignment *a)
{
	return a->n == 1 && a->choices[0].wish->concept == CONCEPT_HEADING;
}

/* The share of the page's text that stands between the first and the last record: an outline spans
 * its text. */
static double reach(const struct page *p, const struct candidate *c)
{
	double first = feature_of(p, c->records[0])->offset;
	double last = feature_of(p, c->records[c->n - 1])->offset;

	return (last - first) / (p->features[0].text_length + 1.0);
}

static double list_score(const struct page *p, const struct request *r, const struct hypothesis *h)
{
	const struct candidate *c = h->candidate;
	double late = begins_late(h) ? WEIGHT_OF(p, LATE) : 0;
	double share = wants_headings(h->fields) ? reach(p, c) : c->text_share;

	return -late - WEIGHT_OF(p, HOLLOW) * hollowness(h) +
	       WEIGHT_OF(p, RECORDS) * log((double)c->n) + WEIGHT_OF(p, COVERAGE) * sqrt(share) -
	       WEIGHT_OF(p, REGION) * c->chrome +
	       WEIGHT_OF(p, SUBJECT) * c->subject * fmax(0, fmin(1, 0.5 + r->many));
}

double hypothesis_score(const struct page *p, const struct request *r, const struct hypothesis *h)
{
	const struct assignment *a = h->fields;
	double missing = 1 - (double)a->n_found / (double)a->n;
	double score = WEIGHT_OF(p, FIELDS) * a->mean - WEIGHT_OF(p, MISSING) * missing;

	if (!a->n_found)
		return -INFINITY;
	if (h->candidate->is_page)
		return score - WEIGHT_OF(p, PRIOR) * r->many;
	return score + WEIGHT_OF(p, PRIOR) * r->many + list_score(p, r, h);
}

static int by_score(const void *a, const void *b)
{
	const struct hypothesis *x = a, *y = b;

	if (x->score < y->score || x->score > y->score)
		return x->score < y->score ? 1 : -1;
	return x->candidate < y->candidate ? -1 : 1;
}

static const char *source_name(enum slot_source source)
{
	switch (source) {
	case SLOT_TEXT:
		return "text";
	case SLOT_OWN:
		return "own text";
	case SLOT_ATTRIBUTE:
		return "attribute";
	case SLOT_NEXT:
		return "after a label";
	case SLOT_REST:
		return "beside a label";
	case SLOT_JSON:
		return "JSON";
	case SLOT_PATTERN:
		return "pattern";
	case SLOT_LINES:
		return "lines";
	}
	return "";
}

static void explain_hint(struct page *p, const struct wish *wish, const struct slots *slots,
			 const struct slot *slot, struct text *out)
{
	double hint = hint_score(p, wish, slots, slot);

	if (fabs(hint) > 0.005)
		text_addf(out, " feedback %+.2f", hint);
}

/* The best places of a field by what the page says, with their terms. */
static void explain_wish(struct page *p, const struct wish *wish, const struct slots *slots,
			 struct text *out)
{
	double limit = INFINITY;

	for (int rank = 0; rank < 4; rank++) {
		const struct slot *best = NULL;
		double best_score = -INFINITY;
		for (size_t s = 0; s < slots->n; s++) {
			double score = slots->items[s].fill > 0
					   ? slot_score(p, wish, slots, &slots->items[s])
					   : -INFINITY;
			if (score < limit && score > best_score) {
				best_score = score;
				best = &slots->items[s];
			}
		}
		if (!best)
			return;
		text_addf(out, "        %s: ", source_name(best->source));
		slot_score_explain(p, wish, slots, best, out);
		explain_hint(p, wish, slots, best, out);
		for (size_t k = 0; k < slots->n_samples; k++)
			if (best->values[k]) {
				text_addf(out, " = %.50s", best->values[k]);
				break;
			}
		text_add_char(out, '\n');
		limit = best_score;
	}
}

void hypothesis_explain(struct page *p, const struct hypothesis *h, struct text *out)
{
	const struct candidate *c = h->candidate;
	const struct node *n = c->records[0];

	text_addf(out, "%.2f %s %zu+%u <%s class=\"%s\"> share %.2f chrome %.2f subject %.1f\n",
		  h->score, c->is_page ? "page" : "list", c->n, c->following,
		  n->name ? n->name : "",
		  node_attribute(n, "class") ? node_attribute(n, "class") : "", c->text_share,
		  c->chrome, c->subject);
	for (size_t i = 0; i < h->fields->n; i++) {
		const struct choice *f = &h->fields->choices[i];
		text_addf(out, "    %s: ", f->wish->name);
		if (!f->slot) {
			text_add(out, "-\n");
			explain_wish(p, f->wish, h->slots, out);
			continue;
		}
		slot_score_explain(p, f->wish, h->slots, f->slot, out);
		for (size_t k = 0; k < h->slots->n_samples; k++)
			if (f->slot->values[k]) {
				text_addf(out, " = %.60s", f->slot->values[k]);
				break;
			}
		text_add_char(out, '\n');
		explain_wish(p, f->wish, h->slots, out);
	}
}

bool request_wants_lists(const struct request *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->wishes[i].is_array)
			return true;
	return false;
}

struct hypothesis hypothesis_new(struct page *p, const struct request *r, const struct candidate *c,
				 bool lists)
{
	struct slots *slots = slots_read(p, c, lists);
	struct hypothesis h = {.candidate = c, .slots = slots};

	if (c->is_page)
		structured_add(p, slots);
	h.fields = fields_assign(p, r, slots);
	h.score = hypothesis_score(p, r, &h) + hints_weigh(p, r, c, slots, h.fields);
	return h;
}

struct hypotheses hypotheses_make(struct page *p, const struct request *r, struct text *explain)
{
	struct candidates found = candidates_find(p, r->subject);
	struct candidates *kept = ARENA_NEW(p->work->arena, struct candidates);
	struct hypotheses out = {ARENA_ARRAY(p->work->arena, found.n, struct hypothesis), found.n};
	bool lists = request_wants_lists(r);

	*kept = found;
	p->n_read = 0;
	for (size_t i = 0; i < found.n; i++)
		out.items[i] = hypothesis_new(p, r, &kept->items[i], lists);
	qsort(out.items, out.n, sizeof *out.items, by_score);
	for (size_t i = 0; explain && i < out.n && i < EXPLAIN_MAX; i++)
		hypothesis_explain(p, &out.items[i], explain);
	return out;
}
