/* GET /api/jobs/batch/{id}: how the jobs of a batch stand. */
#include "store/batches.h"

#include "api/api.h"
#include "util/id.h"

struct batch_view {
	const char *id, *batch_id;
	int64_t total, pending, running, completed, failed;
	double progress_percent;
};

#define VIEW(member, ...) FIELD(struct batch_view, member, __VA_ARGS__)

SHAPE(batch_out, struct batch_view, VIEW(id, .format = "uuid"),
      VIEW(batch_id, .format = "uuid", .summary = "The same as id."),
      VIEW(total, .summary = "The sum of the four below."), COLUMN(struct batch_view, pending),
      COLUMN(struct batch_view, running), COLUMN(struct batch_view, completed),
      COLUMN(struct batch_view, failed),
      VIEW(progress_percent, .summary = "Of the jobs that have ended, 0 to 100."));

static bool get_batch(struct call *c)
{
	const struct by_id *in = INPUT(c, struct by_id);
	struct batch_view view = {.id = in->id, .batch_id = in->id, .progress_percent = 100};
	struct batch_progress p;

	if (!batch_find(c->work, c->account_id, in->id, &p))
		return false;
	view.pending = p.pending;
	view.running = p.running;
	view.completed = p.completed;
	view.failed = p.failed;
	view.total = p.pending + p.running + p.completed + p.failed;
	if (view.total)
		view.progress_percent = (double)(p.completed + p.failed) * 100 / (double)view.total;
	return reply_shape(c, &batch_out, &view);
}

const struct route batches_routes[] = {
    {GET, "/api/jobs/batch/{id}", get_batch, &by_id_in, &batch_out, 0, 200, "Batch",
     .summary = "How many of a batch's jobs are pending, running, completed and failed."},
    {0},
};
