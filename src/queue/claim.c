/* Claims, and the heartbeats that keep them. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "store/runners.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/secret.h"

#include <unistd.h>

/* Fresh memory and a living connection for what is not one job's. */
static bool runner_ready(struct runner *r)
{
	work_renew(&r->work);
	return db_ready(&r->work, r->db);
}

static int64_t new_nonce(void)
{
	int64_t nonce;

	secret_random(&nonce, sizeof nonce);
	return nonce & INT64_MAX ? nonce & INT64_MAX : 1;
}

/* What is known of the tasks' pages, at once. */
static bool know_targets(struct runner *r, const struct task *tasks, size_t n)
{
	struct target keys[CLAIM_MAX];
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++)
		if (tasks[i].strategy_id && tasks[i].url)
			keys[n_keys++] = task_target(&r->work, &tasks[i]);
	r->knows_targets = target_find_all(&r->work, keys, n_keys, &r->known, &r->n_known);
	return r->knows_targets;
}

/* Begins the tasks of the claim. */
static bool begin_taken(struct runner *r, int64_t nonce, size_t *n)
{
	struct task *tasks;

	if (!task_taken(&r->work, r->id, nonce, &tasks, n) || !know_targets(r, tasks, *n))
		return false;
	for (size_t i = 0; i < *n; i++)
		slot_begin(r, &tasks[i]);
	r->knows_targets = false;
	r->n_claimed += (int64_t)*n;
	return true;
}

/* How far a shard has come. One where nobody has a turn has come as far as any. */
static void note_turn(struct runner *r, int shard, struct instant turn)
{
	if (shard == TASK_EXPRESS)
		return;
	if (turn.us > r->turn.us)
		r->turn = turn;
	r->reached[shard] = turn.us ? turn : r->turn;
}

/* The shard that is furthest behind, so that all come equally far: a newcomer's turn is the
 * furthest of all, and in a shard that lags he would wait for everything before it. */
static int next_shard(const struct runner *r)
{
	int next = r->shard;

	for (int i = 1; i < TASK_SHARDS; i++) {
		int shard = (r->shard + i) % TASK_SHARDS;

		if (r->reached[shard].us < r->reached[next].us)
			next = shard;
	}
	return next;
}

/* Claims up to `room` tasks of a shard. False when the database does not answer; a claim that may
 * have happened is remembered. */
static bool claim_shard(struct runner *r, int shard, size_t room, size_t *n)
{
	const char *ids[CLAIM_MAX];
	int64_t nonce = new_nonce(), taken;
	struct instant turn;

	if (!task_candidates(&r->work, shard, room, ids, n, &turn))
		return false;
	note_turn(r, shard, turn);
	if (*n == 0)
		return true;
	r->lost_nonce = nonce;
	if (!task_take(&r->work, r->id, nonce, ids, *n, &taken) || !begin_taken(r, nonce, n))
		return false;
	r->lost_nonce = 0;
	return true;
}

/* A claim whose answer was lost: what came of it is ours. */
static bool find_lost_claim(struct runner *r)
{
	size_t n;

	if (r->lost_nonce == 0)
		return true;
	if (!begin_taken(r, r->lost_nonce, &n))
		return false;
	r->lost_nonce = 0;
	return true;
}

bool runner_has_room(const struct runner *r)
{
	return !r->is_leaving && places_room(r) > 0 && !fetch_is_full();
}

/* Pages that wait for the extractor are enough; what is no page, or urgent, may still come. */
static bool is_behind(const struct runner *r)
{
	return r->queued.n > QUEUED_MAX;
}

/* One round: the interactive tasks, then shards until one has something. */
static bool claim_round(struct runner *r, size_t *n_all)
{
	const size_t urgent = places_urgent(r);
	size_t n = 0;

	*n_all = 0;
	if (urgent > 0 && !claim_shard(r, TASK_EXPRESS, urgent, &n))
		return false;
	*n_all += n;
	for (int i = 0; i < TASK_SHARDS && places_room(r) > 0 && !is_behind(r); i++) {
		int shard = next_shard(r);

		r->shard = (shard + 1) % TASK_SHARDS;
		if (!claim_shard(r, shard, places_room(r), &n))
			return false;
		*n_all += n;
		if (n > 0)
			break;
	}
	return true;
}

