/* The run object (contract, part B, 6.3). Its items are sent while they are read: there may be more
 * of them than fit in memory. */
#include "api/workflow_runs_view.h"

#include "bounds.h"
#include "store/workflows.h"
#include "util/id.h"

/* --- shapes -------------------------------------------------------------------------------------
 */

#define RUN(member, ...) FIELD(struct run_view, member, __VA_ARGS__)
#define RUN_FIELDS                                                                                 \
	RUN(id, .format = "uuid"), RUN(run_id, .format = "uuid", .summary = "The same as id."),    \
	    RUN(workflow_id, .format = "uuid"), RUN(status, .one_of = RUN_STATUS_WORDS),           \
	    RUN(force, .summary = "Nothing was carried over from the run before."),                \
	    RUN(triggered_by, .one_of = "manual|schedule"), RUN(schedule_id, .format = "uuid"),    \
	    RUN(error, .summary = "Why it failed, in one sentence."),                              \
	    RUN(has_changes, .summary = "Against the completed run before; null until "            \
					"it is completed."),                                       \
	    RUN(item_count, .summary = "Of all nodes; null until it is completed."),               \
	    COLUMN(struct run_view, created_at), COLUMN(struct run_view, started_at),              \
	    COLUMN(struct run_view, completed_at)
SHAPE(run_out, struct run_view, RUN_FIELDS);

struct failed_url {
	const char *url, *error;
};

SHAPE(failed_url_out, struct failed_url, FIELD(struct failed_url, url, .format = "uri"),
      COLUMN(struct failed_url, error));

struct execution_view {
	const char *id, *node_id, *node_key, *strategy_id, *strategy_name, *status;
	int64_t input_count, item_count;
	struct texts job_ids, urls;
	struct raw_json failed_urls;
	const bool *has_changes;
	const char *error;
	struct instant started_at, completed_at;
	struct raw_json results;
};

#define NODE(member, ...) FIELD(struct execution_view, member, __VA_ARGS__)
#define EXECUTION_FIELDS                                                                           \
	NODE(id, .format = "uuid"), NODE(node_id, .format = "uuid"),                               \
	    COLUMN(struct execution_view, node_key), NODE(strategy_id, .format = "uuid"),          \
	    NODE(strategy_name, .summary = "As it was when the run began."),                       \
	    NODE(status, .one_of = NODE_STATUS_WORDS),                                             \
	    NODE(input_count, .summary = "URLs, or sets of parameters."),                          \
	    COLUMN(struct execution_view, item_count),                                             \
	    NODE(job_ids, .summary = "Ordinary jobs; of what was carried over, those of then."),   \
	    COLUMN(struct execution_view, urls), NODE(failed_urls, .inner = &failed_url_out),      \
	    NODE(has_changes, .summary = "Null until it has ended."),                              \
	    COLUMN(struct execution_view, error), COLUMN(struct execution_view, started_at),       \
	    COLUMN(struct execution_view, completed_at)
SHAPE(execution_members_out, struct execution_view, EXECUTION_FIELDS);
SHAPE(execution_out, struct execution_view, EXECUTION_FIELDS,
      NODE(results, .summary = "Its items."));

SHAPE(run_detail_out, struct run_view, RUN_FIELDS, RUN(node_executions, .inner = &execution_out),
      RUN(final_results,
	  .summary = "Items of the nodes that nothing comes after; [] until it is completed."),
      RUN(final_results_by_url, .summary = "Items of all nodes, by their page."),
      RUN(final_results_by_url_grouped,
	  .summary = "The same, by the name of the strategy within a page."));

struct run_view run_view_of(const struct workflow_run *r)
{
	return (struct run_view){.id = r->id,
				 .run_id = r->id,
				 .workflow_id = r->workflow_id,
				 .status = r->status,
				 .force = r->is_forced,
				 .triggered_by = r->triggered_by,
				 .schedule_id = r->schedule_id,
				 .error = r->error,
				 .has_changes = r->has_changes,
				 .item_count = r->item_count,
				 .created_at = r->created_at,
				 .started_at = r->started_at,
				 .completed_at = r->completed_at};
}

bool run_of_path(struct call *c, const char *workflow_id, const char *run_id,
		 bool (*find)(struct work *w, const char *account_id, const char *id,
			      struct workflow_run *out),
		 struct workflow_run *out)
{
	struct workflow f;

	if (!workflow_find(c->work, c->account_id, workflow_id, &f))
		return false;
	if (!id_is_valid(run_id))
		return fail(c->work, ERR_NOT_FOUND, "Workflow run not found");
	if (!find(c->work, c->account_id, run_id, out))
		return false;
	return ascii_equal(out->workflow_id, workflow_id) ||
	       fail(c->work, ERR_NOT_FOUND, "Workflow run not found");
}

/* --- sending ------------------------------------------------------------------------------------
 */

