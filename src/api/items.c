/* GET /api/jobs/{id}/items: what a job found, as JSON, JSON lines or CSV. The stored text is sent
 * piece by piece; nothing else of its size is made. */
#include "api/api.h"
#include "api/jobs_view.h"
#include "bounds.h"
#include "diff/item_list.h"
#include "extract/inner.h"
#include "extract/write_csv.h"
#include "store/strategies.h"
#include "util/id.h"
#include "util/log.h"

struct get_items {
	const char *id, *format;
	bool raw;
};

#define GET_ITEMS(member, ...) FIELD(struct get_items, member, __VA_ARGS__)

SHAPE(get_items_in, struct get_items, ID_FIELD(struct get_items, id),
      GET_ITEMS(format, .one_of = "json|jsonl|csv", .check_kind = ERR_INVALID,
		.summary = "Without it the Accept header decides, and without that it is json."),
      GET_ITEMS(raw,
		.summary = "CSV as it is, without the ' before what a spreadsheet would run."));

struct export
{
	struct call *call;
	struct item_list list;
	bool raw;
};

/* An item's tree; w is for this item alone. */
static struct json_object *item_tree(struct work *w, const struct item *item)
{
	struct json_object *tree = json_parse(w, item->text.at, item->text.n);

	return json_object_is_type(tree, json_type_object) ? tree : NULL;
}

/* Sends what has gathered; false when the client is gone. */
static bool send_some(struct reply *r)
{
	if (r->body.length >= REPLY_PIECE)
		reply_flush(r);
	return !r->broken;
}

static void add_item(struct text *t, const struct item *item)
{
	text_add_bytes(t, item->text.at, item->text.n);
}

static void send_json(struct export *e)
{
	struct text *body = &e->call->reply->body;

	text_add_char(body, '[');
	for (size_t i = 0; i < e->list.n && send_some(e->call->reply); i++) {
		if (i)
			text_add_char(body, ',');
		add_item(body, &e->list.items[i]);
	}
	text_add_char(body, ']');
}

static void send_lines(struct export *e)
{
	struct text *body = &e->call->reply->body;

	for (size_t i = 0; i < e->list.n && send_some(e->call->reply); i++) {
		add_item(body, &e->list.items[i]);
		text_add_char(body, '\n');
	}
}

/* The header row needs the columns of all items, so that these are read twice. */
static struct csv_columns columns_of(struct export *e, struct work *w)
{
	struct csv_columns columns = csv_columns_new(e->call->work);

	for (size_t i = 0; i < e->list.n && columns.n < CSV_COLUMNS_MAX; i++) {
		csv_columns_add(w, &columns, item_tree(w, &e->list.items[i]));
		work_renew(w);
	}
	return columns;
}

static void send_csv(struct export *e)
{
	struct text *body = &e->call->reply->body;
	struct csv_columns columns;
	struct work w;

	work_begin(&w);
	columns = columns_of(e, &w);
	csv_write_header(body, &columns, e->raw);
	for (size_t i = 0; i < e->list.n && send_some(e->call->reply); i++) {
		csv_write_row(&w, body, &columns, item_tree(&w, &e->list.items[i]), e->raw);
		work_renew(&w);
	}
	work_end(&w);
}

static const struct form {
	const char *format, *type, *accepted;
	void (*send)(struct export *e);
} forms[] = {
    {"json", "application/json", "application/json", send_json},
    {"jsonl", "application/x-ndjson", "application/x-ndjson", send_lines},
    {"jsonl", "application/x-ndjson", "application/jsonl", send_lines},
    {"csv", "text/csv; charset=utf-8", "text/csv", send_csv},
};

/* The form that was asked for, or else the first of ours that the header names. */
static const struct form *form_of(const struct call *c, const char *format)
{
	const char *accept = request_header(c->request, "accept"), *best_at = NULL, *at;
	const struct form *best = &forms[0];

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if (format && strcmp(format, forms[i].format) == 0)
			return &forms[i];
		at = accept ? strstr(accept, forms[i].accepted) : NULL;
		if (format || !at || (best_at && best_at < at))
			continue;
		best = &forms[i];
		best_at = at;
	}
	return best;
}

static bool scan_items(struct call *c, const struct job *job, struct item_list *out)
{
	const char *text = job_items(c->work, job);
	struct strategy strategy;

	if (!text || !strategy_find(c->work, c->account_id, job->strategy_id, &strategy))
		return false;
	return item_list_scan(c->work, text, strlen(text),
			      inner_name(json_stored(c->work, strategy.output_schema.data)), out);
}

static bool get_items(struct call *c)
{
	const struct get_items *in = INPUT(c, struct get_items);
	const struct form *form = form_of(c, in->format);
	struct export e = {.call = c, .raw = in->raw};
	struct job job;

	if (!job_find(c->work, c->account_id, in->id, &job) || !job_is_completed(c->work, &job) ||
	    !scan_items(c, &job, &e.list))
		return false;
	reply_header(c->reply, "X-Total-Count", "%zu", e.list.n);
	reply_header(c->reply, "Vary", "Accept");
	if (form != &forms[0])
		reply_header(c->reply, "Content-Disposition", "attachment; filename=\"%s.%s\"",
			     in->id, form->format);
	c->reply->content_type = form->type;
	c->reply->status = 200;
	reply_stream(c->reply);
	form->send(&e);
	return true;
}

const struct route items_routes[] = {
    {GET, "/api/jobs/{id}/items", get_items, &get_items_in, NULL, ROUTE_SLOW, 200, "Job",
     .summary = "The items of a job as JSON, JSON lines or CSV."},
    {0},
};
