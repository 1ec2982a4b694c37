/* The group object, and its members' (contract, 4.2 and 4.4). */
#include "api/groups_view.h"

#include "bounds.h"

#define VIEW(member, ...) FIELD(struct group_view, member, __VA_ARGS__)
#define COMMON                                                                                     \
	VIEW(id, .format = "uuid"),                                                                \
	    VIEW(group_id, .format = "uuid", .summary = "The same as id."),                        \
	    COLUMN(struct group_view, name), COLUMN(struct group_view, description),               \
	    COLUMN(struct group_view, strategy_count), COLUMN(struct group_view, created_at),      \
	    COLUMN(struct group_view, updated_at)

SHAPE(group_out, struct group_view, COMMON);
SHAPE(group_whole_out, struct group_view, COMMON,
      VIEW(strategies,
	   .summary = "Its members, newest first: strategy_id, name, description, url, "
		      "scraper_type, output_schema, schedule (the group's, else the newest, else "
		      "null), created_at and updated_at."));

struct group_view group_view_of(const struct strategy_group *g)
{
	return (struct group_view){.id = g->id,
				   .group_id = g->id,
				   .name = g->name,
				   .description = g->description,
				   .strategy_count = g->strategy_count,
				   .created_at = g->created_at,
				   .updated_at = g->updated_at};
}

struct member_schedule_view {
	const char *id, *schedule_id, *schedule_type;
	const int64_t *interval_seconds;
	const char *cron_expression;
	const bool *enabled;
	struct instant next_run_at, last_run_at;
};

#define SCHEDULE(member) COLUMN(struct member_schedule_view, member)
SHAPE(member_schedule_out, struct member_schedule_view, SCHEDULE(id), SCHEDULE(schedule_id),
      SCHEDULE(schedule_type), SCHEDULE(interval_seconds), SCHEDULE(cron_expression),
      SCHEDULE(enabled), SCHEDULE(next_run_at), SCHEDULE(last_run_at));

struct member_view {
	const char *id, *strategy_id, *name, *description, *url, *scraper_type;
	struct raw_json output_schema, schedule;
	struct instant created_at, updated_at;
};

#define MEMBER(member) COLUMN(struct member_view, member)
SHAPE(member_out, struct member_view, MEMBER(id), MEMBER(strategy_id), MEMBER(name),
      MEMBER(description), MEMBER(url), MEMBER(scraper_type), MEMBER(output_schema),
      MEMBER(schedule), MEMBER(created_at), MEMBER(updated_at));

static const char *schedule_json(struct work *w, const struct member *m)
{
	const struct member_schedule_view view = {.id = m->schedule_id,
						  .schedule_id = m->schedule_id,
						  .schedule_type =
						      m->cron_expression ? "cron" : "interval",
						  .interval_seconds = m->interval_seconds,
						  .cron_expression = m->cron_expression,
						  .enabled = m->enabled,
						  .next_run_at = m->next_run_at,
						  .last_run_at = m->last_run_at};
	struct text t = text_new(w->arena, TEXT_MAX);

	shape_encode(&t, &member_schedule_out, &view);
	return t.data;
}

void member_print(struct work *w, struct text *t, const struct member *m)
{
	const struct member_view view = {.id = m->strategy_id,
					 .strategy_id = m->strategy_id,
					 .name = m->name,
					 .description = m->description,
					 .url = m->url,
					 .scraper_type = m->scraper_type,
					 .output_schema = m->output_schema,
					 .schedule = {m->schedule_id ? schedule_json(w, m) : NULL},
					 .created_at = m->created_at,
					 .updated_at = m->updated_at};

	shape_encode(t, &member_out, &view);
}
