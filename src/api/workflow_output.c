/* /api/workflows/{id}/runs/latest/output: what the newest completed run found, by page; and as CSV
 * or JSON lines. */
#include "api/workflow_runs_view.h"
#include "bounds.h"
#include "extract/write_csv.h"
#include "store/workflows.h"
#include "util/id.h"

struct get_output {
	const char *id;
	bool flat;
};

SHAPE(get_output_in, struct get_output, ID_FIELD(struct get_output, id),
      FIELD(struct get_output, flat,
	    .summary = "true: the items of a page side by side, not by strategy."));

struct output_view {
	const char *workflow_id, *run_id, *status;
	struct instant completed_at;
	struct raw_json final_results_by_url_grouped, final_results_by_url;
};

#define VIEW(member, ...) FIELD(struct output_view, member, __VA_ARGS__)
#define OUTPUT_FIELDS                                                                              \
	VIEW(workflow_id, .format = "uuid"), VIEW(run_id, .format = "uuid"),                       \
	    VIEW(status, .one_of = "completed"), COLUMN(struct output_view, completed_at)
SHAPE(output_members_out, struct output_view, OUTPUT_FIELDS);
SHAPE(output_out, struct output_view, OUTPUT_FIELDS,
      VIEW(final_results_by_url_grouped, .omit_null = true,
	   .summary = "Without flat: items of all nodes by page and name of the strategy."),
      VIEW(final_results_by_url, .omit_null = true, .summary = "With flat: by page."));

static bool find_latest(struct call *c, const char *workflow_id, struct workflow_run *r)
{
	struct workflow f;

	return workflow_find(c->work, c->account_id, workflow_id, &f) &&
	       run_completed_before(c->work, c->account_id, workflow_id, NULL, r);
}

static bool print_output(struct call *c, const struct run_output *o, bool is_flat)
{
	struct reply_sink sink = reply_sink_of(c->reply);

	text_add(&c->reply->body,
		 is_flat ? ",\"final_results_by_url\":" : ",\"final_results_by_url_grouped\":");
	if (is_flat ? run_output_by_url(c->work, o, &sink.sink)
		    : run_output_grouped(c->work, o, &sink.sink))
		return true;
	if (c->reply->streaming)
		reply_cut(c->reply);
	return false;
}

static bool get_output(struct call *c)
{
	const struct get_output *in = INPUT(c, struct get_output);
	struct output_view view;
	struct run_output o;
	struct workflow_run r;

	if (!find_latest(c, in->id, &r) || !run_output_load(c->work, &r, &o))
		return false;
	view = (struct output_view){.workflow_id = r.workflow_id,
				    .run_id = r.id,
				    .status = r.status,
				    .completed_at = r.completed_at};
	c->reply->status = 200;
	text_add_char(&c->reply->body, '{');
	shape_encode_members(&c->reply->body, &output_members_out, &view);
	if (!print_output(c, &o, in->flat))
		return false;
	text_add_char(&c->reply->body, '}');
	return true;
}

/* --- rows ---------------------------------------------------------------------------------------
 */

struct get_rows {
	const char *id, *node;
	bool raw;
};

#define ROWS_FIELDS                                                                                \
	ID_FIELD(struct get_rows, id),                                                             \
	    FIELD(struct get_rows, node, .max = NAME_MAX_BYTES,                                    \
		  .summary = "The node_key whose items; without it those of the nodes that "       \
			     "nothing comes after.")
SHAPE(get_lines_in, struct get_rows, ROWS_FIELDS);
SHAPE(get_csv_in, struct get_rows, ROWS_FIELDS,
      FIELD(struct get_rows, raw,
	    .summary = "As it is, without the ' before what a spreadsheet would run."));

struct rows {
	struct call *call;
	struct run_output output;
	struct run_choice choice;
	struct csv_columns columns;
	bool raw;
};

static bool choose_node(struct call *c, const struct workflow_run *r, const char *key,
			struct run_choice *out)
{
	struct node_run *nodes;
	size_t n;

