/* Hosts that are fetched from: turns at them, what they refused, their robots.txt. A host is
 * "name:port"; its row belongs to nobody, for its budget is the whole installation's. Times are
 * the database's, because the machines that share a host have clocks of their own. */
#ifndef METER_STORE_HOSTS_H
#define METER_STORE_HOSTS_H

#include "util/shape.h"

#include <stddef.h>

struct host_turns {
	bool is_far;	   /* nothing was reserved: the host is asked for HOST_AHEAD_MS already */
	int64_t wait_us;   /* until the first turn; with is_far until when to ask again */
	int64_t gap_ms;	   /* between two requests; turns are a little further apart */
	int64_t leeway_ms; /* a turn that is older than that is lost: another's may follow */
	int64_t slow_ms;   /* the part of the gap that refusals made; 0: there were none lately */
};

/* Reserves n turns in a row, gap_ms apart (more when the host is slow or says so itself), after
 * all that were reserved before. Those that are told to ask again do so in the order of turns, so
 * that ten thousand of them do not come back at once. One statement, outside of a transaction. */
bool host_reserve(struct work *w, const char *host, int64_t n, int64_t gap_ms,
		  struct host_turns *out);

/* leeway_ms of a gap. */
int64_t host_leeway_ms(int64_t gap_ms);

/* The host refused a request: its gap becomes twice what it was, and nobody's turn comes before
 * pause_ms from now are over. `reason` is for people: "429 Too Many Requests". */
bool host_slow_down(struct work *w, const char *host, int64_t pause_ms, const char *reason);

/* The host answered as it should: a widened gap shrinks by a quarter, one below least_ms goes. */
bool host_recover(struct work *w, const char *host, int64_t least_ms);

/* How long the host is to be left alone, in us; 0: it is not. */
bool host_pause(struct work *w, const char *host, int64_t *pause_us);

struct host_rules {
	const char *rules; /* as kept, or NULL when none are, or no longer believed */
	size_t size;
};

/* What is kept of the host's robots.txt. */
bool host_rules_find(struct work *w, const char *host, struct host_rules *out);

/* Keeps it for kept_s seconds; the delay becomes part of the host's gap. */
bool host_rules_keep(struct work *w, const char *host, const struct host_rules *rules,
		     int64_t crawl_delay_ms, int64_t kept_s);

/* A host as an administrator sees it. */
struct host {
	const char *host;
	int64_t slow_ms, crawl_delay_ms;
	int64_t refusals;	  /* in a row */
	const char *last_refusal; /* NULL: none */
	int64_t wait_ms;	  /* until a new request's turn */
	struct instant paused_until, asked_at;
};

/* One host; ERR_NOT_FOUND when nobody asked it lately. */
bool host_find(struct work *w, const char *host, struct host *out);

/* Forgets at most `most` hosts that nobody asked for HOST_KEPT_DAYS. */
bool host_sweep(struct work *w, int64_t most, int64_t *removed);

#endif
