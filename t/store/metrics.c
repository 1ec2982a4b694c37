/* Sums that grow, and how things stand. */
#include "store/metrics.h"

#include "store/database.h"
#include "store/hosts.h"
#include "store/runners.h"

static void test_sums(struct work *w)
{
	const struct metric first[] = {{"runs", "completed:", 2}, {"runs", "failed:dns", 1}},
			    second[] = {{"fetch", "ms", 12}, {"runs", "completed:", 40}};
	struct metric *rows;
	size_t n;

	ok(metric_list(w, &rows, &n) && n == 0, "nothing was counted");
	ok(metric_add(w, first, 0) && metric_list(w, &rows, &n) && n == 0, "nor is nothing");
	ok(metric_add(w, first, 2) && metric_add(w, second, 2), "something is");
	ok(metric_list(w, &rows, &n) && n == 3, "three sums");
	is_text(rows[0].name, "fetch", "by name");
	is_text(rows[1].part, "completed:", "and part");
	is_int(rows[1].value, 42, "have grown");
	is_int(rows[2].value, 1, "or not");
}

static void test_load(struct work *w)
{
	const struct runner_row runner = {.id = id_new(w->arena),
					  .kind = "runner",
					  .host = "here",
					  .pid = 1,
					  .held = 3,
					  .places = 500},
				scheduler = {.id = id_new(w->arena),
					     .kind = "scheduler",
					     .host = "here",
					     .pid = 2};
	struct host_turns turns;
	struct load load;

	ok(load_now(w, &load) && load.runners == 0 && load.places == 0, "nobody is there");
	ok(runner_seen(w, &runner) && runner_seen(w, &scheduler), "a runner and a scheduler");
	ok(load_now(w, &load), "are looked at");
	is_int(load.runners, 1, "one runs tasks");
	is_int(load.held, 3, "holds some");
	is_int(load.places, 500, "and could hold more");
	is_int(load.hosts_slowed + load.hosts_paused, 0, "no host refuses");
	ok(host_reserve(w, "a.example:80", 1, 0, &turns) &&
	       host_reserve(w, "b.example:80", 1, 0, &turns) &&
	       host_slow_down(w, "a.example:80", 0, "503") &&
	       host_slow_down(w, "b.example:80", 60000, "429"),
	   "two do");
	ok(load_now(w, &load) && load.hosts_slowed == 2 && load.hosts_paused == 1,
	   "one of them for a time");
}

static void all_tests(struct work *w)
{
	test_sums(w);
	test_load(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
