/* Sets of records are scored like groups of elements; the best few are written down, executed with
 * the engine and judged. */
#include "strategy/data_propose.h"

#include "bounds.h"
#include "extract/json_items.h"
#include "extract/rules.h"
#include "strategy/data_plan.h"
#include "strategy/json_slots.h"
#include "strategy/judge.h"
#include "util/json.h"

#include <math.h>

#define SUBJECT_OF_ADDRESS 0.7 /* the path inside of the answer says more */
#define VISIBLE_ROWS	   10  /* records whose values are looked for in the page */
#define VISIBLE_MIN	   4   /* bytes: shorter values stand in any page */

struct trial {
	const struct record_set *set;
	struct hypothesis h;
};

struct proposer {
	struct page *page;
	const struct request *request;
	struct text *explain;
	struct trial *trials;
	size_t n, n_slots;
};

static bool has_subject(struct page *p, const struct request *r, const char *path)
{
	struct words words = words_split(p->vocabulary, path, strlen(path));

	for (size_t i = 0; i < r->subject.n; i++) {
		if (words_have(words, r->subject.items[i]->stem))
			return true;
	}
	return false;
}

static const struct url *address_of(struct page *p, const struct record_set *set)
{
	const char *why = NULL;

	return set->source->call ? url_parse(p->work->arena, set->source->call->url, &why) : NULL;
}

/* The words of the path say what was asked for, "events" of "data.events", or those of the call's
 * address do, "/api/events". */
static double subject_of(struct page *p, const struct request *r, const struct record_set *set)
{
	const struct url *url = address_of(p, set);

	if (has_subject(p, r, set->path))
		return 1;
	return url && has_subject(p, r, url->path) ? SUBJECT_OF_ADDRESS : 0;
}

/* What a page asks its own host for is likelier to be its contents than what others answer. */
static double nearness(struct page *p, const struct record_set *set)
{
	const struct url *url = address_of(p, set), *page = p->document->url;

	return url && page && url_same_origin(url, page) ? WEIGHT_OF(p, NEAR) : 0;
}

/* What the scores ask of a group of elements, for records that are none: all stand at the root. */
static struct candidate *candidate_of(struct proposer *f, const struct record_set *set)
{
	struct candidate *c = ARENA_NEW(f->page->work->arena, struct candidate);

	c->n = set->records.n;
	c->is_page = set->is_single;
	c->records = ARENA_ARRAY(f->page->work->arena, c->n, struct node *);
	for (size_t i = 0; i < c->n; i++)
		c->records[i] = &f->page->document->nodes[0];
	c->subject = subject_of(f->page, f->request, set);
	return c;
}

static void trial_add(struct proposer *f, const struct record_set *set)
{
	struct trial *t = &f->trials[f->n++];
	const struct candidate *c = candidate_of(f, set);

	t->set = set;
	t->h =
	    (struct hypothesis){.candidate = c, .slots = json_slots_read(f->page, c, set->records)};
	f->n_slots += t->h.slots->n;
	t->h.fields = fields_assign(f->page, f->request, t->h.slots);
	t->h.score = hypothesis_score(f->page, f->request, &t->h) + nearness(f->page, set);
}

static int by_score(const void *a, const void *b)
{
	const struct trial *x = a, *y = b;

	if (x->h.score < y->h.score || x->h.score > y->h.score)
		return x->h.score < y->h.score ? 1 : -1;
	return x->set < y->set ? -1 : 1;
}

/* --- executing --- */

static struct items *run(struct proposer *f, const struct record_set *set,
			 struct json_object *strategy)
{
	struct work *w = f->page->work;
	struct document *d = f->page->document;
	struct items *items;
	struct rules *rules;

	if (set->source->call) {
		items = json_items(w, strategy, set->source->answer, d);
	} else {
		rules = rules_parse(w, strategy); /* the records need not be read once more */
		items = rules ? rules_run_json(w, rules, d, set->records) : NULL;
	}
	work_forgive(w);
	return items;
}

