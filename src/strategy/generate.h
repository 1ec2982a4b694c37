/* From a page and a sentence to a strategy. Two generators share this interface: the embedded one
 * (no model; the default) and, when configured, an LLM. Whatever is proposed is executed with the
 * product's own engine and judged (strategy/judge.h) before anybody sees it.
 *
 * Runs in the extractor process: no database, no network. Deterministic: ties are broken by
 * document order.
 */
#ifndef METER_STRATEGY_GENERATE_H
#define METER_STRATEGY_GENERATE_H

#include "extract/capture.h"
#include "extract/html.h"
#include "extract/items.h"
#include "extract/schema.h"

struct proposal {
	struct json_object *strategy; /* what is stored and run: see extract/rules.h */
	struct items *items;	      /* what it extracts here, before the schema */
	double confidence;	      /* 0 to 1 */
	double merit;		      /* 0 to 1: the judge's */
	int attempts;		      /* proposals judged until this one was taken */
	const char *const *warnings;  /* plain sentences; n_warnings of them */
	size_t n_warnings;
	double value; /* by which proposals for one request are compared */
};

struct generate_input {
	struct document *document;
	const char *description;
	const struct schema *schema;  /* NULL: fields come from the description */
	const struct captures *given; /* what the user says the page loaded, or the URL's answer */
	const struct captures *found; /* answers of calls that the page names; both may be NULL */
	const char *failure;	      /* why a call that the user gave was not answered; NULL */
	bool wants_api;		      /* an API's data come before the page's mark-up */
	bool is_answer;		      /* there is no page: document stands in for an answer */
	const double *weights;	      /* NULL: those of weights.def */
	struct text *explain;	      /* NULL, or where candidates and scores are written */
};

/* The best proposal, or NULL with ERR_UNACCEPTABLE "Could not extract data matching the
 * description" when nothing holds. */
struct proposal *strategy_generate(struct work *w, const struct generate_input *in);

/* The operation of the extractor process. Request: {"url", "content_type", "description",
 * "output_schema", "filter_config", "capture", "force_api", "explore", "calls", "page_size",
 * "explain"}; body: the page as fetched (bytes, any charset), or an API's answer. Answer:
 * {"strategy", "confidence", "attempts", "charset"}, with "explain": true also "explanation", and
 * the members of extract/output.h. With "explore": true it may ask for calls instead
 * (strategy/calls.h): then the operation is run once more with what they answered, without it. */
bool generate_operation(struct work *w, struct json_object *request, const char *body,
			size_t body_size, struct text *out);

#endif
