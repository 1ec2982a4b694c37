/* Hosts: one row each, and one statement for each thing that happens to it. */
#include "store/hosts.h"

#include "store/fit.h"
#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"

struct host_in {
	const char *host;
	int64_t n, gap_ms, ahead_us, pause_us, least_ms, first_ms, most_ms;
	int64_t far_us, far_most_us;
	const char *reason;
	int64_t delay_ms, kept_s, days, limit;
	const int64_t *size;
	struct blob rules;
};

struct host_out {
	int64_t wait_us, gap_ms, leeway_ms, slow_ms;
	bool is_far;
};

struct rules_out {
	int64_t rules_size;
	struct blob rules;
};

struct pause_out {
	int64_t pause_us;
};

#define IN(member)    COLUMN(struct host_in, member)
#define OUT(member)   COLUMN(struct host_out, member)
#define SHOWN(member) COLUMN(struct host, member)

SHAPE(host_reserve_in, struct host_in, IN(host), IN(gap_ms), IN(n), IN(gap_ms), IN(ahead_us),
      IN(far_us), IN(n), IN(far_most_us), IN(n), IN(n));
SHAPE(host_reserve_out, struct host_out, OUT(is_far), OUT(wait_us), OUT(gap_ms), OUT(leeway_ms),
      OUT(slow_ms));
SHAPE(host_slow_in, struct host_in, IN(first_ms), IN(most_ms), IN(pause_us), IN(reason), IN(host));
SHAPE(host_recover_in, struct host_in, IN(least_ms), IN(host));
SHAPE(host_name_in, struct host_in, IN(host));
SHAPE(host_pause_out, struct pause_out, COLUMN(struct pause_out, pause_us));
SHAPE(host_rules_out, struct rules_out, COLUMN(struct rules_out, rules_size),
      COLUMN(struct rules_out, rules));
SHAPE(host_rules_in, struct host_in, IN(host), IN(delay_ms), IN(size), IN(rules), IN(kept_s));
SHAPE(host_sweep_in, struct host_in, IN(days), IN(limit));
SHAPE(host_row, struct host, SHOWN(host), SHOWN(slow_ms), SHOWN(crawl_delay_ms), SHOWN(refusals),
      SHOWN(last_refusal), SHOWN(wait_ms), SHOWN(paused_until), SHOWN(asked_at));

#define NOW "UTC_TIMESTAMP(6)"
/* A turn may be used so much later than it comes: that far apart are turns beyond the gap, and the
 * millisecond that clocks are exact to. */
#define LEEWAY "IF(gap_ms = 0, 0, LEAST(GREATEST(gap_ms DIV 5, 2), 50))"
#define STEP   "(IF(gap_ms = 0, 0, gap_ms + 1) + " LEEWAY ") * 1000"

/* Hosts belong to no account: their budget is everybody's. Assignments are made from left to right:
 * gap_ms and is_far tell what becomes of the others. */
STATEMENT_GLOBAL(host_turn, &host_reserve_in, &host_reserve_out,
		 "INSERT INTO host (name, gap_ms, next_at, asked_at)"
		 " VALUES (?, ?, " NOW " + INTERVAL ? * " STEP " MICROSECOND, " NOW ")"
		 " ON DUPLICATE KEY UPDATE gap_ms = GREATEST(?, slow_ms, crawl_delay_ms),"
		 " is_far = next_at > " NOW " + INTERVAL ? MICROSECOND,"
		 " far_at = IF(is_far, LEAST(GREATEST(IFNULL(far_at, " NOW "),"
		 " next_at - INTERVAL ? MICROSECOND) + INTERVAL ? * " STEP " MICROSECOND,"
		 " " NOW " + INTERVAL ? MICROSECOND), far_at),"
		 " next_at = IF(is_far, next_at,"
		 " GREATEST(next_at, " NOW ") + INTERVAL ? * " STEP " MICROSECOND),"
		 " asked_at = " NOW " RETURNING is_far, IF(is_far,"
		 " TIMESTAMPDIFF(MICROSECOND, " NOW ", far_at),"
		 " TIMESTAMPDIFF(MICROSECOND, " NOW ", next_at) - ? * " STEP ") AS wait_us,"
		 " gap_ms, " LEEWAY " AS leeway_ms, slow_ms");
STATEMENT_GLOBAL(host_slower, &host_slow_in, NULL,
		 "UPDATE host SET slow_ms = LEAST(GREATEST(2 * slow_ms, ?), ?),"
		 " refusals = refusals + 1,"
		 " paused_until = GREATEST(IFNULL(paused_until, " NOW "),"
		 " " NOW " + INTERVAL ? MICROSECOND),"
		 " next_at = GREATEST(next_at, paused_until), last_refusal = ? WHERE name = ?");
STATEMENT_GLOBAL(host_faster, &host_recover_in, NULL,
		 "UPDATE host SET slow_ms = IF(slow_ms * 3 DIV 4 < ?, 0, slow_ms * 3 DIV 4),"
		 " refusals = 0 WHERE name = ?");
STATEMENT_GLOBAL(host_paused, &host_name_in, &host_pause_out,
		 "SELECT GREATEST(0, TIMESTAMPDIFF(MICROSECOND, " NOW ", paused_until))"
		 " AS pause_us FROM host WHERE name = ? AND paused_until > " NOW);