static double share_visible(struct proposer *f, const struct items *items)
{
	const char *shown = node_text(f->page->work->arena, &f->page->document->nodes[0]);
	size_t looked = 0, found = 0;

	for (size_t row = 0; row < items->n && row < VISIBLE_ROWS; row++) {
		for (size_t i = 0; i < items->n_fields; i++) {
			const struct value *v = item_value(items, row, i);

			if (v->kind != VALUE_TEXT || strlen(v->as.text) < VISIBLE_MIN ||
			    strstr(v->as.text, "://"))
				continue;
			looked++;
			found += strstr(shown, v->as.text) != NULL;
		}
	}
	return looked ? (double)found / (double)looked : 0;
}

static const char **with_secret(struct work *w, struct proposal *p, const char *secret)
{
	const char **all = ARENA_ARRAY(w->arena, p->n_warnings + 1, const char *);

	for (size_t i = 0; i < p->n_warnings; i++)
		all[i] = p->warnings[i];
	all[p->n_warnings] =
	    arena_printf(w->arena,
			 "the call's address has \"%s\", which looks like a credential: it is"
			 " stored in the strategy's endpoint",
			 secret);
	return all;
}

static void explain_trial(struct proposer *f, const struct trial *t, const struct verdict *v,
			  struct json_object *strategy)
{
	if (!f->explain)
		return;
	text_addf(f->explain, "data %s%s: ",
		  t->set->source->call ? t->set->source->call->url : t->set->source->prefix,
		  t->set->path);
	hypothesis_explain(f->page, &t->h, f->explain);
	text_addf(f->explain, "judged: %zu of %zu records, merit %.2f%s\n    ",
		  v->items ? v->items->n : 0, t->set->records.n, v->merit,
		  v->holds ? ", holds" : ", does not hold");
	json_print(f->explain, strategy);
	text_add_char(f->explain, '\n');
}

static void trial_run(struct proposer *f, size_t i, struct data_proposal *best)
{
	const struct trial *t = &f->trials[i];
	struct work *w = f->page->work;
	const char *secret = NULL;
	struct json_object *strategy = data_plan(w, t->set, t->h.slots, t->h.fields, &secret);
	double value, margin = i + 1 < f->n ? t->h.score - f->trials[i + 1].h.score : 1;
	struct proposal p;
	struct verdict v;

	if (!strategy)
		return;
	v = judge_items(w, f->request, run(f, t->set, strategy), t->set->records.n);
	explain_trial(f, t, &v, strategy);
	value = t->h.score + 4 * v.merit;
	best->proposal.attempts++;
	if (!v.items || (best->proposal.strategy && value <= best->proposal.value))
		return;
	p = (struct proposal){.strategy = strategy,
			      .items = v.items,
			      .attempts = best->proposal.attempts,
			      .confidence = hypothesis_confidence(&t->h, margin, 1, &v),
			      .warnings = v.warnings,
			      .n_warnings = v.n_warnings,
			      .merit = v.merit,
			      .value = value};
	if (secret) {
		p.warnings = with_secret(w, &p, secret);
		p.n_warnings++;
	}
	*best = (struct data_proposal){.proposal = p,
				       .is_own = t->set->source->is_own,
				       .visible = share_visible(f, v.items)};
}

struct data_proposal data_propose(struct page *p, const struct request *r,
				  const struct sources *sources, struct text *explain)
{
	struct proposer f = {.page = p, .request = r, .explain = explain};
	struct record_sets sets = {0};
	struct data_proposal best = {0};

	for (size_t i = 0; i < sources->n; i++)
		record_sets_find(p->work, &sources->items[i], &sets);
	f.trials = ARENA_ARRAY(p->work->arena, sets.n, struct trial);
	for (size_t i = 0; i < sets.n && f.n_slots < DATA_SLOTS_MAX; i++)
		trial_add(&f, &sets.items[i]);
	qsort(f.trials, f.n, sizeof *f.trials, by_score);
	for (size_t i = 0; i < f.n && i < HYPOTHESES_MAX; i++) {
		if (f.trials[i].h.fields->n_found)
			trial_run(&f, i, &best);
	}
	return best;
}