/* Whether there is anything to be claimed; asked when the last round found nothing. */
static bool look_for_due(struct runner *r, bool *is_due)
{
	*is_due = true;
	if (!r->is_idle)
		return true;
	if (!task_any_due(&r->work, is_due))
		return false;
	for (int i = 0; i < TASK_SHARDS && !*is_due; i++)
		r->reached[i] = r->turn;
	return true;
}

void runner_claim(struct runner *r)
{
	int64_t now_ms = clock_monotonic_ms();
	bool is_due = false;
	size_t n = 0;

	if (!runner_has_room(r) || now_ms < r->claim_ms)
		return;
	r->claim_ms = now_ms + CLAIM_IDLE_MS;
	if (!runner_ready(r))
		return;
	if (!find_lost_claim(r) || !look_for_due(r, &is_due) || (is_due && !claim_round(r, &n))) {
		log_warning(&r->work, "cannot claim: %s", r->work.message);
		return;
	}
	r->is_idle = n == 0 && !is_behind(r);
	if (n > 0)
		r->claim_ms = 0;
}

/* --- heartbeats --- */

static struct slot *slot_of(struct runner *r, const struct task *t)
{
	for (struct slot *s = r->slots; s; s = s->next)
		if (s->task.lease_token == t->lease_token && strcmp(s->task.id, t->id) == 0)
			return s;
	return NULL;
}

/* What we believe to hold and what the database says differ: a lease ran out while we could not
 * prolong it, or a claim happened that we never heard of. */
static bool reconcile(struct runner *r)
{
	struct task *held;
	size_t n;

	if (!task_held(&r->work, r->id, &held, &n))
		return false;
	for (struct slot *s = r->slots; s; s = s->next)
		s->is_lost = s->state != SLOT_ENDED;
	for (size_t i = 0; i < n; i++) {
		struct slot *s = slot_of(r, &held[i]);

		if (s)
			s->is_lost = false;
		else if (!task_put_back(&r->work, &held[i],
					(struct task_return){.is_innocent = true}) &&
			 !error_is(&r->work, ERR_CONFLICT))
			return false;
	}
	return true;
}

static bool beat_leases(struct runner *r)
{
	int64_t held;

	if (r->n_slots == 0 && r->lost_nonce == 0)
		return true;
	if (!task_prolong(&r->work, r->id, &held))
		return false;
	return held == r->n_slots || r->lost_nonce || reconcile(r);
}

void runner_beat(struct runner *r)
{
	int64_t now_ms = clock_monotonic_ms();
	char host[256] = "";

	if (now_ms < r->beat_ms)
		return;
	r->beat_ms = now_ms + RUNNER_BEAT_MS;
	if (!runner_ready(r))
		return;
	(void)gethostname(host, sizeof host - 1);
	if (!runner_seen(&r->work, &(struct runner_row){.id = r->id,
							.kind = "runner",
							.host = host,
							.pid = getpid(),
							.held = r->n_slots < r->config.fetches
								    ? r->n_slots
								    : r->config.fetches,
							.places = r->config.fetches})) {
		log_warning(&r->work, "cannot say that we live: %s", r->work.message);
		return;
	}
	if (!counters_store(&r->work, &r->counters))
		log_warning(&r->work, "cannot store what was counted: %s", r->work.message);
	work_forgive(&r->work);
	if (r->turn.us > r->told.us && task_turn(&r->work, r->turn))
		r->told = r->turn;
	if (now_ms < r->lease_ms)
		return;
	if (beat_leases(r))
		r->lease_ms = now_ms + LEASE_BEAT_MS;
	else
		log_warning(&r->work, "cannot prolong leases: %s", r->work.message);
}
