/* Hosts: turns that keep their distance, refusals and what they cost, kept rules. Waits are
 * compared with seconds to spare, for the machine may be busy. */
#include "store/hosts.h"

#include "bounds.h"
#include "store/database.h"

#define HOST "shop.example:443"

static bool is_about(int64_t got_us, int64_t want_ms)
{
	if (got_us <= (want_ms + 1000) * 1000 && got_us > (want_ms - 10000) * 1000)
		return true;
	printf("# got %" PRId64 " ms, expected about %" PRId64 " ms\n", got_us / 1000, want_ms);
	return false;
}

static struct host_turns reserve(struct work *w, const char *host, int64_t n, int64_t gap_ms)
{
	struct host_turns turns = {0};

	if (!host_reserve(w, host, n, gap_ms, &turns))
		ok(false, "host_reserve: %s", w->message);
	return turns;
}

static void test_turns(struct work *w)
{
	struct host_turns t = reserve(w, HOST, 2, 19000);

	ok(t.wait_us == 0 && !t.is_far, "the first turn is now");
	is_int(t.gap_ms, 19000, "with the gap that was asked for");
	is_int(t.leeway_ms, 50, "which it may keep others from for a moment");
	t = reserve(w, HOST, 1, 19000);
	ok(is_about(t.wait_us, 38000), "the next comes after the two before");
	ok(!t.is_far, "and is given");
	t = reserve(w, HOST, 1, 19000);
	ok(is_about(t.wait_us, 57000) && !t.is_far, "as is the last within reach");
	t = reserve(w, HOST, 1, 19000);
	ok(t.is_far && is_about(t.wait_us, 65000), "beyond it one has to come again");
	t = reserve(w, HOST, 1, 19000);
	ok(t.is_far && is_about(t.wait_us, 84000), "and the next a gap later");
	for (int i = 0; i < 40; i++)
		t = reserve(w, HOST, 1, 19000);
	ok(t.is_far && is_about(t.wait_us, HOST_FAR_MAX_MS), "but not for ever later");
	for (int64_t gap_ms = 0; gap_ms < 1000; gap_ms += 7)
		if (reserve(w, "gaps.example:80", 1, gap_ms).leeway_ms != host_leeway_ms(gap_ms))
			ok(false, "the leeway of %d is not the database's", (int)gap_ms);
	is_int(host_leeway_ms(10), 2, "a small gap has a small leeway");
	t = reserve(w, "other.example:443", 1, 20000);
	ok(t.wait_us == 0, "another host knows nothing of it");
}

static void test_no_gap(struct work *w)
{
	struct host_turns t;

	reserve(w, "local.example:80", 1000, 0);
	t = reserve(w, "local.example:80", 1000, 0);
	ok(t.wait_us == 0 && t.gap_ms == 0, "without a gap every turn is now");
}

static void test_refusals(struct work *w)
{
	static const char host[] = "slow.example:80";
	struct host shown;
	struct host_turns t;
	int64_t pause_us;

	reserve(w, host, 1, 0);
	ok(host_pause(w, host, &pause_us) && pause_us == 0, "a host that does not pause");
	ok(host_slow_down(w, host, 0, "503"), "a refusal");
	t = reserve(w, host, 1, 0);
	is_int(t.gap_ms, HOST_SLOW_FIRST_MS, "makes a gap");
	is_int(t.slow_ms, HOST_SLOW_FIRST_MS, "and is known for it");
	ok(host_slow_down(w, host, 120000, "429 Too Many Requests"), "another with a pause");
	t = reserve(w, host, 1, 0);
	is_int(t.gap_ms, 2 * HOST_SLOW_FIRST_MS, "doubles it");
	ok(t.is_far && is_about(t.wait_us, 92000), "and puts all turns off");
	ok(host_pause(w, host, &pause_us) && is_about(pause_us, 120000), "those given out as well");
	ok(host_find(w, host, &shown), "it can be looked at");
	is_int(shown.refusals, 2, "with what it refused");
	is_text(shown.last_refusal, "429 Too Many Requests", "and how");
	ok(shown.paused_until.us > 0 && shown.wait_ms > 100000, "and until when");
	for (int i = 0; i < 20; i++)
		host_slow_down(w, host, 0, "503");
	t = reserve(w, host, 1, 0);
	is_int(t.gap_ms, HOST_SLOW_MAX_MS, "no gap grows for ever");
	ok(host_recover(w, host, 500), "an answer");
	t = reserve(w, host, 1, 0);
	is_int(t.gap_ms, HOST_SLOW_MAX_MS * 3 / 4, "gives a quarter back");
	for (int i = 0; i < 40; i++)
		host_recover(w, host, 500);
	t = reserve(w, host, 1, 0);
	is_int(t.gap_ms, 0, "and enough of them give all");
	ok(!host_find(w, "nobody.example:80", &shown) && error_is(w, ERR_NOT_FOUND),
	   "a host that nobody asked is not found");
	work_forgive(w);
}

static void test_rules(struct work *w)
{
	static const char host[] = "rules.example:443", rules[] = "{\"rules\":[]}";
	struct host_rules found, kept = {rules, strlen(rules)};
	struct host_turns t;

	ok(host_rules_find(w, host, &found) && !found.rules, "no rules are kept at first");
	ok(host_rules_keep(w, host, &kept, 7000, 3600), "rules to keep");
	ok(host_rules_find(w, host, &found), "are found");
	is_text(found.rules, rules, "as they were");
	is_int((int64_t)found.size, (int64_t)strlen(rules), "whole");
	t = reserve(w, host, 1, 500);
	is_int(t.gap_ms, 7000, "their delay is the host's gap");
	ok(host_rules_keep(w, host, &kept, 0, -1), "rules that are over");
	ok(host_rules_find(w, host, &found) && !found.rules, "are not believed");
}

static void test_sweep(struct work *w)
{
	int64_t removed;

	ok(host_sweep(w, 100, &removed) && removed == 0, "nothing is forgotten at once");
	test_sql("UPDATE %s.host SET asked_at = asked_at - INTERVAL 31 DAY WHERE name = '" HOST
		 "';");
	ok(host_sweep(w, 100, &removed) && removed == 1, "but in a month");
}

static void all_tests(struct work *w)
{
	test_turns(w);
	test_no_gap(w);
	test_refusals(w);
	test_rules(w);
	test_sweep(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
