/* The loop of a runner. Nothing in it waits but the loop itself: for sites, names, the extractor
 * and wake-ups at once. Only the database is asked and answers at once, or is away. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "queue/limits.h"
#include "queue/wake.h"
#include "store/runners.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/log.h"
#include "util/memory.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#define TICK_MS 1000

static volatile sig_atomic_t stop_asked, retire_asked;

void runner_stop(void)
{
	stop_asked = 1;
}

void runner_retire(void)
{
	retire_asked = 1;
}

/* --- beginning and end --- */

static void runner_open(struct runner *r, const struct runner_config *config)
{
	const char *why = NULL;

	*r = (struct runner){.config = *config};
	limit_memory(RUNNER_MEMORY_MAX);
	memory_spare(RUNNER_SPARE);
	fetch_bound_bodies(BODIES_MAX);
	work_begin(&r->work);
	r->db = db_new(&config->db);
	r->fetcher = fetcher_new(&config->fetch, &why);
	if (!r->fetcher)
		die("METER_EGRESS_ALLOW or METER_DNS_SERVER: %s", why);
	r->extractor = extractor_new(config->extractor);
	if (!extractor_start(&r->work, r->extractor))
		die("%s", r->work.message);
	r->plans = plan_cache_new();
	r->purse = (struct llm_purse){r->db, config->llm_tokens_month};
	r->llm = llm_new_from(&r->purse, &config->llm);
	r->id = strdup(id_new(r->work.arena));
	if (!r->id)
		die("out of memory");
	r->governor = governor_new(config->gap_ms);
	/* Each runner begins with a shard of its own: the last digit of its id is random. */
	r->shard = (int)(r->id[OWNER_SIZE - 2] % TASK_SHARDS);
	memcpy(config->mark->owner, r->id, OWNER_SIZE);
}

static void runner_close(struct runner *r)
{
	work_renew(&r->work);
	if (db_ready(&r->work, r->db) && counters_store(&r->work, &r->counters))
		(void)runner_gone(&r->work, r->id);
	if (r->n_slots == 0)
		r->config.mark->owner[0] = '\0';
	r->is_closing = true;
	while (r->slots)
		slot_free(r->slots);
	plan_cache_free(r->plans);
	crawl_memories_free(&r->crawls);
	llm_free(r->llm);
	governor_free(r->governor);
	extractor_free(r->extractor);
	fetcher_free(r->fetcher);
	db_free(r->db);
	work_end(&r->work);
	free((char *)(uintptr_t)r->id);
	free(r->seal_key);
}

/* --- the extractor --- */

/* No process could be made for it: each page that comes would fail, and the queue with them. */
static bool lacks_extractor(const struct slot *s)
{
	return error_is(&s->work, ERR_INTERNAL) && !extractor_is_there(s->runner->extractor);
}

/* This runner leaves; who follows it claims nothing before it has a process. */
static void extract_later(struct slot *s)
{
	log_error(&s->work, "%s: this runner is replaced", s->work.message);
	slot_put_back(s, EXTRACTOR_BACK_MS);
	runner_retire();
}

static void extract_next(struct runner *r)
{
	while (!r->extracting && r->queued.first) {
		struct slot *s = slot_queue_take(&r->queued);
		const struct want *want = &s->conversation->want;

		if (r->queued.n == QUEUED_MAX)
			r->claim_ms = 0; /* it is not behind any more */
		if (s->state != SLOT_QUEUED)
			continue;
		work_doing(&s->work, "running %s on %zu bytes", want->operation, want->body_size);
		s->extract_began_ms = clock_monotonic_ms();
		if (extractor_begin(&s->work, r->extractor,
				    &(struct ask){want->operation, want->request, want->body,
						  want->body_size, want->apart})) {
			slot_move(s, SLOT_EXTRACTING);
			r->extracting = s;
		} else if (lacks_extractor(s)) {
			extract_later(s);
		} else {
			slot_answer(s, &(struct answer){0});
		}
	}
}

static void extract_step(struct runner *r)
{
	struct slot *s = r->extracting;
	struct json_object *result;
	bool is_for_later;

	if (s && extractor_step(r->extractor)) {
		r->extracting = NULL;
		result = extractor_take(r->extractor);
		s->extract_ms += clock_monotonic_ms() - s->extract_began_ms;
		is_for_later = !result && lacks_extractor(s);
		extract_next(r); /* the process works on while we look at its answer */
		if (is_for_later)
			extract_later(s);
		else
			slot_answer(s, &(struct answer){.result = result});
	}
	extract_next(r);
}