static bool send_some(struct run_sink *s)
{
	struct reply *r = ((struct reply_sink *)s)->reply;

	if (r->body.length < REPLY_PIECE)
		return true;
	if (!r->streaming)
		reply_stream(r);
	else
		reply_flush(r);
	return !r->broken;
}

struct reply_sink reply_sink_of(struct reply *r)
{
	return (struct reply_sink){.sink = {.text = &r->body, .sent = send_some}, .reply = r};
}

static void add_failed(struct text *t, const struct node_input *in)
{
	const struct failed_url failed = {in->url, in->error};

	if (t->length > 1)
		text_add_char(t, ',');
	shape_encode(t, &failed_url_out, &failed);
}

/* What a node scraped, from its inputs. */
static bool read_inputs(struct work *w, const struct node_run *node, struct execution_view *view)
{
	struct text failed = text_new(w->arena, REPLY_MAX);
	struct node_input *rows;
	size_t n;

	if (!node_inputs(w, node->account_id, node->id, &rows, &n))
		return false;
	view->urls.items = ARENA_ARRAY(w->arena, n, const char *);
	view->job_ids.items = ARENA_ARRAY(w->arena, n, const char *);
	text_add_char(&failed, '[');
	for (size_t i = 0; i < n; i++) {
		view->urls.items[view->urls.n++] = rows[i].url;
		if (rows[i].job_id)
			view->job_ids.items[view->job_ids.n++] = rows[i].job_id;
		if (strcmp(rows[i].state, "failed") == 0)
			add_failed(&failed, &rows[i]);
	}
	text_add_char(&failed, ']');
	view->failed_urls.data = failed.data;
	return true;
}

static struct execution_view execution_of(const struct node_run *node)
{
	return (struct execution_view){.id = node->id,
				       .node_id = node->node_id,
				       .node_key = node->node_key,
				       .strategy_id = node->strategy_id,
				       .strategy_name = node->strategy_name,
				       .status = node->status,
				       .input_count = node->input_count,
				       .item_count = node->item_count,
				       .has_changes = node->has_changes,
				       .error = node->error,
				       .started_at = node->started_at,
				       .completed_at = node->completed_at};
}

struct detail {
	const struct workflow_run *run;
	struct run_output output;
	struct reply_sink sink;
	bool with_results;
};

static bool print_node(struct work *w, struct detail *d, const struct node_run *node)
{
	struct execution_view view = execution_of(node);
	struct text *t = d->sink.sink.text;

	if (!read_inputs(w, node, &view))
		return false;
	text_add_char(t, '{');
	shape_encode_members(t, &execution_members_out, &view);
	text_add(t, ",\"results\":");
	if (!d->with_results)
		text_add(t, "[]");
	else if (!run_output_items(w, &d->output, (struct run_choice){.node_run_id = node->id},
				   &d->sink.sink))
		return false;
	text_add_char(t, '}');
	return true;
}

static bool print_nodes(struct call *c, struct detail *d)
{
	struct text *t = d->sink.sink.text;
	struct node_run *nodes;
	struct work part;
	bool good = true;
	size_t n;

	if (!node_runs(c->work, d->run->account_id, d->run->id, &nodes, &n))
		return false;
	text_add(t, ",\"node_executions\":[");
	work_begin_part(&part, c->work);
	for (size_t i = 0; good && i < n && !c->reply->broken; i++) {
		if (i)
			text_add_char(t, ',');
		good = print_node(&part, d, &nodes[i]);
		if (good)
			work_renew_part(&part);
	}
	text_add_char(t, ']');
	return work_end_part(&part, c->work);
}

static bool print_results(struct work *w, struct detail *d)
{
	struct text *t = d->sink.sink.text;
	const struct run_output none = {0};
	bool has_them = d->with_results && strcmp(d->run->status, "completed") == 0;
	const struct run_output *o = has_them ? &d->output : &none;

	text_add(t, ",\"final_results\":");
	if (!run_output_items(w, o, (struct run_choice){.terminal_only = true}, &d->sink.sink))
		return false;
	text_add(t, ",\"final_results_by_url\":");
	if (!run_output_by_url(w, o, &d->sink.sink))
		return false;
	text_add(t, ",\"final_results_by_url_grouped\":");
	return run_output_grouped(w, o, &d->sink.sink);
}

bool reply_run_detail(struct call *c, const struct workflow_run *r, bool with_results)
{
	struct detail d = {.run = r, .sink = reply_sink_of(c->reply), .with_results = with_results};
	const struct run_view view = run_view_of(r);

	if (with_results && !run_output_load(c->work, r, &d.output))
		return false;
	c->reply->status = 200;
	text_add_char(&c->reply->body, '{');
	shape_encode_members(&c->reply->body, &run_out, &view);
	if (!print_nodes(c, &d) || !print_results(c->work, &d)) {
		if (c->reply->streaming)
			reply_cut(c->reply);
		return false;
	}
	text_add_char(&c->reply->body, '}');
	return true;
}
