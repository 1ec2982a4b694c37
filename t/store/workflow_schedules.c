/* Schedules of workflows: found by their workflow, and among no others. */
#include "store/workflow_schedules.h"

#include "store/workflow_parts.h"

static const int64_t hour = 3600;

static struct schedule new_schedule(struct work *w, const char *account, const char *workflow)
{
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "workflow",
				   .subject_id = workflow,
				   .enabled = true,
				   .interval_seconds = &hour,
				   .catch_up = "one",
				   .notify = "always",
				   .anchor_at = clock_now()};

	ok(schedule_insert(w, &s), "a schedule of a workflow");
	return s;
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "pro"), *other = account_add(w, "two", "pro");
	const char *workflow = test_workflow(w, account), *another = test_workflow(w, account);
	struct schedule s = new_schedule(w, account, workflow), found, *rows;
	int64_t total;
	size_t n;

	ok(workflow_schedule_find_locked(w, account, workflow, s.id, &found), "is found");
	is_text(found.subject_id, workflow, "with its workflow");
	ok(!workflow_schedule_find_locked(w, account, another, s.id, &found) &&
	       error_is(w, ERR_NOT_FOUND),
	   "not by another workflow");
	is_text(w->message, "Schedule not found", "in these words");
	work_forgive(w);
	ok(!workflow_schedule_find_locked(w, other, workflow, s.id, &found), "nor by a stranger");
	work_forgive(w);
	ok(!schedule_find(w, account, s.id, &found) && error_is(w, ERR_NOT_FOUND),
	   "it is none of a strategy's");
	work_forgive(w);
	ok(schedule_list(w, account, 10, 0, &rows, &n) && n == 0 &&
	       schedule_count(w, account, &total) && total == 0,
	   "nor in their list");
	new_schedule(w, account, workflow);
	ok(workflow_schedules(w, account, workflow, &rows, &n) && n == 2, "both are listed");
	is_text(rows[1].id, s.id, "the newest first");
	s.enabled = false;
	ok(schedule_update(w, &s) &&
	       workflow_schedule_find_locked(w, account, workflow, s.id, &found) && !found.enabled,
	   "one is changed like any other");
	ok(!workflow_schedule_delete(w, account, another, s.id), "nobody else deletes it");
	work_forgive(w);
	ok(workflow_schedule_delete(w, account, workflow, s.id), "it goes");
	ok(!workflow_schedule_delete(w, account, workflow, s.id) && error_is(w, ERR_NOT_FOUND),
	   "once");
	work_forgive(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
