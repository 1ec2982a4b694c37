/* Strategies as runners need them. A short list: a runner works for few of them at a time. */
#include "queue/plan_cache.h"

#include "util/json.h"
#include "util/log.h"

#include <stdlib.h>

struct plan_cache {
	struct plan *first;
	int n;
	int64_t counter;
};

struct plan_cache *plan_cache_new(void)
{
	struct plan_cache *c = calloc(1, sizeof *c);

	if (!c)
		die("out of memory");
	return c;
}

static void plan_free(struct plan *p)
{
	work_end(&p->work);
	free(p);
}

void plan_cache_free(struct plan_cache *c)
{
	while (c->first) {
		struct plan *p = c->first;

		c->first = p->next;
		plan_free(p);
	}
	free(c);
}

/* Takes away the one that was idle the longest, when there are too many. */
static void forget_one(struct plan_cache *c)
{
	struct plan **oldest = NULL;

	if (c->n <= PLANS_MAX)
		return;
	for (struct plan **at = &c->first; *at; at = &(*at)->next)
		if ((*at)->uses == 0 && (!oldest || (*at)->used_at < (*oldest)->used_at))
			oldest = at;
	if (oldest) {
		struct plan *p = *oldest;

		*oldest = p->next;
		c->n--;
		plan_free(p);
	}
}

static bool read_tree(struct work *w, struct raw_json stored, struct json_object **out)
{
	*out = json_stored(w, stored.data);
	return *out || !stored.data;
}

static bool read_trees(struct plan *p)
{
	const struct strategy *s = &p->strategy;

	return read_tree(&p->work, s->plan, &p->tree) &&
	       read_tree(&p->work, s->output_schema, &p->schema) &&
	       read_tree(&p->work, s->filter_config, &p->filter);
}

static struct plan *plan_load(struct work *w, const char *account_id, const char *id)
{
	struct plan *p = calloc(1, sizeof *p);

	if (!p)
		bug("no memory for a strategy");
	work_begin(&p->work);
	p->work.db = w->db;
	if (strategy_find(&p->work, account_id, id, &p->strategy) && read_trees(p))
		return p;
	fail_as(w, &p->work);
	plan_free(p);
	return NULL;
}

struct plan *plan_use(struct work *w, struct plan_cache *c, const char *account_id, const char *id,
		      int64_t version)
{
	struct plan *p = c->first;

	while (p && (p->strategy.version != version || strcmp(p->strategy.id, id) != 0))
		p = p->next;
	if (!p) {
		p = plan_load(w, account_id, id);
		if (!p)
			return NULL;
		p->next = c->first;
		c->first = p;
		c->n++;
	}
	p->uses++;
	p->used_at = ++c->counter;
	forget_one(c);
	return p;
}

void plan_release(struct plan_cache *c, struct plan *p)
{
	p->uses--;
	forget_one(c);
}
