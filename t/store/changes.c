/* Changes: one row a job, gone with it. */
#include "store/changes.h"

#include "store/database.h"
#include "store/jobs.h"
#include "store/targets.h"

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro"),
		   *other = account_add(w, "other", "pro");
	const char *strategy = test_strategy(w, account), *url = "http://shop.test/";
	struct job job = {
	    .id = id_new(w->arena), .account_id = account, .strategy_id = strategy, .url = url};
	struct job_change change = {.job_id = job.id,
				    .account_id = account,
				    .strategy_id = strategy,
				    .target = target_name(w, url, NULL, NULL),
				    .before_job_id = id_new(w->arena),
				    .added = 1,
				    .removed = 2,
				    .modified = 3,
				    .moved = 4,
				    .changes = {"{\"added\":[{}]}"}},
			  found;

	ok(!change_insert(w, &change, 1), "no change of a job that is not there");
	work_forgive(w);
	ok(job_insert(w, &job), "a job");
	ok(!change_find(w, account, job.id, &found) && error_is(w, ERR_NOT_FOUND),
	   "changed nothing");
	work_forgive(w);
	ok(change_insert(w, &change, 1), "now it has");
	ok(change_find(w, account, job.id, &found), "it is found");
	ok(found.added == 1 && found.removed == 2 && found.modified == 3 && found.moved == 4,
	   "counted");
	is_text(found.changes.data, change.changes.data, "with its changes");
	is_text(found.before_job_id, change.before_job_id, "and the run before");
	ok(found.created_at.us > 0 && found.seen_at.us == 0, "not seen yet");
	ok(!change_insert(w, &change, 1) && error_is(w, ERR_CONFLICT), "not twice");
	work_forgive(w);
	ok(!change_find(w, other, job.id, &found), "another account does not see it");
	work_forgive(w);
	job.id = change.job_id = id_new(w->arena);
	change.changes.data = NULL;
	ok(job_insert(w, &job) && change_insert(w, &change, 1), "a change that cannot be told");
	ok(change_find(w, account, job.id, &found) && !found.changes.data, "is one all the same");
	ok(db_begin(w) && strategy_delete(w, account, strategy) && db_commit(w),
	   "the strategy goes");
	ok(!change_find(w, account, job.id, &found), "and its jobs' changes");
}

int main(void)
{
	return test_with_database(all_tests);
}
