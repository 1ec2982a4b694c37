/* Schedules: what is run again and again, when next, and whom it tells; and ticks, the times at
 * which one was due. Times are reckoned by schedule/; here they are only kept. */
#ifndef METER_STORE_SCHEDULES_H
#define METER_STORE_SCHEDULES_H

#include "util/shape.h"

#include <stddef.h>

struct schedule {
	const char *id, *account_id;
	const char *kind;	       /* "strategy", "discovery" or "workflow" */
	const char *strategy_id;       /* of the first kind */
	const char *subject_id;	       /* of the others; a discovery's has both */
	const char *strategy_group_id; /* the group that made it; NULL: none did, or it is gone */
	bool enabled;
	const int64_t *interval_seconds; /* one of these two is NULL */
	const char *cron_expression;
	const char *timezone; /* NULL: UTC */
	int64_t jitter_seconds;
	const char *catch_up; /* "one" or "none" */
	struct raw_json active;
	const char *url;	 /* one of these two is NULL */
	struct raw_json urls;	 /* a JSON array */
	const char *url_pattern; /* of a discovery's URLs those that fit; NULL: all */
	const int64_t *max_urls; /* and at most so many; NULL: all */
	struct raw_json parameters;
	const char *webhook_url, *webhook_type; /* NULL: nobody is told */
	struct raw_json webhook_metadata;
	struct blob secret, secret_before; /* sealed; the latter signs until … */
	struct instant secret_before_until;
	const char *notify; /* "always", "changes", "failures" or "first_failure" */
	const int64_t *confirm_seconds;
	struct raw_json thresholds, ignore_fields;
	const char *item_order; /* "significant", or NULL */
	struct instant anchor_at, next_run_at, last_run_at, created_at, updated_at;

	/* how it fares; only read, by schedule_find and the like: */
	int64_t urls_failed, urls_failing;   /* whose last run failed; whose last runs did */
	int64_t skipped;		     /* ticks in a row */
	struct instant health_since;	     /* of which these are */
	const char *failure_class, *failure; /* of the last run that failed; NULL: none */
};

/* Stores a new schedule; created_at and updated_at become now unless they are set. ERR_NOT_FOUND
 * "Strategy not found" unless the strategy it names is the account's. */
bool schedule_insert(struct work *w, const struct schedule *s);

/* The same for schedules of one account, whose strategies the caller has looked for. */
bool schedule_insert_all(struct work *w, const struct schedule *rows, size_t n);

/* False with ERR_NOT_FOUND and the message "Schedule not found", also when its strategy is
 * deleted. */
bool schedule_find(struct work *w, const char *account_id, const char *id, struct schedule *out);

/* The same inside a transaction, for changing it: others that want to change it wait. */
bool schedule_find_locked(struct work *w, const char *account_id, const char *id,
			  struct schedule *out);

/* Stores what was found locked and then changed; updated_at becomes now. */
bool schedule_update(struct work *w, const struct schedule *s);
bool schedule_update_all(struct work *w, const struct schedule *rows, size_t n);

/* Deletes it with its ticks; its jobs stay. ERR_NOT_FOUND as schedule_find. */
bool schedule_delete(struct work *w, const char *account_id, const char *id);

/* Those that run on what a discovery finds, locked. */
bool schedule_list_discovery(struct work *w, const char *account_id, const char *discovery_id,
			     struct schedule **rows, size_t *n);

/* Makes such a one an ordinary one for its `urls`, from now on; enabled and next_run_at are
 * written, too. */
bool schedule_unbind(struct work *w, const struct schedule *s);

/* Keeps the SHA-256 of the token that reads its feeds; data NULL: there is none any more.
 * ERR_NOT_FOUND as schedule_find. */
bool schedule_set_feed(struct work *w, const char *account_id, const char *id, struct blob hash);

/* The account of the schedule, for who has the token of that hash. NULL with ERR_UNAUTHORIZED. */
const char *schedule_of_feed(struct work *w, const char *id, struct blob hash);

/* Newest first. */
bool schedule_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		   struct schedule **rows, size_t *n);

/* How many there are; counting stops at COUNT_EXACT_MAX + 1. */
bool schedule_count(struct work *w, const char *account_id, int64_t *n);

/* --- of a group's members --- */

/* Those made after the schedule with the id after_id (NULL: all), in the order of their making.
 * is_own: only those that the group made. is_locked: inside a transaction, for changing them. */
struct group_schedules {
	const char *account_id, *group_id, *after_id;
	bool is_own, is_locked;
	int64_t limit;
};
bool schedule_list_group(struct work *w, const struct group_schedules *which,
			 struct schedule **rows, size_t *n);

/* Deletes all of them. */
bool schedule_delete_group(struct work *w, const char *account_id, const char *group_id,
			   int64_t *deleted);

/* --- what is due --- */

/* At most `most` schedules of all accounts that were due at `now`, the longest overdue first,
 * locked until the transaction ends; those that another daemon has locked are left out. */
bool schedule_due(struct work *w, struct instant now, int64_t most, struct schedule **rows,
		  size_t *n);

/* The schedule ran, or was passed over: when it is due next (us 0: never again), and when it ran
 * last (us 0: as before). was_skipped: because its run before still goes on. */
bool schedule_move(struct work *w, const char *account_id, const char *id, struct instant next,
		   struct instant ran, bool was_skipped);

/* Writes how it fares: urls_failed, urls_failing, failure_class and failure. */
bool schedule_fare(struct work *w, const struct schedule *s);

/* Counts its failures anew from now: it has other URLs. */
bool schedule_fare_anew(struct work *w, const char *account_id, const char *id);

/* The URLs for which a job of the schedule is waiting or running; n may be 0. */
bool schedule_open_urls(struct work *w, const char *account_id, const char *id, const char ***urls,
			size_t *n);

struct tick {
	const char *schedule_id, *account_id;
	struct instant fire_at;
	const char *outcome; /* "made", "skipped" or "missed" */
	const char *reason;  /* NULL when made */
	int64_t jobs;
	struct instant made_at;
};

/* Writes the tick. ERR_CONFLICT when somebody has: then its run is theirs. */
bool tick_insert(struct work *w, const struct tick *t);

/* The newest ticks of a schedule. */
bool tick_list(struct work *w, const char *account_id, const char *schedule_id, int64_t most,
	       struct tick **rows, size_t *n);

/* Forgets at most `most` ticks older than `before`. */
bool tick_sweep(struct work *w, struct instant before, int64_t most, int64_t *removed);

#endif
