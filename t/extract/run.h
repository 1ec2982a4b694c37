/* A strategy run over a small page: its records as JSON, or what was wrong. */
#ifndef METER_T_EXTRACT_RUN_H
#define METER_T_EXTRACT_RUN_H

#include "extract/rules.h"
#include "util/json.h"

#include "tap.h"

struct run_case {
	const char *label, *container, *fields, *records;
};

static const char *run_strategy(struct work *w, struct document *d, const char *strategy)
{
	struct json_object *o = json_parse(w, strategy, strlen(strategy));
	struct rules *r = o ? rules_parse(w, o) : NULL;
	struct items *items = r ? rules_run(w, r, d) : NULL;
	struct text t = text_new(w->arena, 100000);

	if (!items)
		return w->message;
	items_print(&t, items);
	return t.data;
}

/* Each case on the page of its own parse. */
static void run_cases(const char *html, const struct run_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct work w;
		struct document *d;
		const char *strategy;

		work_begin(&w);
		d = html_parse(&w, html, strlen(html), "http://shop.test/x/y");
		strategy = arena_printf(w.arena, "{\"container\":%s,\"fields\":{%s}}",
					cases[i].container, cases[i].fields);
		is_text(run_strategy(&w, d, strategy), cases[i].records, cases[i].label);
		work_end(&w);
	}
}

#endif
