/* GET /api/jobs/{id}/changes: what a job changed against the run before it. */
#include "store/changes.h"

#include "api/api.h"
#include "api/jobs_view.h"

struct change_view {
	const char *job_id, *before_job_id;
	bool has_changes;
	int64_t added, removed, modified, moved;
	struct raw_json changes;
	struct instant created_at;
};

#define VIEW(member, ...) FIELD(struct change_view, member, __VA_ARGS__)

SHAPE(change_view_out, struct change_view, VIEW(job_id, .format = "uuid"),
      VIEW(before_job_id, .format = "uuid",
	   .summary = "The run it was compared with, which may be gone; null without changes."),
      COLUMN(struct change_view, has_changes), VIEW(added, .summary = "Items."),
      COLUMN(struct change_view, removed), COLUMN(struct change_view, modified),
      VIEW(moved, .summary = "Only where the order of items counts."),
      VIEW(changes, .summary = "The items, by added, removed, modified and moved; null without "
			       "changes, and when the items of the run before were gone."),
      COLUMN(struct change_view, created_at));

static bool get_changes(struct call *c)
{
	const char *id = INPUT(c, struct by_id)->id;
	struct change_view view = {.job_id = id};
	struct job_change change;
	struct job job;

	if (!job_find(c->work, c->account_id, id, &job) || !job_is_completed(c->work, &job))
		return false;
	view.created_at = job.completed_at;
	if (change_find(c->work, c->account_id, id, &change)) {
		view.has_changes = true;
		view.before_job_id = change.before_job_id;
		view.added = change.added;
		view.removed = change.removed;
		view.modified = change.modified;
		view.moved = change.moved;
		view.changes = change.changes;
		view.created_at = change.created_at;
	} else if (!work_forgive_missing(c->work)) {
		return false;
	}
	return reply_shape(c, &change_view_out, &view);
}

const struct route changes_routes[] = {
    {GET, "/api/jobs/{id}/changes", get_changes, &by_id_in, &change_view_out, 0, 200, "Job",
     .summary = "What a job changed against the run before it."},
    {0},
};
