/* Groups of strategies. A strategy is in one group at the most; a group that goes leaves its
 * strategies behind. What the group's members do is written by group_schedules.h and group_runs.h.
 */
#ifndef METER_STORE_GROUPS_H
#define METER_STORE_GROUPS_H

#include "util/shape.h"

#include <stddef.h>
#include <stdint.h>

struct strategy_group {
	const char *id, *account_id, *name;
	const char *description; /* may be NULL */
	int64_t strategy_count;	 /* only read */
	struct instant created_at, updated_at;
};

/* Stores a new group; both times become now. */
bool group_insert(struct work *w, const struct strategy_group *g);

/* False with ERR_NOT_FOUND and the message "Strategy group not found". */
bool group_find(struct work *w, const char *account_id, const char *id, struct strategy_group *out);

/* The same inside a transaction: whoever wants to change the group or what its members do comes
 * here first, and others that want to wait. */
bool group_find_locked(struct work *w, const char *account_id, const char *id,
		       struct strategy_group *out);

/* How many strategies more the group takes. ERR_NOT_FOUND as group_find. A group that goes
 * afterwards makes strategy_insert() fail with ERR_CONFLICT. */
bool group_room(struct work *w, const char *account_id, const char *id, int64_t *room);

/* Stores name and description of what was found locked; updated_at becomes now. */
bool group_update(struct work *w, const struct strategy_group *g);

/* Deletes the group with its runs. ERR_NOT_FOUND as group_find. */
bool group_delete(struct work *w, const char *account_id, const char *id);

/* Newest first. */
bool group_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		struct strategy_group **rows, size_t *n);

/* How many there are; counting stops at COUNT_EXACT_MAX + 1. */
bool group_count(struct work *w, const char *account_id, int64_t *n);

/* --- members --- */

struct member {
	const char *strategy_id, *name, *description, *url, *scraper_type;
	struct raw_json output_schema;
	struct instant created_at, updated_at;

	/* its schedule: the group's, or else the newest one; schedule_id NULL: it has none */
	const char *schedule_id, *cron_expression;
	const int64_t *interval_seconds;
	const bool *enabled;
	struct instant next_run_at, last_run_at;
};

/* Newest first: those made before the one with the id before_id (NULL: all). */
bool member_list(struct work *w, const char *account_id, const char *group_id,
		 const char *before_id, int64_t limit, struct member **rows, size_t *n);

/* All of them, newest first, at most GROUP_MEMBERS_ALL, with strategy_id, name and url alone. */
bool member_list_all(struct work *w, const char *account_id, const char *group_id,
		     struct member **rows, size_t *n);

/* How many of them have no schedule at all. */
bool member_unscheduled(struct work *w, const char *account_id, const char *group_id, int64_t *n);

/* Puts the strategies into the group, out of the ones they are in; the caller has found the group
 * locked. *added: how many were not in it. ERR_NOT_FOUND "Strategy not found" when one is not the
 * account's; the transaction has to be undone then. */
bool member_add(struct work *w, const char *account_id, const char *group_id,
		const struct texts *strategy_ids, int64_t *added);

/* Takes a strategy out of the group. ERR_NOT_FOUND "Strategy not found in group". */
bool member_remove(struct work *w, const char *account_id, const char *group_id,
		   const char *strategy_id);

#endif