STATEMENT_GLOBAL(host_rules_kept, &host_name_in, &host_rules_out,
		 "SELECT rules_size, rules FROM host"
		 " WHERE name = ? AND rules_until > " NOW " AND rules IS NOT NULL");
STATEMENT_GLOBAL(host_rules_new, &host_rules_in, NULL,
		 "INSERT INTO host (name, next_at, asked_at, crawl_delay_ms, rules_size, rules,"
		 " rules_until) VALUES (?, " NOW ", " NOW ", ?, ?, ?, " NOW " + INTERVAL ? SECOND)"
		 " ON DUPLICATE KEY UPDATE crawl_delay_ms = VALUES(crawl_delay_ms),"
		 " rules_size = VALUES(rules_size), rules = VALUES(rules),"
		 " rules_until = VALUES(rules_until)");
#define HOST_COLUMNS                                                                               \
	"name AS host, slow_ms, crawl_delay_ms, refusals, last_refusal,"                           \
	" GREATEST(0, TIMESTAMPDIFF(MICROSECOND, " NOW ", next_at)) DIV 1000 AS wait_ms,"          \
	" paused_until, asked_at"
STATEMENT_GLOBAL(host_by_name, &host_name_in, &host_row,
		 "SELECT " HOST_COLUMNS " FROM host WHERE name = ?");
STATEMENT_GLOBAL(host_forgotten, &host_sweep_in, NULL,
		 "DELETE FROM host WHERE asked_at < " NOW " - INTERVAL ? DAY LIMIT ?");

bool host_reserve(struct work *w, const char *host, int64_t n, int64_t gap_ms,
		  struct host_turns *out)
{
	const struct host_in in = {.host = host,
				   .n = n,
				   .gap_ms = gap_ms,
				   .ahead_us = HOST_AHEAD_MS * INT64_C(1000),
				   /* halfway back into reach, so that turns do not run dry */
				   .far_us = HOST_AHEAD_MS * INT64_C(1000) / 2,
				   .far_most_us = HOST_FAR_MAX_MS * INT64_C(1000)};
	struct host_out row;

	if (!statement_one(w, &host_turn, &in, &row))
		return false;
	*out = (struct host_turns){
	    .is_far = row.is_far,
	    .wait_us = row.wait_us > 0 ? row.wait_us : 0,
	    .gap_ms = row.gap_ms,
	    .leeway_ms = row.leeway_ms,
	    .slow_ms = row.slow_ms,
	};
	return true;
}

/* LEEWAY in C. */
int64_t host_leeway_ms(int64_t gap_ms)
{
	const int64_t fifth = gap_ms / 5;

	if (gap_ms == 0)
		return 0;
	return fifth < 2 ? 2 : fifth > 50 ? 50 : fifth;
}

bool host_slow_down(struct work *w, const char *host, int64_t pause_ms, const char *reason)
{
	const struct host_in in = {.host = host,
				   .first_ms = HOST_SLOW_FIRST_MS,
				   .most_ms = HOST_SLOW_MAX_MS,
				   .pause_us = pause_ms * 1000,
				   .reason = fit_text(w, reason, NAME_MAX_BYTES)};

	return statement_run(w, &host_slower, &in, NULL);
}

bool host_recover(struct work *w, const char *host, int64_t least_ms)
{
	const struct host_in in = {.host = host, .least_ms = least_ms};

	return statement_run(w, &host_faster, &in, NULL);
}

bool host_pause(struct work *w, const char *host, int64_t *pause_us)
{
	struct pause_out row = {0};

	*pause_us = 0;
	if (!statement_one(w, &host_paused, &(struct host_in){.host = host}, &row) &&
	    !work_forgive_missing(w))
		return false;
	*pause_us = row.pause_us;
	return true;
}

bool host_rules_find(struct work *w, const char *host, struct host_rules *out)
{
	struct rules_out row;

	*out = (struct host_rules){0};
	if (!statement_one(w, &host_rules_kept, &(struct host_in){.host = host}, &row))
		return work_forgive_missing(w);
	out->size = (size_t)row.rules_size;
	out->rules = unpack(w, row.rules, row.rules_size, ROBOTS_KEPT_MAX);
	return out->rules != NULL;
}

bool host_rules_keep(struct work *w, const char *host, const struct host_rules *rules,
		     int64_t crawl_delay_ms, int64_t kept_s)
{
	const int64_t size = (int64_t)rules->size;
	struct host_in in = {
	    .host = host, .delay_ms = crawl_delay_ms, .size = &size, .kept_s = kept_s};

	return pack(w, rules->rules, rules->size, &in.rules) &&
	       statement_run(w, &host_rules_new, &in, NULL);
}

bool host_find(struct work *w, const char *host, struct host *out)
{
	if (statement_one(w, &host_by_name, &(struct host_in){.host = host}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Host not found");
	return false;
}

bool host_sweep(struct work *w, int64_t most, int64_t *removed)
{
	const struct host_in in = {.days = HOST_KEPT_DAYS, .limit = most};

	return statement_run(w, &host_forgotten, &in, removed);
}
