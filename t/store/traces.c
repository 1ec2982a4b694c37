/* Traces: stored, read by their account, replaced by a later attempt's. */
#include "store/traces.h"

#include "store/database.h"

int main(void)
{
	struct work w;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	work_begin(&w);
	struct db *db = test_database(&w);
	const char *account = account_add(&w, "shop", "pro"), *job = id_new(w.arena);
	const char *other = account_add(&w, "other", "pro");

	ok(!trace_load(&w, account, job) && error_is(&w, ERR_NOT_FOUND), "no trace at first");
	work_forgive(&w);
	ok(trace_store(&w, account, job, "{\"ms\":1}"), "one is stored");
	is_text(trace_load(&w, account, job), "{\"ms\":1}", "and read");
	ok(trace_store(&w, account, job, "{\"ms\":2}"), "the next attempt's");
	is_text(trace_load(&w, account, job), "{\"ms\":2}", "replaces it");
	ok(!trace_load(&w, other, job) && error_is(&w, ERR_NOT_FOUND), "it is nobody else's");
	work_end(&w);
	db_free(db);
	return done();
}
