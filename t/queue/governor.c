/* The governor: what it asks the database, what it remembers, and for how long. */
#include "queue/governor.h"

#include "bounds.h"
#include "store/database.h"
#include "store/hosts.h"

#define HOST "shop.example:80"

static const struct turn_result answered = {.status = 200}, refused = {.status = 503};

static void test_names(void)
{
	struct arena *a = arena_new();
	const char *why;

	is_text(url_place(a, url_parse(a, "https://Shop.Example/a", &why)), "shop.example:443",
		"a host has its port");
	is_text(url_place(a, url_parse(a, "http://[::1]:8080/", &why)), "[::1]:8080",
		"and an address its brackets");
	arena_free(a);
}

static bool is_in_database(struct work *w)
{
	struct host host;
	bool is = host_find(w, HOST, &host);

	work_forgive(w);
	return is;
}

static void forget(void)
{
	test_sql("DELETE FROM %s.host WHERE name = '" HOST "';");
}

/* A host without a gap. */
static void test_memory(struct work *w)
{
	struct governor *g = governor_new(0);
	struct turns t;

	clock_set((struct instant){INT64_C(1800000000000000)});
	ok(governor_ask(w, g, HOST, 1, &t) && t.wait_ms == 0 && !t.is_far, "a turn at once");
	ok(is_in_database(w), "which the database knows of");
	forget();
	ok(governor_ask(w, g, HOST, 1, &t) && t.wait_ms == 0, "another turn at once");
	ok(!is_in_database(w), "without asking again");
	ok(governor_tell(w, g, HOST, &answered) && !is_in_database(w), "nor for a good answer");
	clock_set((struct instant){INT64_C(1800000000000000) + HOST_KNOWN_MS * 1000});
	ok(governor_ask(w, g, HOST, 1, &t) && is_in_database(w), "but when a second is over");
	governor_free(g);
	clock_set((struct instant){0});
}

static void test_gap(struct work *w)
{
	struct governor *g = governor_new(10000);
	struct turns t;

	forget();
	ok(governor_ask(w, g, HOST, 3, &t) && t.wait_ms == 0, "three turns");
	is_int(t.gap_ms, 10000, "with a gap between them");
	ok(governor_ask(w, g, HOST, 1, &t) && t.wait_ms > 20000, "and a fourth behind");
	ok(governor_ask(w, g, HOST, 5, &t) && governor_ask(w, g, HOST, 1, &t) && t.is_far,
	   "one too far ahead is not given");
	ok(t.wait_ms > 0, "and is to be asked for later");
	governor_free(g);
}

static void test_refusals(struct work *w)
{
	const struct turn_result later = {.status = 429, .retry_after_s = 100};
	struct governor *g = governor_new(0), *other = governor_new(0);
	int64_t wait_ms;
	struct turns t;

	forget();
	ok(governor_ask(w, g, HOST, 1, &t) && governor_tell(w, g, HOST, &refused), "a refusal");
	ok(governor_ask(w, g, HOST, 1, &t), "the next turn");
	is_int(t.gap_ms, HOST_SLOW_FIRST_MS, "has a gap");
	ok(governor_tell(w, g, HOST, &answered) && governor_tell(w, g, HOST, &answered),
	   "answers give it back");
	ok(governor_ask(w, g, HOST, 1, &t) && t.gap_ms < HOST_SLOW_FIRST_MS, "bit by bit");
	ok(governor_hold(w, other, HOST, &wait_ms) && wait_ms == 0, "turns that were given count");
	ok(governor_tell(w, g, HOST, &later), "until the host wants a pause");
	ok(governor_hold(w, g, HOST, &wait_ms) && wait_ms > 50000, "then they do not");
	clock_set((struct instant){clock_now().us + 2 * HOST_KNOWN_MS * 1000});
	ok(governor_hold(w, other, HOST, &wait_ms) && wait_ms > 50000, "elsewhere neither");
	clock_set((struct instant){0});
	governor_free(g);
	governor_free(other);
}

/* All that was under way when a host went down. */
static void test_outage(struct work *w)
{
	struct governor *g = governor_new(0);
	struct turns t;
	bool good = true;

	forget();
	ok(governor_ask(w, g, HOST, 1, &t), "a turn");
	for (int i = 0; i < 100; i++)
		good = governor_tell(w, g, HOST, &refused) && good;
	ok(good && governor_ask(w, g, HOST, 1, &t), "after a hundred refusals");
	is_int(t.gap_ms, HOST_SLOW_MAX_MS, "the gap has its greatest width");
	governor_free(g);
}

static void test_silence(struct work *w)
{
	const struct turn_result timeout = {.class = CLASS_TIMEOUT}, dns = {.class = CLASS_DNS};
	struct governor *g = governor_new(0);
	struct turns t;

	forget();
	ok(governor_ask(w, g, HOST, 1, &t) && governor_tell(w, g, HOST, &dns), "a name that fails");
	ok(governor_ask(w, g, HOST, 1, &t) && t.gap_ms == 0, "is not the host's doing");
	ok(governor_tell(w, g, HOST, &timeout), "a host that does not answer");
	ok(governor_ask(w, g, HOST, 1, &t) && t.gap_ms > 0, "gets more time");
	governor_free(g);
}

int main(void)
{
	struct work w;
	struct db *db;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	test_names();
	work_begin(&w);
	db = test_database(&w);
	test_memory(&w);
	test_gap(&w);
	test_refusals(&w);
	test_outage(&w);
	test_silence(&w);
	work_end(&w);
	db_free(db);
	return done();
}
