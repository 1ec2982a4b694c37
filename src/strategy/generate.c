/* The embedded generator: request and page are read, hypotheses made, and the best ones written
 * down as strategies, executed and judged until one holds. */
#include "strategy/generate.h"

#include "bounds.h"
#include "strategy/data_propose.h"
#include "strategy/hypothesis.h"
#include "strategy/judge.h"
#include "strategy/plan.h"
#include "util/json.h"

#include <math.h>

/* What the figure means: the share of right values to be expected. Measured in bins on 74 pages
 * (bench/validate --confidence), made monotone and rounded down: pages that the generator was tuned
 * on are the easier ones. */
static double calibrated(double x)
{
	static const struct {
		double figure, share;
	} table[] = {{0, 0.2},	   {0.6, 0.6},	  {0.85, 0.8}, {0.92, 0.85},
		     {0.95, 0.88}, {0.965, 0.93}, {1, 0.97}};
	size_t i = 1;

	while (i + 1 < sizeof table / sizeof table[0] && x > table[i].figure)
		i++;
	return table[i - 1].share + (x - table[i - 1].figure) *
					(table[i].share - table[i - 1].share) /
					(table[i].figure - table[i - 1].figure);
}

double hypothesis_confidence(const struct hypothesis *h, double margin, double stability,
			     const struct verdict *v)
{
	double x = -2.2 + 0.5 * h->fields->mean + 2.0 * v->merit + 0.3 * fmin(1, fmax(-1, margin)) +
		   0.5 * stability;
	double confidence = calibrated(1 / (1 + exp(-x)));

	return v->n_warnings ? fmin(confidence, 0.6) : confidence;
}

static void proposal_fill(struct proposal *out, const struct plan *plan, const struct verdict *v)
{
	out->strategy = plan->strategy;
	out->items = v->items;
	out->warnings = v->warnings;
	out->n_warnings = v->n_warnings;
	out->merit = v->merit;
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
			double next = i + 1 < all->n ? all->items[i + 1].score : h->score - 1;

			best->value = best_value = value;
			best->confidence =
			    hypothesis_confidence(h, h->score - next, plan->stability, &verdict);
			proposal_fill(best, plan, &verdict);
		}
		if (verdict.holds && !plan->counts_records)
			break;
	}
	return best;
}

/* A page that scripts fill has next to no text. */
static bool is_shell(const struct page *p)
{
	return p->features[0].text_length < SHELL_TEXT_MAX;
}

/* Data are preferred when they are wanted and good, or when they hold more than the mark-up. What
 * the page shows of them tells that they are what was asked for. */
static bool data_wins(const struct generate_input *in, const struct page *p,
		      const struct data_proposal *data, const struct proposal *page)
{
	const struct proposal *d = &data->proposal;

	if (!d->strategy || !page || !page->strategy)
		return d->strategy;
	if (in->wants_api || data->is_own || is_shell(p))
		return d->merit >= page->merit - 0.2;
	if (d->merit <= page->merit - 0.05 || d->items->n < page->items->n ||
	    (d->items->n == 1 &&
	     page->merit >= MERIT_HOLDS)) /* what is shown has the better form */
		return false;
	return d->value > page->value + (data->visible > 0.5 ? 0 : 2);
}

static struct sources sources_of(struct work *w, const struct generate_input *in)
{
	struct sources out = {0};

	if (in->given)
		sources_of_captures(w, in->given, true, &out);
	if (in->found)
		sources_of_captures(w, in->found, false, &out);
	if (!in->is_answer)
		sources_of_page(w, in->document, &out);
	return out;
}

static void warn(struct work *w, struct proposal *p, const char *sentence)
{
	const char **all = ARENA_ARRAY(w->arena, p->n_warnings + 1, const char *);

	for (size_t i = 0; i < p->n_warnings; i++)
		all[i] = p->warnings[i];
	all[p->n_warnings++] = sentence;
	p->warnings = all;
}

/* Headers that were given and are not in the strategy. */
static void warn_of_dropped(struct work *w, struct proposal *p, const struct captures *given)
{
	struct text names = text_new(w->arena, TEXT_MAX);

	for (size_t i = 0; i < given->n_dropped; i++)
		text_addf(&names, "%s%s", i ? ", " : "", given->dropped[i]);
	if (names.length)
		warn(w, p,
		     arena_printf(w->arena,
				  "headers of the capture that may hold secrets are not"
				  " kept, calls are made without them: %s",
				  names.data));
}

struct proposal *strategy_generate(struct work *w, const struct generate_input *in)
{
	struct vocabulary *v = vocabulary_new(w);
	struct request *request = request_read(w, v, in->description, in->schema);
	struct proposal *best = NULL;
	struct data_proposal data;
	struct sources sources;
	struct hypotheses all;
	struct page *page;

	if (!request)
		return NULL;
	page = page_read(w, v, in->document);
	if (in->weights)
		page->weights = in->weights;
	sources = sources_of(w, in);
	data = data_propose(page, request, &sources, in->explain);
	if (!in->is_answer) {
		all = hypotheses_make(page, request, in->explain);
		best = proposal_best(page, request, &all, in->explain);
	}
	if (data_wins(in, page, &data, best)) {
		best = ARENA_NEW(w->arena, struct proposal);
		*best = data.proposal;
	}
	if (!best || !best->strategy)
		return fail(w, ERR_UNACCEPTABLE, "Could not extract data matching the description");
	if (in->given)
		warn_of_dropped(w, best, in->given);
	if (in->failure)
		warn(w, best, arena_printf(w->arena, "the captured call failed: %s", in->failure));
	if (in->wants_api && !json_text(best->strategy, "endpoint"))
		warn(w, best, "no API with these data was found: the strategy reads the page");
	return best;
}
