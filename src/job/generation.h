/* Making a strategy from a URL and a description: a conversation without the database. */
#ifndef METER_JOB_GENERATION_H
#define METER_JOB_GENERATION_H

#include "job/exploration.h"
#include "job/llm.h"

struct generation_input {
	const char *url;
	const char *description;	   /* "" for sections */
	struct json_object *output_schema; /* or NULL */
	struct json_object *filter_config; /* or NULL */
	struct json_object *capture;	   /* what the page loaded (extract/capture.h), or NULL */
	bool wants_api;			   /* rather than the page's mark-up */
	bool wants_sections;		   /* a content strategy: nothing is proposed or judged */
	struct llm *llm;		   /* asked too, whatever it answers; or NULL */
};

struct generation {
	struct conversation conversation;
	struct generation_input input;
	const struct fetch_response *page; /* NULL until it was fetched */
	struct exploration exploration;	   /* calls that were asked for before the choice */
	struct llm_talk *talk;		   /* with the model; NULL when it is not asked */

	/* once it is done: */
	const char *plan;    /* JSON text of the strategy */
	const char *items;   /* JSON text of all items */
	const char *preview; /* JSON text of the first PREVIEW_ITEMS; of sections all, up to
				PREVIEW_SECTIONS_MAX bytes */
	const char *scraper_type;
	const char *api_parameters; /* JSON text: names and defaults; NULL: no API */
	const char *generator; /* "embedded", "content"; with a model also why: "embedded (llm: HTTP
				  500)", "llm (its name, attempt 1)" */
	int64_t item_count, attempts; /* of the items that the filter keeps */
	double confidence;
	struct json_object *warnings; /* array of sentences, or NULL */
};

/* A generation that wants its page first. In w's arena. */
struct generation *generation_begin(struct work *w, const struct generation_input *in);

/* JSON text of the first PREVIEW_ITEMS items (inner ones under a wrapper schema), fewer when they
 * have more than PREVIEW_MAX bytes. */
const char *preview_of(struct work *w, struct json_object *schema, struct json_object *items);

#endif
