/* Ticks: what is due becomes jobs once, whatever daemons, clocks and earlier runs do. */
#include "schedule/due.h"

#include "bounds.h"
#include "store/database.h"
#include "store/discoveries.h"
#include "store/jobs.h"
#include "store/workflow_runs.h"
#include "store/workflow_schedules.h"
#include "store/workflows.h"

#define SECOND INT64_C(1000000)

static const struct instant start = {INT64_C(1780400000) * SECOND};
static const int64_t every = 60;
static const char *account, *strategy;

static struct instant after(int64_t seconds)
{
	return (struct instant){start.us + seconds * SECOND};
}

/* A schedule due `in` seconds after the start. */
static struct schedule make(struct work *w, int64_t in)
{
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "strategy",
				   .strategy_id = strategy,
				   .enabled = true,
				   .interval_seconds = &every,
				   .catch_up = "one",
				   .url = "https://shop.test/",
				   .notify = "always",
				   .anchor_at = start,
				   .next_run_at = after(in)};

	if (!schedule_insert(w, &s))
		ok(false, "schedule_insert: %s", w->message);
	return s;
}

static struct due_report tick(struct work *w, struct instant now)
{
	struct due_report report = {0};

	if (!schedules_tick(w, now, &report))
		ok(false, "schedules_tick: %s", w->message);
	return report;
}

static int64_t jobs_of(struct work *w, const char *schedule)
{
	const struct job_filter f = {.account_id = account, .schedule_id = schedule};
	int64_t n = -1;

	job_count(w, &f, &n);
	return n;
}

static void end_jobs(void)
{
	test_sql("DELETE FROM %s.task;");
}

static void forget(void)
{
	test_sql("DELETE FROM %s.schedule;");
	end_jobs();
}

static struct tick newest(struct work *w, const char *schedule)
{
	struct tick *rows;
	size_t n = 0;

	if (!tick_list(w, account, schedule, 1, &rows, &n) || n == 0)
		return (struct tick){.outcome = "none"};
	return rows[0];
}

/* --- workflows --- */

static const char *new_workflow(struct work *w, const char *static_urls)
{
	const struct workflow f = {
	    .id = id_new(w->arena), .account_id = account, .name = "Shelf", .enabled = true};
	const struct workflow_node node = {.id = id_new(w->arena),
					   .account_id = account,
					   .workflow_id = f.id,
					   .strategy_id = strategy,
					   .node_key = "shelf",
					   .input_type =
					       static_urls ? "static_urls" : "upstream_data",
					   .static_urls = {static_urls}};

	ok(workflow_insert(w, &f) && workflow_node_insert_all(w, &node, 1), "a workflow");
	return f.id;
}

static struct schedule make_for(struct work *w, const char *workflow)
{
	const struct schedule s = {.id = id_new(w->arena),
				   .account_id = account,
				   .kind = "workflow",
				   .subject_id = workflow,
				   .enabled = true,
				   .interval_seconds = &every,
				   .catch_up = "one",
				   .notify = "always",
				   .anchor_at = start,
				   .next_run_at = after(60)};

	ok(schedule_insert(w, &s), "with a schedule");
	return s;
}

static void test_workflows(struct work *w)
{
	const char *flow = new_workflow(w, "[\"https://shop.test/\"]");
	struct schedule s = make_for(w, flow);
	struct workflow_run run;
	struct workflow f;

	is_int(tick(w, after(60)).runs, 1, "runs when it is due");
	ok(run_active(w, account, flow, &run), "there is its run");
	is_text(run.triggered_by, "schedule", "which a schedule asked for");
	is_text(run.schedule_id, s.id, "this one");
	is_text(newest(w, s.id).outcome, "made", "the tick is written down");
	is_int(tick(w, after(120)).skipped, 1, "while it goes on the next one is skipped");
	is_text(newest(w, s.id).reason, "the run before was still going on", "which is said");
	ok(run_cancel_active(w, account, flow), "when it is over");
	is_int(tick(w, after(180)).runs, 1, "it runs again");
	ok(run_cancel_active(w, account, flow) && workflow_find(w, account, flow, &f),
	   "a workflow");
	f.enabled = false;
	ok(workflow_update(w, &f), "that is disabled");
	is_int(tick(w, after(240)).runs, 0, "does not run");
	is_text(newest(w, s.id).reason, "the workflow is disabled", "which is said");
	forget();
	s = make_for(w, new_workflow(w, NULL));
	is_int(tick(w, after(60)).runs, 0, "one that cannot be run does not");
	is_text(newest(w, s.id).reason, "Workflow has no start node", "for this reason");
	ok(workflow_schedule_find_locked(w, account, s.subject_id, s.id, &s) && s.next_run_at.us,
	   "and is tried again");
	forget();
}

