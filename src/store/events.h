/* What happened to strategies: made and deleted. The audit trail and the quota read nothing else,
 * so that a deletion gives no slot back. */
#ifndef METER_STORE_EVENTS_H
#define METER_STORE_EVENTS_H

#include "util/clock.h"
#include "util/work.h"

#include <stddef.h>
#include <stdint.h>

struct event {
	const char *id, *account_id;
	const char *event_type; /* "created" or "deleted" */
	const char *strategy_id, *name, *url, *scraper_type;
	struct instant happened_at;
};

struct quota {
	int64_t used;
	struct instant oldest; /* of those counted; 0 when none is */
};

#define QUOTA_UNLIMITED (-1)

bool event_insert(struct work *w, const struct event *e);

/* Newest first, both ends inclusive. */
bool event_list(struct work *w, const char *account_id, struct instant from, struct instant to,
		int64_t limit, int64_t offset, struct event **rows, size_t *n);

/* All events between the two, both inclusive. */
bool event_count(struct work *w, const char *account_id, struct instant from, struct instant to,
		 int64_t *n);

/* Counts the strategies made after `since`. */
bool event_quota(struct work *w, const char *account_id, struct instant since, struct quota *out);

/* Counts the last QUOTA_WINDOW_DAYS and takes no lock: for headers and before any work is begun.
 * False with ERR_FORBIDDEN and the text of the contract when the limit is reached; *out is filled
 * then too. */
bool quota_check(struct work *w, const char *account_id, int64_t limit, struct quota *out);

/* The same for n strategies that are to be made together. */
bool quota_check_many(struct work *w, const char *account_id, int64_t limit, int64_t n,
		      struct quota *out);

/* As quota_check inside the transaction that makes the strategy: locks the account's row until its
 * end, so that of many at once no more than the limit succeed. *after counts the one to be made. */
bool quota_take(struct work *w, const char *account_id, int64_t limit, struct quota *after);

#endif
