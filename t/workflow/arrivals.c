/* A union that keeps its order. */
#include "workflow/arrivals.h"
#include "bounds.h"

#include "tap.h"

static void add(struct work *w, struct arrivals *all, const char *url, const char *parameters,
		bool is_fresh)
{
	arrivals_add(w, all, &(struct arrival){url, parameters, is_fresh});
}

static void test_union(struct work *w)
{
	struct arrivals all = {0};

	ok(!arrivals_find(&all, "http://a.test/", NULL), "nothing is in an empty one");
	add(w, &all, "http://a.test/", NULL, false);
	add(w, &all, "http://b.test/", NULL, true);
	add(w, &all, "http://a.test/", "{}", false);
	add(w, &all, NULL, "{}", false);
	add(w, &all, "http://a.test/", NULL, true);
	is_int(all.n, 4, "each is there once");
	is_text(all.items[1].url, "http://b.test/", "in the order in which they came");
	ok(all.items[0].is_fresh, "and fresh if one of its items is");
	ok(!all.items[2].is_fresh, "the same URL with parameters is another one");
	ok(arrivals_find(&all, NULL, "{}") == &all.items[3], "parameters alone are found");
	ok(!arrivals_find(&all, NULL, NULL), "what is not there is not");
}

static void test_bound(struct work *w)
{
	struct arrivals all = {0};
	char url[40];

	for (int i = 0; i < 2 * NODE_INPUTS_MAX; i++) {
		snprintf(url, sizeof url, "http://a.test/%d", i % NODE_INPUTS_MAX);
		add(w, &all, url, NULL, false);
	}
	is_int(all.n, NODE_INPUTS_MAX, "a node has so many");
	ok(!all.is_cut, "nothing was left out");
	add(w, &all, "http://a.test/more", NULL, true);
	is_int(all.n, NODE_INPUTS_MAX, "and no more");
	ok(all.is_cut, "what was left out is told");
	ok(arrivals_find(&all, "http://a.test/999", NULL) == &all.items[999], "all are found");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_union(&w);
	test_bound(&w);
	work_end(&w);
	return done();
}