static void test_life(struct work *w)
{
	struct schedule s = make(w, 60), found;

	is_int(tick(w, after(59)).runs, 0, "nothing happens before its time");
	is_int(tick(w, after(60)).runs, 1, "a run when it is due");
	is_int(jobs_of(w, s.id), 1, "has one job");
	is_int(tick(w, after(60)).runs, 0, "and no second one");
	ok(schedule_find(w, account, s.id, &found), "the schedule");
	is_int(found.next_run_at.us, after(120).us, "is due an interval later");
	is_int(found.last_run_at.us, after(60).us, "and knows when it ran");
	is_text(newest(w, s.id).outcome, "made", "the tick is written down");
	is_int(newest(w, s.id).fire_at.us, after(60).us, "with the time it was for");
	forget();
}

static void test_overlap(struct work *w)
{
	struct schedule s = make(w, 60), found;

	tick(w, after(60));
	is_int(tick(w, after(120)).skipped, 1, "a tick is skipped while the run before goes on");
	is_text(newest(w, s.id).reason, "the run before was still going on", "which is said");
	is_int(jobs_of(w, s.id), 1, "and makes no job");
	ok(schedule_find(w, account, s.id, &found) && found.skipped == 1, "and is counted");
	end_jobs();
	is_int(tick(w, after(180)).runs, 1, "the next one runs again");
	ok(schedule_find(w, account, s.id, &found) && found.skipped == 0, "and ends the count");
	forget();
}

static void test_many_urls(struct work *w)
{
	struct schedule s = make(w, 60);

	s.url = NULL;
	s.urls.data = "[\"https://shop.test/1\",\"https://shop.test/2\",\"https://shop.test/3\"]";
	ok(schedule_update(w, &s), "a schedule of three pages");
	is_int(tick(w, after(60)).jobs, 3, "makes three jobs");
	test_sql("DELETE FROM %s.task LIMIT 2;");
	is_int(tick(w, after(120)).jobs, 2, "of which those go on that are free");
	ok(newest(w, s.id).reason && strstr(newest(w, s.id).reason, "1 URLs were left out"),
	   "and the tick says so");
	forget();
}

static void test_late(struct work *w)
{
	struct schedule s = make(w, 60), found;

	is_int(tick(w, after(3601)).runs, 1, "after an hour off there is one run");
	ok(schedule_find(w, account, s.id, &found) && found.next_run_at.us == after(3660).us,
	   "and then the next in its turn");
	forget();
	s = make(w, 60);
	s.catch_up = "none";
	ok(schedule_update(w, &s), "one that does not catch up");
	is_int(tick(w, after(3601)).missed, 1, "has missed its tick");
	is_int(jobs_of(w, s.id), 0, "without a job");
	is_int(tick(w, after(3660)).runs, 1, "and runs in its turn");
	forget();
}

static void test_clock(struct work *w)
{
	struct schedule s = make(w, 60);

	tick(w, after(60));
	end_jobs();
	is_int(tick(w, after(-3600)).runs, 0, "a clock that is put back repeats nothing");
	is_int(tick(w, after(119)).runs, 0, "nor comes early");
	is_int(tick(w, after(120)).runs, 1, "when it has caught up things go on");
	is_int(jobs_of(w, s.id), 2, "each tick once");
	forget();
}

static struct schedule watch(struct work *w, const char *discovery)
{
	struct schedule s = make(w, 60);

	test_sql(arena_printf(w->arena,
			      "UPDATE %%s.schedule SET kind = 'discovery', url = NULL,"
			      " subject_id = '%s' WHERE id = '%s';",
			      discovery, s.id));
	return s;
}

