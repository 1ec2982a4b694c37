/* A few lines a field: how often it is filled, samples, and the places that come next by our own
 * score. */
#include "strategy/llm_report.h"

#include "bounds.h"
#include "strategy/quote.h"
#include "util/json.h"

#include <math.h>

#define SAMPLES_SHOWN 3
#define OTHERS_SHOWN  3
#define SAMPLE_LENGTH 60
#define FILL_ENOUGH   0.8 /* below it other places are shown */

static size_t column_of(const struct items *items, const char *name)
{
	for (size_t i = 0; i < items->n_fields; i++)
		if (strcmp(items->names[i], name) == 0)
			return i;
	return SIZE_MAX;
}

static void value_add(struct work *w, struct text *t, const struct value *v)
{
	struct text printed = text_new(w->arena, SLOT_TEXT_MAX);

	value_print(&printed, v);
	quote_add(t, v->kind == VALUE_TEXT ? v->as.text : printed.data, SAMPLE_LENGTH);
}

/* | "price": 12 of 30 filled, for example "$5.00", "$6.50" — the share that is filled. */
static double column_add(struct work *w, struct text *t, const struct items *items,
			 const char *name)
{
	size_t column = column_of(items, name), filled = 0, shown = 0;

	for (size_t row = 0; column != SIZE_MAX && row < items->n; row++)
		filled += !value_is_empty(item_value(items, row, column));
	text_add(t, "| ");
	quote_add(t, name, NAME_MAX_BYTES);
	text_addf(t, ": %zu of %zu filled", filled, items->n);
	for (size_t row = 0; filled && row < items->n && shown < SAMPLES_SHOWN; row++) {
		const struct value *v = item_value(items, row, column);
		if (value_is_empty(v))
			continue;
		text_add(t, shown++ ? ", " : ", for example ");
		value_add(w, t, v);
	}
	text_add_char(t, '\n');
	return items->n ? (double)filled / (double)items->n : 0;
}

static uint32_t number_of(const struct llm_input *asked, const struct slots *slots,
			  const struct slot *s)
{
	for (size_t i = 0; i < slots->n_samples; i++)
		if (s->nodes[i] && asked->condensed->numbers[s->nodes[i]->index])
			return asked->condensed->numbers[s->nodes[i]->index];
	return 0;
}

static const char *sample_of(const struct slots *slots, const struct slot *s)
{
	for (size_t i = 0; i < slots->n_samples; i++)
		if (s->values[i])
			return s->values[i];
	return NULL;
}

/* The places that were printed and fit the field best by our own score. */
static void others_add(const struct llm_input *asked, struct text *t, const struct slots *slots,
		       const struct wish *wish)
{
	double limit = INFINITY;

	for (int shown = 0; shown < OTHERS_SHOWN; shown++) {
		const struct slot *best = NULL;
		double best_score = 0;
		for (size_t i = 0; i < slots->n; i++) {
			const struct slot *s = &slots->items[i];
			double score;
			if (s->fill <= 0 || !number_of(asked, slots, s) || !sample_of(slots, s))
				continue;
			score = slot_score(asked->page, wish, slots, s);
			if (score < limit && score > best_score) {
				best_score = score;
				best = s;
			}
		}
		if (!best)
			return;
		text_addf(t, "|   perhaps [%u] ", (unsigned)number_of(asked, slots, best));
		if (best->source == SLOT_ATTRIBUTE)
			text_addf(t, "take %s ", best->attribute);
		quote_add(t, sample_of(slots, best), SAMPLE_LENGTH);
		text_add_char(t, '\n');
		limit = best_score;
	}
}

static void own_add(struct work *w, struct text *t, const struct proposal *own)
{
	if (!own->strategy)
		return;
	text_addf(t,
		  "\nAnother program, which knows less of what words mean, finds %zu records,"
		  " with:\n",
		  own->items->n);
	for (size_t i = 0; i < own->items->n_fields; i++)
		column_add(w, t, own->items, own->items->names[i]);
	text_add(t, "Where you agree you are probably right; where you differ, look again.\n");
}

char *llm_report_text(struct work *w, const struct llm_report_input *in)
{
	const struct items *items = in->verdict->items;
	const struct request *r = in->asked->request;
	struct text t = text_new(w->arena, LLM_REPORT_MAX);

	text_addf(&t, "Your answer was made into a strategy and run: %zu records.\n",
		  items ? items->n : 0);
	for (size_t i = 0; items && i < r->n; i++)
		if (column_add(w, &t, items, r->wishes[i].name) < FILL_ENOUGH)
			others_add(in->asked, &t, in->made->hypothesis.slots, &r->wishes[i]);
	for (size_t i = 0; i < in->verdict->n_warnings; i++) {
		text_add(&t, "| ");
		quote_add(&t, in->verdict->warnings[i], REST_MAX);
		text_add_char(&t, '\n');
	}
	own_add(w, &t, in->own);
	text_add(&t, "\nAnswer again with a better JSON object.\n");
	return t.data;
}