/* --- leaving --- */

/* Puts back what is not over: as if it had never been claimed. */
static void return_all(struct runner *r)
{
	r->front = r->ahead = r->queued = (struct slot_queue){0};
	for (struct slot *s = r->slots; s; s = s->next) {
		if (s->state == SLOT_ENDED)
			continue;
		if (s->transfer)
			transfer_cancel(s->transfer);
		if (s == r->extracting) {
			extractor_abandon(r->extractor);
			r->extracting = NULL;
		}
		s->transfer = NULL;
		slot_put_back(s, 0);
	}
}

static void leave(struct runner *r)
{
	if (!r->is_leaving && (stop_asked || retire_asked || r->n_claimed >= r->config.recycle)) {
		r->is_leaving = true;
		places_return(r, true);
		if (r->config.leaving)
			r->config.leaving();
	}
	if (stop_asked && r->stop_ms == 0)
		r->stop_ms = clock_monotonic_ms() + r->config.drain_ms;
	if (r->stop_ms && clock_monotonic_ms() >= r->stop_ms)
		return_all(r);
}

/* Leases that were lost meanwhile: what comes of these jobs is not wanted. */
static void drop_lost(struct runner *r)
{
	for (struct slot *s = r->slots; s; s = s->next) {
		if (s->is_lost && (s->state == SLOT_FETCHING || s->state == SLOT_WAITING))
			slot_lose(s);
	}
}

/* --- the loop --- */

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t wait_ms(const struct runner *r)
{
	int64_t now_ms = clock_monotonic_ms(), at_ms = r->beat_ms;

	if (runner_has_room(r))
		at_ms = earlier(at_ms, r->claim_ms);
	if (r->extracting)
		at_ms = earlier(at_ms, now_ms + EXTRACT_LOOK_MS);
	if (r->ended.first)
		at_ms = earlier(at_ms, r->settle_ms > now_ms ? r->settle_ms : now_ms + 5);
	if (r->front.first)
		at_ms = earlier(at_ms, now_ms + PACE_MS); /* it may have waited for too long */
	if (r->stop_ms)
		at_ms = earlier(at_ms, r->stop_ms);
	at_ms = earlier(at_ms, now_ms + TICK_MS);
	return at_ms > now_ms ? at_ms - now_ms : 0;
}

static void wait_and_step(struct runner *r)
{
	struct fetch_watch watches[2] = {{.fd = -1}, {.fd = -1}};

	watches[0].fd = extractor_fd(r->extractor, &watches[0].writes);
	if (runner_has_room(r))
		watches[1].fd = r->config.wake_fd;
	fetcher_step_watching(r->fetcher, wait_ms(r), watches, 2);
	if (watches[1].ready && wake_read(r->config.wake_fd))
		r->claim_ms = 0;
}

/* A runner that has grown for whatever reason is replaced, as one that has done its share. */
static void look_at_memory(struct runner *r)
{
	size_t used = memory_used();

	if (used <= RUNNER_MEMORY_KEPT || r->is_leaving || fetch_is_full())
		return;
	log_warning(NULL, "%zu MB of memory are in use: this runner is replaced", used >> 20);
	runner_retire();
}

static void tick(struct runner *r, int64_t *next_ms)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms < *next_ms)
		return;
	*next_ms = now_ms + TICK_MS;
	limit_processor(RUNNER_ROUND_S);
	if (r->config.tick)
		r->config.tick();
	if (r->n_slots == 0)
		malloc_trim(0);
	look_at_memory(r);
}

void runner_run(const struct runner_config *config)
{
	struct runner r;
	int64_t tick_ms = 0, stuck_ms = 0;

	runner_open(&r, config);
	if (config->ready)
		config->ready();
	while (!r.is_leaving || r.n_slots > 0) {
		wait_and_step(&r);
		places_fill(&r);
		places_return(&r, false);
		extract_step(&r);
		drop_lost(&r);
		leave(&r);
		runner_settle(&r);
		runner_beat(&r);
		runner_claim(&r);
		places_fill(&r);
		extract_step(&r);
		tick(&r, &tick_ms);
		/* Stopped while the database is away: the leases will run out. */
		stuck_ms = r.stop_ms ? r.stop_ms + config->drain_ms + SETTLE_MS : 0;
		if (stuck_ms && clock_monotonic_ms() >= stuck_ms)
			break;
	}
	runner_close(&r);
}