	*out = (struct run_choice){.terminal_only = !key};
	if (!key)
		return true;
	if (!node_runs(c->work, r->account_id, r->id, &nodes, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(nodes[i].node_key, key) == 0)
			out->node_run_id = nodes[i].id;
	return out->node_run_id || fail(c->work, ERR_NOT_FOUND, "Node not found");
}

/* Does `each` with every item of the chosen results. False with the reason in the call's work. */
static bool each_item(struct rows *rows,
		      void (*each)(struct rows *rows, struct work *w, struct json_object *item))
{
	struct reply *reply = rows->call->reply;
	struct work part;

	for (size_t i = 0; i < rows->output.n && !reply->broken; i++) {
		const struct run_result *r = &rows->output.results[i];
		struct json_object *items = NULL;
		const char *text;

		if (!run_is_chosen(r, rows->choice))
			continue;
		work_begin_part(&part, rows->call->work);
		text = run_result_items(&part, &rows->output, r);
		items = json_stored(&part, text);
		for (size_t k = 0; items && k < json_object_array_length(items); k++)
			each(rows, &part, json_object_array_get_idx(items, k));
		if (!work_end_part(&part, rows->call->work))
			return false;
		if (reply->streaming)
			reply_flush(reply);
	}
	return true;
}

static void add_columns(struct rows *rows, struct work *w, struct json_object *item)
{
	csv_columns_add(w, &rows->columns, item);
}

static void send_row(struct rows *rows, struct work *w, struct json_object *item)
{
	csv_write_row(w, &rows->call->reply->body, &rows->columns, item, rows->raw);
}

static void send_line(struct rows *rows, struct work *w, struct json_object *item)
{
	(void)w;
	json_print(&rows->call->reply->body, item);
	text_add_char(&rows->call->reply->body, '\n');
}

static bool begin_rows(struct call *c, struct rows *rows)
{
	const struct get_rows *in = INPUT(c, struct get_rows);
	struct workflow_run r;

	*rows = (struct rows){.call = c, .raw = in->raw};
	return find_latest(c, in->id, &r) && choose_node(c, &r, in->node, &rows->choice) &&
	       run_output_load(c->work, &r, &rows->output);
}

static bool send_rows(struct rows *rows, const char *type, const char *ending,
		      void (*each)(struct rows *rows, struct work *w, struct json_object *item))
{
	struct reply *reply = rows->call->reply;

	reply_header(reply, "Content-Disposition", "attachment; filename=\"output.%s\"", ending);
	reply->content_type = type;
	reply->status = 200;
	reply_stream(reply);
	if (each_item(rows, each))
		return true;
	reply_cut(reply);
	return false;
}

static bool get_lines(struct call *c)
{
	struct rows rows;

	return begin_rows(c, &rows) && send_rows(&rows, "application/x-ndjson", "jsonl", send_line);
}

/* The header row needs the columns of all items, so that these are read twice. */
static bool get_csv(struct call *c)
{
	struct rows rows;

	if (!begin_rows(c, &rows))
		return false;
	rows.columns = csv_columns_new(c->work);
	if (!each_item(&rows, add_columns))
		return false;
	csv_write_header(&c->reply->body, &rows.columns, rows.raw);
	return send_rows(&rows, "text/csv; charset=utf-8", "csv", send_row);
}

#define THING	.thing = "Workflow"
#define SUMMARY "What the newest completed run found: items of all nodes, by their page."

const struct route workflow_output_routes[] = {
    {GET, "/api/workflows/{id}/runs/latest/output", get_output, &get_output_in, &output_out,
     ROUTE_SLOW, 200, THING, .summary = SUMMARY},
    {GET, "/api/workflows/{id}/output", get_output, &get_output_in, &output_out, ROUTE_SLOW, 200,
     THING, .summary = SUMMARY},
    {GET, "/api/workflows/{id}/runs/latest/output.jsonl", get_lines, &get_lines_in, NULL,
     ROUTE_SLOW, 200, THING, .summary = "Its items as JSON lines."},
    {GET, "/api/workflows/{id}/runs/latest/output.csv", get_csv, &get_csv_in, NULL, ROUTE_SLOW, 200,
     THING, .summary = "Its items as CSV."},
    {0},
};