/* Two schedules of one site, due together: its list is renewed for one, and then for the other. */
static void test_site(struct work *w)
{
	const struct discovery d = {.id = id_new(w->arena),
				    .account_id = account,
				    .method = "sitemap",
				    .config = {"{\"method\":\"sitemap\"}"},
				    .root_url = "https://shop.test/sitemap.xml"};
	struct schedule one, other, first, second;
	struct due_report report;

	ok(discovery_insert(w, &d), "a site");
	test_sql("UPDATE %s.discovery SET status = 'completed';");
	one = watch(w, d.id);
	other = watch(w, d.id);
	report = tick(w, after(60));
	is_int(report.runs, 1, "is looked through for one of two schedules");
	is_int(report.skipped, 0, "and the other one's tick is not lost");
	ok(schedule_find(w, account, one.id, &first) &&
	       schedule_find(w, account, other.id, &second),
	   "both stay");
	if (jobs_of(w, one.id) == 0) {
		const struct schedule swapped = first;

		first = second;
		second = swapped;
	}
	is_int(first.next_run_at.us, after(120).us, "the one is due at its next tick");
	is_int(second.next_run_at.us, after(60 + DUE_AGAIN_S).us, "the other soon");
	is_int(tick(w, after(60 + DUE_AGAIN_S)).runs, 0, "and waits for as long as it has to");
	is_text(newest(w, second.id).outcome, "none", "without a word");
	is_int(tick(w, after(120)).skipped, 1,
	       "a search that goes on for itself is not waited for");
	end_jobs();
	report = tick(w, after(130));
	ok(report.runs == 1 && jobs_of(w, second.id) == 1, "then it is looked through for it");
	forget();
}

/* Another daemon ticked it, and its schedule has not moved yet. */
static void test_rival(struct work *w)
{
	struct schedule s = make(w, 60), found;
	const struct tick theirs = {.schedule_id = s.id,
				    .account_id = account,
				    .fire_at = after(60),
				    .outcome = "made",
				    .jobs = 1,
				    .made_at = after(60)};

	ok(tick_insert(w, &theirs), "another daemon's tick");
	is_int(tick(w, after(60)).runs, 0, "is not run again");
	is_int(jobs_of(w, s.id), 0, "and makes no job");
	ok(schedule_find(w, account, s.id, &found) && found.next_run_at.us == after(120).us,
	   "the schedule moves on");
	forget();
}

static void test_many(struct work *w)
{
	struct due_report report;
	int64_t runs = 0;
	int rounds = 0;

	for (int i = 0; i < 2 * DUE_MAX + 10; i++)
		make(w, 60);
	do {
		report = tick(w, after(60));
		runs += report.runs;
		rounds++;
	} while (report.is_more && rounds < 10);
	is_int(runs, 2 * DUE_MAX + 10, "all that is due in one second runs");
	is_int(rounds, 3, "in a few rounds");
	is_int(tick(w, after(60)).runs, 0, "once");
	forget();
}

static void test_unusable(struct work *w)
{
	struct schedule s = make(w, 60), found;

	test_sql("UPDATE %s.schedule SET timezone = 'Mars/Base', interval_seconds = NULL,"
		 " cron_expression = '* * * * *';");
	is_int(tick(w, after(60)).runs, 0, "a zone that has gone");
	ok(schedule_find(w, account, s.id, &found) && found.next_run_at.us == 0,
	   "stops its schedule and no other");
	forget();
}

static void test_unreadable(struct work *w)
{
	struct schedule s = make(w, 60), good = make(w, 60), found;
	bool is_more = true;

	s.parameters.data = "{\"page\": ";
	ok(schedule_update(w, &s), "a schedule whose parameters cannot be read");
	for (int rounds = 0; is_more && rounds < 3; rounds++)
		is_more = tick(w, after(60)).is_more;
	is_int(jobs_of(w, good.id), 1, "holds up no other");
	is_int(jobs_of(w, s.id), 0, "has no job itself");
	is_text(newest(w, s.id).outcome, "none", "nor a tick");
	ok(schedule_find(w, account, s.id, &found) && found.next_run_at.us == 0, "and stops");
	forget();
}

static void all_tests(struct work *w)
{
	account = account_add(w, "one", "enterprise");
	strategy = test_strategy(w, account);
	test_workflows(w);
	test_life(w);
	test_overlap(w);
	test_many_urls(w);
	test_late(w);
	test_clock(w);
	test_site(w);
	test_rival(w);
	test_many(w);
	test_unusable(w);
	test_unreadable(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
