/* Whom the end of a run is told to: one row and one task, or none. */
#include "job/announce.h"

#include "bounds.h"
#include "store/database.h"
#include "store/deliveries.h"
#include "store/jobs.h"
#include "store/schedules.h"
#include "store/workflow_parts.h"

static const char *account, *strategy;
static struct telling telling; /* the last one */

static struct schedule new_schedule(struct work *w, const char *url, const char *type,
				    const char *notify)
{
	static const int64_t hour = 3600;
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "strategy",
				   .strategy_id = strategy,
				   .enabled = true,
				   .interval_seconds = &hour,
				   .catch_up = "one",
				   .url = "https://shop.test/",
				   .webhook_url = url,
				   .webhook_type = type,
				   .notify = notify,
				   .anchor_at = clock_now()};

	ok(schedule_insert(w, &s), "a schedule");
	return s;
}

/* How many deliveries the schedule has after a run that ended so. */
static int64_t told(struct work *w, const char *schedule, enum occasion o)
{
	static bool has_failed_before;
	const struct job j = {.id = id_new(w->arena),
			      .account_id = account,
			      .strategy_id = strategy,
			      .schedule_id = schedule,
			      .url = "https://shop.test/"};
	const struct task t = {.id = j.id, .account_id = account, .schedule_id = schedule};
	const struct delivery_filter all = {.account_id = account, .schedule_id = schedule};
	int64_t n = -1;

	ok(job_insert(w, &j) && db_begin(w), "a run");
	if (o == OCCASION_FAILED)
		ok(job_fail(w, account, j.id, CLASS_DNS, "No such name"), "fails");
	else
		ok(job_start(w, account, j.id) &&
		       job_complete(w, &(struct job){.id = j.id, .account_id = account}, 1),
		   "ends");
	ok(announce(w, &t, o, has_failed_before, &telling) && db_commit(w) &&
	       delivery_count(w, &all, &n),
	   "is announced");
	has_failed_before = o == OCCASION_FAILED;
	return n;
}

static void all_tests(struct work *w)
{
	struct schedule s;

	account = account_add(w, "shop", "pro");
	strategy = test_strategy(w, account);
	s = new_schedule(w, NULL, NULL, "always");
	is_int(told(w, s.id, OCCASION_CHANGED), 0, "without a receiver nobody is told");
	is_text(telling.note, "the schedule has no webhook: its changes wait to be asked for",
		"for this reason");
	s = new_schedule(w, "https://app.test/hook", "standard", "always");
	is_int(told(w, s.id, OCCASION_FIRST), 1, "a program is told of the first run");
	ok(telling.delivery_id && !telling.note, "by a delivery");
	is_int(told(w, s.id, OCCASION_UNCHANGED), 2, "and of one without changes");
	s = new_schedule(w, "me@shop.test", "email", "always");
	is_int(told(w, s.id, OCCASION_UNCHANGED), 0, "a person is not");
	is_text(telling.note, "the schedule does not tell of such a run", "for this reason");
	is_text(telling.notify, "always", "whatever it tells of otherwise");
	is_int(told(w, s.id, OCCASION_CHANGED), 1, "but of changes");
	s = new_schedule(w, "https://app.test/hook", "standard", "first_failure");
	is_int(told(w, s.id, OCCASION_FIRST), 0, "who wants the first failure");
	is_int(told(w, s.id, OCCASION_FAILED), 1, "is told of it");
	is_int(told(w, s.id, OCCASION_FAILED), 1, "once");
	is_int(told(w, s.id, OCCASION_UNCHANGED), 2, "and of the recovery");
	is_int(told(w, s.id, OCCASION_CHANGED), 2, "once");
	is_int(told(w, id_new(w->arena), OCCASION_CHANGED), 0,
	       "a schedule that is gone tells nobody");
	ok(announce(w, &(struct task){.id = "x"}, OCCASION_CHANGED, false, &telling),
	   "nor does a run of none");
	ok(!telling.event, "of which there is nothing to tell");
}

/* --- runs of workflows --- */

static struct schedule of_workflow(struct work *w, const char *workflow, const char *notify)
{
	static const int64_t hour = 3600;
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "workflow",
				   .subject_id = workflow,
				   .enabled = true,
				   .interval_seconds = &hour,
				   .catch_up = "one",
				   .webhook_url = "https://app.test/hook",
				   .webhook_type = "standard",
				   .webhook_metadata = {"{\"env\":\"dev\"}"},
				   .notify = notify,
				   .anchor_at = clock_now()};

	ok(schedule_insert(w, &s), "a workflow's schedule");
	return s;
}

/* What is told of a run that ended so. */
static const char *told_of_run(struct work *w, const char *workflow, const char *schedule,
			       const char *status, bool has_changes)
{
	struct workflow_run r = test_run(w, account, workflow);

	r.schedule_id = schedule;
	ok(run_insert(w, &r) && db_begin(w) && run_find_locked(w, account, r.id, &r), "a run");
	r.status = status;
	r.has_changes = &has_changes;
	r.completed_at = clock_now();
	ok(run_update(w, &r) && announce_run(w, &r, &telling) && db_commit(w), "is announced");
	return telling.delivery_id ? telling.event : telling.event ? "not told" : "nothing";
}

static void test_runs(struct work *w)
{
	const char *flow = test_workflow(w, account), *other = test_workflow(w, account);
	const char *all = of_workflow(w, flow, "always").id;
	const char *failures = of_workflow(w, other, "first_failure").id;
	struct delivery d;

	is_text(told_of_run(w, flow, NULL, "completed", false), "nothing", "of nobody's run");
	is_text(told_of_run(w, flow, all, "cancelled", false), "nothing", "or a cancelled one");
	is_text(told_of_run(w, other, failures, "completed", false), "not told", "or the first");
	is_text(told_of_run(w, flow, all, "completed", false), "unchanged",
		"whoever asked for the one before");
	ok(delivery_find(w, account, telling.delivery_id, &d), "it is told");
	is_text(d.strategy_name, "Shelf", "by the workflow's name");
	is_text(d.metadata.data, "{\"env\":\"dev\"}", "with metadata");
	ok(d.run_id && !d.job_id, "of a run, not of a job");
	is_text(told_of_run(w, flow, all, "completed", true), "changed", "a changed one");
	is_text(told_of_run(w, other, failures, "failed", false), "failed", "a first failure");
	is_text(told_of_run(w, other, failures, "failed", false), "not told", "not the second");
	is_text(told_of_run(w, other, failures, "cancelled", false), "nothing",
		"whatever is cancelled");
	is_text(told_of_run(w, other, failures, "completed", false), "unchanged", "the recovery");
	is_text(told_of_run(w, other, failures, "completed", false), "not told", "once");
}

static void all_of_both(struct work *w)
{
	all_tests(w);
	test_runs(w);
}

int main(void)
{
	return test_with_database(all_of_both);
}
