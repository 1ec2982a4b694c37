/* Strategy groups as clients see them. */
#ifndef METER_API_GROUPS_VIEW_H
#define METER_API_GROUPS_VIEW_H

#include "api/api.h"
#include "store/groups.h"

struct group_view {
	const char *id, *group_id, *name, *description;
	int64_t strategy_count;
	struct instant created_at, updated_at;
	struct raw_json strategies; /* of group_whole_out alone */
};

/* The group, and the group with its members. */
extern const struct shape group_out, group_whole_out;

struct group_view group_view_of(const struct strategy_group *g);

/* Appends a member as a JSON object. */
void member_print(struct work *w, struct text *t, const struct member *m);

#endif
