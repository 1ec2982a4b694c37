/* Claims and enqueues in a loop, ours and the plain way; bench/claims runs it and makes the tables:
 *
 *   bench/queue SOCKET DATABASE PASSWORD ACCOUNT STRATEGY WHAT NUMBER
 *
 * WHAT is "ours" or "plain", to claim ten at a time until NUMBER tasks are claimed or there are
 * none, or "single" or "bulk", to enqueue NUMBER jobs in as many transactions or in one. Prints how
 * many and the seconds. Both claims read and write the same: what differs is how tasks are picked.
 */
#include "bounds.h"
#include "store/tasks.h"
#include "store/db.h"
#include "store/jobs.h"
#include "store/statement.h"
#include "util/id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH 10

struct candidates {
	int64_t limit;
};

struct claim {
	const char *owner, *ids[BATCH];
	int64_t nonce;
};

struct found {
	const char *id;
};

#define CLAIM(member) COLUMN(struct claim, member)

SHAPE(plain_in, struct candidates, COLUMN(struct candidates, limit));
SHAPE(plain_out, struct found, COLUMN(struct found, id));
SHAPE(plain_take_in, struct claim, CLAIM(owner), CLAIM(nonce), CLAIM(ids[0]), CLAIM(ids[1]),
      CLAIM(ids[2]), CLAIM(ids[3]), CLAIM(ids[4]), CLAIM(ids[5]), CLAIM(ids[6]), CLAIM(ids[7]),
      CLAIM(ids[8]), CLAIM(ids[9]));
SHAPE(plain_key_in, struct claim, CLAIM(owner), CLAIM(nonce));

/* plain_task is task with an index on (state, priority, order_at, id). */
STATEMENT_GLOBAL(plain_pick, &plain_in, &plain_out,
		 "SELECT id FROM plain_task WHERE state = 'ready' ORDER BY priority, order_at, id"
		 " LIMIT ? FOR UPDATE SKIP LOCKED");
STATEMENT_GLOBAL(plain_take, &plain_take_in, NULL,
		 "UPDATE plain_task t LEFT JOIN job j"
		 " ON j.id = t.id AND j.status IN ('pending', 'running')"
		 " SET t.state = 'running', t.owner = ?, t.nonce = ?, t.attempts = t.attempts + 1,"
		 " t.lease_token = t.lease_token + 1,"
		 " t.lease_until = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND, j.status = 'running',"
		 " j.started_at = COALESCE(j.started_at, UTC_TIMESTAMP(6)),"
		 " j.attempts = j.attempts + 1 WHERE t.id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT_GLOBAL(plain_taken, &plain_key_in, &plain_out,
		 "SELECT t.id FROM plain_task t LEFT JOIN job j ON j.id = t.id"
		 " LEFT JOIN strategy s ON s.id = j.strategy_id AND s.deleted_at IS NULL"
		 " WHERE t.owner = ? AND t.nonce = ? AND t.state = 'running'");

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void stop(const struct work *w)
{
	fprintf(stderr, "bench/queue: %s\n", w->message ? w->message : "?");
	exit(1);
}

/* Ten tasks by our way; each process begins with a shard of its own. */
static size_t claim_ours(struct work *w, const char *owner, int64_t nonce)
{
	static int shard = -1;
	const char *ids[CLAIM_MAX];
	struct task *tasks;
	struct instant turn;
	int64_t taken;
	size_t n = 0;

	if (shard < 0)
		shard = (int)(getpid() % TASK_SHARDS);
	/* What others were faster to take is not the end. */
	for (int i = 0; i < TASK_SHARDS && n == 0; i++) {
		if (!task_candidates(w, shard, BATCH, ids, &n, &turn))
			stop(w);
		if (n > 0 && !(task_take(w, owner, nonce, ids, n, &taken) &&
			       task_taken(w, owner, nonce, &tasks, &n)))
			stop(w);
		shard = (shard + 1) % TASK_SHARDS;
	}
	return n;
}

static size_t claim_plain(struct work *w, const char *owner, int64_t nonce)
{
	struct claim c = {.owner = owner, .nonce = nonce};
	struct found *rows;
	size_t n;

	if (!db_begin(w) ||
	    !statement_each(w, &plain_pick, &(struct candidates){BATCH}, BATCH, &rows, &n))
		stop(w);
	for (size_t i = 0; i < n; i++)
		c.ids[i] = rows[i].id;
	if (n > 0 && !statement_run(w, &plain_take, &c, NULL))
		stop(w);
	if (!db_commit(w) || !statement_each(w, &plain_taken, &c, BATCH, &rows, &n))
		stop(w);
	return n;
}

static void enqueue(struct work *w, const char *account, const char *strategy, size_t n)
{
	struct job *jobs = ARENA_ARRAY(w->arena, n, struct job);
	struct new_task *tasks = ARENA_ARRAY(w->arena, n, struct new_task);

	for (size_t i = 0; i < n; i++) {
		jobs[i] = (struct job){.id = id_new(w->arena),
				       .account_id = account,
				       .strategy_id = strategy,
				       .url = arena_printf(w->arena, "http://127.0.0.1/%zu", i)};
		tasks[i] = (struct new_task){.id = jobs[i].id,
					     .account_id = account,
					     .kind = "job",
					     .priority = TASK_ASKED,
					     .host = "127.0.0.1:80"};
	}
	if (!db_begin(w) || !job_insert_all(w, jobs, n) || !task_insert(w, tasks, n) ||
	    !db_commit(w))
		stop(w);
}

int main(int argc, char **argv)
{
	struct db_settings settings = {.user = "meter"};
	char owner[40];
	struct work w;
	struct db *db;
	size_t wanted, done = 0, n;
	double began;

	if (argc != 8)
		return 2;
	settings.socket = argv[1];
	settings.name = argv[2];
	settings.password = argv[3];
	db = db_new(&settings);
	work_begin(&w);
	(void)snprintf(owner, sizeof owner, "%s", id_new(w.arena));
	wanted = (size_t)strtoul(argv[7], NULL, 10);
	if (!db_ready(&w, db))
		stop(&w);
	began = now();
	for (int64_t turn = 1; done < wanted; turn++) {
		work_renew(&w);
		w.db = db;
		if (strcmp(argv[6], "ours") == 0) {
			n = claim_ours(&w, owner, turn);
		} else if (strcmp(argv[6], "plain") == 0) {
			n = claim_plain(&w, owner, turn);
		} else {
			n = strcmp(argv[6], "bulk") == 0 ? wanted : 1;
			enqueue(&w, argv[4], argv[5], n);
		}
		if (n == 0)
			break;
		done += n;
	}
	printf("%zu %.6f\n", done, now() - began);
	work_end(&w);
	db_free(db);
	return 0;
}
