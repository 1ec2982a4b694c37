/* Traces: stored, read by their account, replaced by a later attempt's. */
#include "store/traces.h"

#include "store/database.h"

static const struct trace *with(struct trace *t, const char *json)
{
	t->json = json;
	return t;
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro"), *job = id_new(w->arena);
	const char *other = account_add(w, "other", "pro");
	struct trace t = {.job_id = job, .account_id = account};
	int64_t removed;

	ok(!trace_load(w, account, job) && error_is(w, ERR_NOT_FOUND), "no trace at first");
	work_forgive(w);
	ok(trace_store(w, with(&t, "{\"ms\":1}"), 1), "one is stored");
	is_text(trace_load(w, account, job), "{\"ms\":1}", "and read");
	ok(trace_store(w, with(&t, "{\"ms\":2}"), 1), "the next attempt's");
	is_text(trace_load(w, account, job), "{\"ms\":2}", "replaces it");
	ok(!trace_load(w, other, job) && error_is(w, ERR_NOT_FOUND), "it is nobody else's");
	t.strategy_id = id_new(w->arena);
	t.target = (struct blob){"0123456789abcdef", 16};
	for (int i = 0; i < 50; i++) {
		t.job_id = id_new(w->arena);
		t.turn = i % 3;
		if (!trace_store(w, with(&t, "{}"), 1))
			ok(false, "the trace of unchanged run %d", i);
	}
	ok(trace_load(w, account, t.job_id) != NULL, "the last unchanged run's is there");
	test_sql("UPDATE %s.job_trace SET created_at = created_at - INTERVAL 10 DAY");
	t.job_id = id_new(w->arena);
	t.strategy_id = NULL;
	ok(trace_store(w, with(&t, "{}"), 1), "a new one");
	ok(trace_sweep(w, (struct instant){clock_now().us - INT64_C(86400000000)}, 100, &removed),
	   "those from before yesterday");
	is_int(removed, 4, "were as many as there are turns, and the other one");
	ok(trace_load(w, account, t.job_id) != NULL, "the new one stays");
}

int main(void)
{
	return test_with_database(all_tests);
}
