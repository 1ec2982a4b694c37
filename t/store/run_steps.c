/* Runs hear of the ends of their jobs. */
#include "store/run_steps.h"

#include "bounds.h"
#include "store/jobs.h"
#include "store/tasks.h"
#include "store/workflow_parts.h"
#include "util/secret.h"

#define JOBS 3

struct scene {
	const char *account, *strategy, *jobs[JOBS];
	struct workflow_run run;
	struct node_run node;
};

/* A run whose node waits for three jobs, and its task. */
static struct scene scene_of(struct work *w, const char *account)
{
	struct scene s = {.account = account, .strategy = test_strategy(w, account)};
	struct node_input inputs[JOBS];
	struct job jobs[JOBS];

	s.run = test_run(w, account, test_workflow(w, account));
	s.node = test_node_run(w, &s.run, s.strategy, 0);
	for (int i = 0; i < JOBS; i++) {
		uint8_t *target = arena_alloc(w->arena, 16);

		*target = (uint8_t)i;
		s.jobs[i] = id_new(w->arena);
		jobs[i] = (struct job){.id = s.jobs[i],
				       .account_id = account,
				       .strategy_id = s.strategy,
				       .run_id = s.run.id,
				       .url = "http://a.test/"};
		inputs[i] = (struct node_input){.node_run_id = s.node.id,
						.account_id = account,
						.run_id = s.run.id,
						.strategy_id = s.strategy,
						.number = i,
						.state = "pending",
						.url = "http://a.test/",
						.target = {target, 16},
						.job_id = s.jobs[i]};
	}
	ok(run_insert(w, &s.run) && node_run_insert_all(w, &s.node, 1) && db_begin(w) &&
	       job_insert_all(w, jobs, JOBS) && node_input_insert_all(w, inputs, JOBS) &&
	       node_run_await(w, account, s.node.id, JOBS) &&
	       task_insert_due(w,
			       &(struct new_task){.id = s.run.id,
						  .account_id = account,
						  .kind = "workflow",
						  .priority = TASK_ASKED},
			       1) &&
	       db_commit(w),
	   "a run with a node that waits for jobs");
	return s;
}

/* The run's task, if it can be claimed now. */
static bool claim(struct work *w, const struct scene *s, struct task *out)
{
	const char *owner = id_new(w->arena), *ids[CLAIM_MAX];
	struct instant turn;
	struct task *tasks;
	int64_t taken;
	size_t n;

	for (int shard = 0; shard < TASK_SHARDS; shard++) {
		if (!task_candidates(w, shard, CLAIM_MAX, ids, &n, &turn))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (strcmp(ids[i], s->run.id) != 0)
				continue;
			if (!task_take(w, owner, 7, &s->run.id, 1, &taken) ||
			    !task_taken(w, owner, 7, &tasks, &n) || n != 1)
				return false;
			*out = tasks[0];
			return true;
		}
	}
	return false;
}

static bool put_back(struct work *w, const struct task *t)
{
	return task_put_back(w, t,
			     (struct task_return){.delay_ms = RUN_LOOK_MS, .is_innocent = true});
}

static void end_job(struct work *w, const struct scene *s, int i, bool is_good)
{
	uint8_t hash[32] = {(uint8_t)(i + 1)};
	static const int64_t items = 5;
	struct job job = {.id = s->jobs[i],
			  .account_id = s->account,
			  .item_count = &items,
			  .content_hash = "00112233445566778899aabbccddeeff",
			  .result_hash = {hash, sizeof hash}};
	bool stored = db_begin(w) && job_start(w, s->account, job.id);

	stored = stored && (is_good ? job_complete(w, &job, 1)
				    : job_fail(w, s->account, job.id, CLASS_HTTP, "404 Not Found"));
	ok(stored && run_job_ended(w, s->account, job.id) && db_commit(w), "job %d ends", i);
}

static void test_ends(struct work *w, struct scene *s)
{
	struct node_input *rows;
	struct task task;
	size_t n;

	ok(claim(w, s, &task), "the run is worked on");
	is_text(task.kind, "workflow", "as what it is");
	ok(put_back(w, &task) && !claim(w, s, &task), "and waits");
	end_job(w, s, 0, true);
	ok(!claim(w, s, &task), "the end of one job changes nothing");
	end_job(w, s, 1, false);
	end_job(w, s, 2, true);
	ok(claim(w, s, &task), "that of the last one wakes it");
	ok(node_inputs(w, s->account, s->node.id, &rows, &n) && n == JOBS, "its node knows");
	is_text(rows[0].state, "completed", "what is completed");
	is_int(*rows[0].item_count, 5, "with how much");
	is_text(rows[0].content_hash, "00112233445566778899aabbccddeeff", "and what");
	ok(rows[0].result_hash.size == 32, "where it is");
	is_text(rows[1].state, "failed", "and what failed");
	is_text(rows[1].error, "404 Not Found", "for what reason");
	ok(run_job_ended(w, s->account, s->jobs[0]), "who tells it again");
	ok(put_back(w, &task) && !claim(w, s, &task), "changes nothing");
	ok(node_run_compare(w, s->account, s->node.id, s->node.id), "compared with itself");
	ok(node_inputs(w, s->account, s->node.id, &rows, &n) && rows[0].has_changes &&
	       !*rows[0].has_changes && !rows[1].has_changes,
	   "nothing has changed");
}

static void test_woken_while_running(struct work *w, struct scene *s)
{
	struct task task;

	ok(claim(w, s, &task), "a run is being worked on");
	for (int i = 0; i < JOBS; i++)
		end_job(w, s, i, true);
	ok(put_back(w, &task) && claim(w, s, &task), "what ends meanwhile makes it due again");
	ok(put_back(w, &task) && !claim(w, s, &task), "once");
}

static void test_lost(struct work *w, struct scene *s, const char *other)
{
	struct node_input *rows;
	size_t n;

	end_job(w, s, 0, true);
	ok(run_find_lost(w, s->account, s->run.id) &&
	       node_inputs(w, s->account, s->node.id, &rows, &n) &&
	       strcmp(rows[1].state, "pending") == 0,
	   "jobs that are there are not lost");
	ok(db_begin(w) && strategy_delete(w, s->account, s->strategy) && db_commit(w),
	   "their strategy goes");
	ok(run_find_lost(w, other, s->run.id) &&
	       node_inputs(w, s->account, s->node.id, &rows, &n) &&
	       strcmp(rows[1].state, "pending") == 0,
	   "strangers find nothing");
	ok(run_find_lost(w, s->account, s->run.id) &&
	       node_inputs(w, s->account, s->node.id, &rows, &n),
	   "its account does");
	is_text(rows[0].state, "completed", "what had ended stays");
	is_text(rows[1].state, "failed", "the rest has failed");
	is_text(rows[1].error, "Strategy not found", "for this reason");
}

static void test_steps(struct work *w)
{
	const char *account = account_add(w, "one", "pro"), *other = account_add(w, "two", "pro");
	struct scene s = scene_of(w, account);

	test_ends(w, &s);
	s = scene_of(w, account);
	test_woken_while_running(w, &s);
	s = scene_of(w, account);
	test_lost(w, &s, other);
}

int main(void)
{
	return test_with_database(test_steps);
}
