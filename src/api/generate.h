/* Making a strategy: what generation and its stream share. */
#ifndef METER_API_GENERATE_H
#define METER_API_GENERATE_H

#include "api/api.h"
#include "api/idempotency.h"
#include "job/drive.h"
#include "job/generation.h"
#include "store/strategies.h"

struct generate {
	const char *url, *description, *name, *scraper_type, *strategy_group_id;
	struct json_object *output_schema, *filter_config, *capture;
	bool force_api;
};

extern const struct shape generate_in;

/* Whether there is a description, which all but the sections of a content strategy need. False with
 * a complaint. */
bool generate_check_description(struct work *w, const char *description, bool wants_sections);

/* "shop.example/catalogue": what people would call a strategy for that URL, which was checked.
 * prefix: NULL, or what it begins with, followed by ": ". At most NAME_MAX_BYTES. */
const char *strategy_name(struct work *w, const char *prefix, const char *url);

struct making {
	const struct generate *in;
	struct generation_input input;
	struct idempotent once;
	const struct generation *made; /* while and after it is made */
	struct strategy strategy;
	const char *reply; /* JSON of generated_out, once it is made */
	struct quota quota;
	/* What else belongs into the transaction that stores the strategy; NULL: nothing. */
	bool (*also)(struct call *c, struct making *m);
};

/* Refuses what can be refused before any work. True with once.reply: the call has happened, and
 * that is what came of it. True without: the quota had room, m->quota tells how it stands, and
 * making_run() has to follow. `in` must stay. */
bool making_begin(struct call *c, const struct generate *in, struct making *m);

/* Fetches, generates and stores. False: nothing was stored, the call may be sent again. */
bool making_run(struct call *c, struct making *m, const struct driver *driver);

#endif
