/* Strategies as runners need them, kept as long as jobs come for them: one row read for many jobs.
 */
#ifndef METER_QUEUE_PLAN_CACHE_H
#define METER_QUEUE_PLAN_CACHE_H

#include "store/strategies.h"

#include <json-c/json_types.h>

#define PLANS_MAX 64 /* kept though no job uses them */

struct plan_cache;

struct plan {
	struct strategy strategy;		    /* strings live as long as the plan */
	struct json_object *tree, *schema, *filter; /* its JSON; NULL: none */
	struct plan *next;
	struct work work; /* its memory */
	int uses;
	int64_t used_at; /* a counter */
};

struct plan_cache *plan_cache_new(void);
void plan_cache_free(struct plan_cache *c);

/* The strategy of that version, read when it is not there: then it may be a newer one. NULL with the
 * reason in w; ERR_NOT_FOUND when it was deleted. To be given back. */
struct plan *plan_use(struct work *w, struct plan_cache *c, const char *account_id, const char *id,
		      int64_t version);
void plan_release(struct plan_cache *c, struct plan *p);

#endif
