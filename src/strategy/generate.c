/* The embedded generator: request and page are read, hypotheses made, and the best ones written
 * down as strategies, executed and judged until one holds. */
#include "strategy/generate.h"

#include "bounds.h"
#include "strategy/hypothesis.h"
#include "strategy/judge.h"
#include "strategy/plan.h"
#include "util/json.h"

#include <math.h>

/* How sure: how well the fields fit, how far the next hypothesis is, what the judge saw. */
static double confidence_of(const struct hypotheses *all, size_t i, const struct plan *plan,
			    const struct verdict *v)
{
	const struct hypothesis *h = &all->items[i];
	double margin = i + 1 < all->n ? h->score - all->items[i + 1].score : 1;
	double x = -2.2 + 0.5 * h->fields->mean + 2.0 * v->merit + 0.3 * fmin(1, fmax(-1, margin)) +
		   0.5 * plan->stability;
	double confidence = 1 / (1 + exp(-x));

	return v->n_warnings ? fmin(confidence, 0.6) : confidence;
}

static void proposal_fill(struct proposal *out, const struct plan *plan, const struct verdict *v,
			  double confidence)
{
	out->strategy = plan->strategy;
	out->items = v->items;
	out->confidence = confidence;
	out->merit = v->merit;
	out->warnings = v->warnings;
	out->n_warnings = v->n_warnings;
}

static void explain_verdict(struct text *out, const struct hypothesis *h, const struct plan *plan,
			    const struct verdict *v, double value)
{
	text_addf(out, "judged: score %.2f, %zu of %zu records, merit %.2f%s%s: %.2f\n", h->score,
		  v->items ? v->items->n : 0, h->candidate->n, v->merit,
		  v->holds ? ", holds" : ", does not hold",
		  plan->counts_records ? ", records are told by position" : "", value);
	for (size_t i = 0; i < v->n_warnings; i++)
		text_addf(out, "    %s\n", v->warnings[i]);
	text_add(out, "    ");
	json_print(out, plan->strategy);
	text_add_char(out, '\n');
}

struct proposal *proposal_best(struct page *p, const struct request *r,
			       const struct hypotheses *all, struct text *explain)
{
	struct proposal *best = ARENA_NEW(p->work->arena, struct proposal);
	double best_value = -INFINITY;

	for (size_t i = 0;
	     i < all->n && best->attempts < HYPOTHESES_MAX && all->items[i].fields->n_found; i++) {
		const struct hypothesis *h = &all->items[i];
		struct plan *plan = plan_make(p, h->slots, h->fields);
		struct verdict verdict;
		double value;
		if (!plan)
			continue;
		best->attempts++;
		verdict = judge(p->work, r, p->document, plan->strategy, h->candidate->n);
		value = h->score + 4 * verdict.merit - (plan->counts_records ? 1 : 0);
		if (explain)
			explain_verdict(explain, h, plan, &verdict, value);
		if (verdict.items && value > best_value) {
			best_value = value;
			proposal_fill(best, plan, &verdict, confidence_of(all, i, plan, &verdict));
		}
		if (verdict.holds && !plan->counts_records)
			break;
	}
	return best;
}

struct proposal *strategy_generate(struct work *w, const struct generate_input *in)
{
	struct vocabulary *v = vocabulary_new(w);
	struct request *request = request_read(w, v, in->description, in->schema);
	struct proposal *best;
	struct hypotheses all;
	struct page *page;

	if (!request)
		return NULL;
	page = page_read(w, v, in->document);
	all = hypotheses_make(page, request, in->explain);
	best = proposal_best(page, request, &all, in->explain);
	if (!best->strategy)
		return fail(w, ERR_UNACCEPTABLE, "Could not extract data matching the description");
	return best;
}
