/* Strategies kept for runners: read once, by version, and no more of them than are good. */
#include "queue/plan_cache.h"

#include "store/database.h"
#include "util/json.h"

static void all_tests(struct work *w)
{
	struct plan_cache *c = plan_cache_new();
	const char *ids[2 * PLANS_MAX];
	struct plan *first, *p;
	const char *account = account_add(w, "shop", "pro");

	for (int i = 0; i < 2 * PLANS_MAX; i++)
		ids[i] = test_strategy(w, account);
	first = plan_use(w, c, account, ids[0], 1);
	ok(first != NULL, "a strategy");
	is_text(first->strategy.plan.data, "{\"type\":\"css\"}", "with its plan");
	is_text(json_text(first->tree, "type"), "css", "read");
	ok(!first->filter, "and no filter");
	test_sql("UPDATE %s.strategy SET name = 'Another'");
	ok(plan_use(w, c, account, ids[0], 1) == first, "is kept");
	plan_release(c, first);
	p = plan_use(w, c, account, ids[0], 2);
	ok(p != first && strcmp(p->strategy.name, "Another") == 0, "another version is read");
	plan_release(c, p);
	for (int i = 1; i < 2 * PLANS_MAX; i++) {
		p = plan_use(w, c, account, ids[i], 1);
		if (p)
			plan_release(c, p);
	}
	ok(plan_use(w, c, account, ids[0], 1) == first, "what is used stays among many");
	ok(!plan_use(w, c, account, id_new(w->arena), 1) && error_is(w, ERR_NOT_FOUND),
	   "what is not there is told");
	plan_cache_free(c);
}

int main(void)
{
	return test_with_database(all_tests);
}
