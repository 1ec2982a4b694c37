/* Between runners and the table of hosts: what a process knows of a host, and for how long. */
#include "queue/governor.h"

#include "bounds.h"
#include "store/hosts.h"
#include "util/clock.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

/* Two hosts that share a slot forget each other, which costs a statement. */
struct known {
	char host[HOST_NAME_MAX_BYTES + 1];
	int64_t asked_ms;  /* when the database said what follows */
	int64_t looked_ms; /* when it was asked whether the host pauses */
	int64_t gap_ms, slow_ms;
	int64_t pause_end_ms; /* on clock_monotonic_ms() */
};

struct governor {
	int64_t gap_ms;
	struct known known[HOSTS_KNOWN];
};

struct governor *governor_new(int64_t gap_ms)
{
	struct governor *g = calloc(1, sizeof *g);

	if (!g)
		die("out of memory");
	g->gap_ms = gap_ms;
	return g;
}

void governor_free(struct governor *g)
{
	free(g);
}

/* FNV-1a; what shares a slot on purpose slows nobody but itself down. */
static struct known *known_find(struct governor *g, const char *host)
{
	uint32_t hash = 2166136261u;
	struct known *k;

	for (const char *s = host; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	k = &g->known[hash % HOSTS_KNOWN];
	if (strcmp(k->host, host) != 0) {
		*k = (struct known){.asked_ms = INT64_MIN / 2, .looked_ms = INT64_MIN / 2};
		(void)snprintf(k->host, sizeof k->host, "%s", host);
	}
	return k;
}

static int64_t ms_of(int64_t us)
{
	return (us + 999) / 1000;
}

bool governor_ask(struct work *w, struct governor *g, const char *host, int64_t n,
		  struct turns *out)
{
	struct known *k = known_find(g, host);
	int64_t now_ms = clock_monotonic_ms();
	struct host_turns turns;

	*out = (struct turns){0};
	if (k->gap_ms == 0 && now_ms - k->asked_ms < HOST_KNOWN_MS && now_ms >= k->pause_end_ms)
		return true;
	if (!host_reserve(w, host, n, g->gap_ms, &turns))
		return false;
	k->asked_ms = now_ms;
	k->gap_ms = turns.gap_ms;
	k->slow_ms = turns.slow_ms;
	*out = (struct turns){.is_far = turns.is_far,
			      .wait_ms = ms_of(turns.wait_us),
			      .gap_ms = turns.gap_ms,
			      .leeway_ms = turns.leeway_ms};
	return true;
}

int64_t governor_leeway_ms(struct governor *g, const char *host)
{
	const struct known *k = known_find(g, host);
	const int64_t gap_ms = k->gap_ms > g->gap_ms ? k->gap_ms : g->gap_ms;

	/* There was a gap when the turn was given. */
	return host_leeway_ms(gap_ms > 0 ? gap_ms : 1);
}

bool governor_hold(struct work *w, struct governor *g, const char *host, int64_t *wait_ms)
{
	struct known *k = known_find(g, host);
	int64_t now_ms = clock_monotonic_ms(), pause_us;

	if (now_ms - k->looked_ms >= HOST_KNOWN_MS) {
		if (!host_pause(w, host, &pause_us))
			return false;
		k->looked_ms = now_ms;
		k->pause_end_ms = now_ms + ms_of(pause_us);
	}
	*wait_ms = k->pause_end_ms > now_ms ? k->pause_end_ms - now_ms : 0;
	return true;
}

/* The gap as the database widens it, which is asked again before the next turn: a hundred requests
 * that were under way may fail by then. */
static int64_t widened(int64_t slow_ms)
{
	int64_t ms = 2 * slow_ms;

	if (ms < HOST_SLOW_FIRST_MS)
		return HOST_SLOW_FIRST_MS;
	return ms < HOST_SLOW_MAX_MS ? ms : HOST_SLOW_MAX_MS;
}

/* A widened gap below this has served its time. */
static int64_t least_of(const struct governor *g)
{
	return g->gap_ms > HOST_SLOW_FIRST_MS / 4 ? g->gap_ms : HOST_SLOW_FIRST_MS / 4;
}

/* What a status says in the host's row. */
static const char *reason_of(struct work *w, const struct turn_result *r)
{
	if (r->status)
		return arena_printf(w->arena, "%d%s", r->status,
				    r->status == 429 ? " Too Many Requests" : "");
	return error_class_word(r->class);
}

static bool is_refusal(const struct turn_result *r)
{
	if (r->status)
		return r->status == 429 || r->status == 503;
	return r->class == CLASS_CONNECT || r->class == CLASS_TIMEOUT;
}

bool governor_tell(struct work *w, struct governor *g, const char *host,
		   const struct turn_result *r)
{
	struct known *k = known_find(g, host);
	int64_t pause_s = r->retry_after_s < HOST_PAUSE_MAX_S ? r->retry_after_s : HOST_PAUSE_MAX_S;

	if (is_refusal(r)) {
		k->slow_ms = widened(k->slow_ms);
		k->gap_ms = k->slow_ms;
		if (pause_s > 0)
			k->pause_end_ms = clock_monotonic_ms() + pause_s * 1000;
		log_info(w, "host %s is given more time: %s", host, reason_of(w, r));
		return host_slow_down(w, host, pause_s * 1000, reason_of(w, r));
	}
	if (r->status == 0 || k->slow_ms == 0)
		return true;
	k->slow_ms = k->slow_ms * 3 / 4;
	if (k->slow_ms < least_of(g))
		k->slow_ms = 0;
	return host_recover(w, host, least_of(g));
}

void governor_tell_hop(struct work *w, struct governor *g, const struct url *url, int status,
		       int retry_after_s)
{
	struct work own = {.arena = w->arena, .db = w->db, .account_id = w->account_id};
	const struct turn_result result = {.status = status,
					   .class = status ? CLASS_NONE : w->class,
					   .retry_after_s = retry_after_s};

	if (!governor_tell(&own, g, url_place(w->arena, url), &result))
		log_warning(&own, "cannot tell the governor: %s", own.message);
}
