/* /api/workflows/{id}/runs: begun, read, cancelled. */
#include "api/workflow_runs_view.h"
#include "bounds.h"
#include "queue/wake.h"
#include "store/workflows.h"
#include "workflow/start.h"

static bool reply_run(struct call *c, const struct workflow_run *r)
{
	const struct run_view view = run_view_of(r);

	return reply_shape(c, &run_out, &view);
}

/* --- beginning ----------------------------------------------------------------------------------
 */

struct run_workflow {
	const char *id;
	bool force;
};

SHAPE(run_workflow_in, struct run_workflow, ID_FIELD(struct run_workflow, id),
      FIELD(struct run_workflow, force,
	    .summary = "Scrape everything, whatever the run before found."));

struct beginning {
	struct run_order order;
	struct workflow_plan plan;
};

static bool begin(struct call *c, void *data)
{
	struct beginning *b = data;

	return workflow_plan(c->work, &b->order, &b->plan) && workflow_begin(c->work, &b->plan);
}

static bool run_workflow(struct call *c)
{
	const struct run_workflow *in = INPUT(c, struct run_workflow);
	struct beginning b = {.order = {.account_id = c->account_id,
					.workflow_id = in->id,
					.is_forced = in->force,
					.triggered_by = "manual"}};

	if (!call_transaction(c, begin, &b))
		return false;
	wake_send(c->api->config.run_dir);
	return reply_run(c, &b.plan.run);
}

/* --- reading ------------------------------------------------------------------------------------
 */

struct list_runs {
	const char *id;
	int64_t limit, offset;
};

SHAPE(list_runs_in, struct list_runs, ID_FIELD(struct list_runs, id),
      LIST_FIELDS(struct list_runs));

static bool list_runs(struct call *c)
{
	const struct list_runs *in = INPUT(c, struct list_runs);
	int64_t limit = list_limit(in->limit, 20, LIST_LIMIT_MAX), total;
	struct workflow_run *rows;
	struct run_view *views;
	struct workflow f;
	size_t n;

	if (!workflow_find(c->work, c->account_id, in->id, &f) ||
	    !run_list(c->work, c->account_id, f.id, limit, in->offset, &rows, &n) ||
	    !run_count(c->work, c->account_id, f.id, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct run_view);
	for (size_t i = 0; i < n; i++)
		views[i] = run_view_of(&rows[i]);
	return reply_list(c, &run_out, views, n, limit, in->offset, total);
}

struct one_run {
	const char *id, *rid;
	const bool *results;
};

#define RUN_NAME FIELD(struct one_run, rid, .required = true, .format = "uuid")
SHAPE(one_run_in, struct one_run, ID_FIELD(struct one_run, id), RUN_NAME);
SHAPE(get_run_in, struct one_run, ID_FIELD(struct one_run, id), RUN_NAME,
      FIELD(struct one_run, results, .summary = "false leaves the items out."));

static bool get_run(struct call *c)
{
	const struct one_run *in = INPUT(c, struct one_run);
	struct workflow_run r;

	return run_of_path(c, in->id, in->rid, run_find, &r) &&
	       reply_run_detail(c, &r, !in->results || *in->results);
}

static bool cancel_run(struct call *c)
{
	const struct one_run *in = INPUT(c, struct one_run);
	struct workflow_run r;

	if (!run_of_path(c, in->id, in->rid, run_find_locked, &r))
		return false;
	if (!run_is_active(&r))
		return fail(c->work, ERR_INVALID, "Run is not active");
	return run_cancel(c->work, &r) && reply_run(c, &r);
}

#define THING .thing = "Workflow"

const struct route workflow_runs_routes[] = {
    {POST, "/api/workflows/{id}/run", run_workflow, &run_workflow_in, &run_out, 0, 200, THING,
     .summary = "Begin a run; 409 while another one goes on."},
    {GET, "/api/workflows/{id}/runs", list_runs, &list_runs_in, &run_out, ROUTE_LIST, 200, THING,
     .summary = "The runs of a workflow, newest first, without their items."},
    {GET, "/api/workflows/{id}/runs/{rid}", get_run, &get_run_in, &run_detail_out, ROUTE_SLOW, 200,
     THING, .summary = "A run with its nodes and their items."},
    {POST, "/api/workflows/{id}/runs/{rid}/cancel", cancel_run, &one_run_in, &run_out, ROUTE_WRITES,
     200, THING, .summary = "Cancel a run; what its nodes have found so far stays."},
    {0},
};
