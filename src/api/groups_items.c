/* GET /api/strategy-groups/{id}/items.csv and .jsonl: the latest items of all strategies of a
 * group, sent page by page; no more than one page's items is in memory. */
#include "api/api.h"
#include "bounds.h"
#include "diff/item_list.h"
#include "extract/inner.h"
#include "extract/write_csv.h"
#include "store/groups.h"
#include "store/jobs.h"
#include "store/results.h"
#include "util/id.h"
#include "util/json_each.h"

struct group_items {
	const char *id;
	bool raw;
};

SHAPE(group_csv_in, struct group_items, ID_FIELD(struct group_items, id),
      FIELD(struct group_items, raw,
	    .summary = "As it is, without the ' before what a spreadsheet would run."));

/* What a strategy found on one page. */
struct found {
	const struct member *member;
	const struct job_page *page;
	struct item_list items;
	size_t size; /* bytes of their text */
};

struct group_export {
	struct call *call;
	const char *group_id;
	bool raw;
	struct csv_columns columns;
	size_t left; /* bytes that the first of two walks may still read */

	/* Takes the items of a page; w is for what is needed on the way. */
	bool (*take)(struct group_export *e, struct work *w, const struct found *f);
};

/* --- the walk --- */

static bool is_broken(const struct group_export *e)
{
	return e->call->reply->streaming && e->call->reply->broken;
}

static bool take_page(struct group_export *e, struct work *w, const struct member *m,
		      const struct job_page *p)
{
	const char *text = result_load(w, e->call->account_id, m->strategy_id, p->result_hash.data);
	struct found f = {.member = m, .page = p};

	if (!text)
		return work_forgive_missing(w); /* it is gone with its time */
	f.size = strlen(text);
	return item_list_scan(w, text, f.size, inner_name(json_stored(w, m->output_schema.data)),
			      &f.items) &&
	       e->take(e, w, &f);
}

static bool take_member(struct group_export *e, struct work *w, const struct member *m)
{
	struct job_page *pages;
	struct work part;
	size_t n;

	if (!job_latest_pages(w, e->call->account_id, m->strategy_id, URLS_MAX, &pages, &n))
		return false;
	work_begin_part(&part, w);
	for (size_t i = 0; i < n && !is_broken(e); i++) {
		if (pages[i].result_hash.data && !take_page(e, &part, m, &pages[i]))
			break;
		work_renew_part(&part);
	}
	return work_end_part(&part, w);
}

/* All pages of all members, newest members first. */
static bool walk(struct group_export *e)
{
	char before_id[ID_TEXT_SIZE] = "";
	struct member *rows;
	bool is_more = true;
	struct work part;
	size_t n;

	work_begin_part(&part, e->call->work);
	while (is_more &&
	       member_list(&part, e->call->account_id, e->group_id, *before_id ? before_id : NULL,
			   GROUP_MEMBERS_READ, &rows, &n)) {
		is_more = n == GROUP_MEMBERS_READ;
		for (size_t i = 0; i < n; i++)
			if (is_broken(e) || !take_member(e, &part, &rows[i]))
				return work_end_part(&part, e->call->work);
		if (is_more)
			memcpy(before_id, rows[n - 1].strategy_id, sizeof before_id);
		work_renew_part(&part);
	}
	return work_end_part(&part, e->call->work);
}

/* --- JSON lines --- */

static bool send_some(struct reply *r)
{
	if (r->body.length >= REPLY_PIECE)
		reply_flush(r);
	return !r->broken;
}

struct line_view {
	const char *strategy_id, *strategy, *url, *job_id;
	struct instant completed_at;
};

SHAPE(group_line_out, struct line_view, COLUMN(struct line_view, strategy_id),
      COLUMN(struct line_view, strategy), COLUMN(struct line_view, url),
      COLUMN(struct line_view, job_id), COLUMN(struct line_view, completed_at));

static bool take_lines(struct group_export *e, struct work *w, const struct found *f)
{
	const struct line_view view = {.strategy_id = f->member->strategy_id,
				       .strategy = f->member->name,
				       .url = f->page->url,
				       .job_id = f->page->id,
				       .completed_at = f->page->completed_at};
	struct text *body = &e->call->reply->body, head = text_new(w->arena, 4 * TEXT_MAX);

	(void)shape_encode_members(&head, &group_line_out, &view);
	for (size_t i = 0; i < f->items.n && send_some(e->call->reply); i++) {
		text_add_char(body, '{');
		text_add(body, head.data);
		text_add(body, ",\"item\":");
		text_add_bytes(body, f->items.items[i].text.at, f->items.items[i].text.n);
		text_add(body, "}\n");
	}
	return true;
}

static bool send_export(struct group_export *e, const char *type, const char *form)
{
	struct reply *r = e->call->reply;

	r->status = 200;
	r->content_type = type;
	reply_header(r, "Content-Disposition", "attachment; filename=\"%s.%s\"", e->group_id, form);
	reply_stream(r);
	if (*form == 'c')
		csv_write_header(&r->body, &e->columns, e->raw);
	if (walk(e))
		return true;
	reply_cut(r);
	return false;
}

static bool items_lines(struct call *c)
{
	struct group_export e = {.call = c, .take = take_lines};
	struct strategy_group g;

	if (!group_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &g))
		return false;
	e.group_id = g.id;
	return send_export(&e, "application/x-ndjson", "jsonl");
}

/* --- CSV --- */

/* Whose the items of a row are, before its fields. */
static struct json_object *row_of(struct work *w, const struct found *f)
{
	struct json_object *row = json_new_object(w);

	json_put_text(row, "_strategy_id", f->member->strategy_id);
	json_put_text(row, "_strategy", f->member->name);
	json_put_text(row, "_url", f->page->url);
	json_put_text(row, "_completed_at", instant_text(w->arena, f->page->completed_at));
	return row;
}

/* A field of an item that is named like one of these does not hide it. */
static void add_fields(struct work *w, struct json_object *row, const struct item *item)
{
	struct json_object *tree = json_parse(w, item->text.at, item->text.n);

	if (!json_object_is_type(tree, json_type_object))
		return;
	JSON_EACH (tree, m)
		if (!json_has(row, m.key))
			json_put_shared(row, m.key, m.value);
}

/* The header row needs the columns of all items, so that these are read twice. */
static bool take_columns(struct group_export *e, struct work *w, const struct found *f)
{
	struct work own;

	if (f->size > e->left)
		return fail(w, ERR_TOO_LARGE,
			    "the items have more than %u MB: read them as JSON lines",
			    GROUP_CSV_MAX >> 20);
	e->left -= f->size;
	work_begin_part(&own, w);
	for (size_t i = 0; i < f->items.n && e->columns.n < CSV_COLUMNS_MAX; i++) {
		struct json_object *row = json_new_object(&own);

		add_fields(&own, row, &f->items.items[i]);
		csv_columns_add(&own, &e->columns, row);
		work_renew_part(&own);
	}
	return work_end_part(&own, w);
}

static bool take_rows(struct group_export *e, struct work *w, const struct found *f)
{
	struct text *body = &e->call->reply->body;
	struct work own;

	work_begin_part(&own, w);
	for (size_t i = 0; i < f->items.n && send_some(e->call->reply); i++) {
		struct json_object *row = row_of(&own, f);

		add_fields(&own, row, &f->items.items[i]);
		csv_write_row(&own, body, &e->columns, row, e->raw);
		work_renew_part(&own);
	}
	return work_end_part(&own, w);
}

static bool items_csv(struct call *c)
{
	const struct group_items *in = INPUT(c, struct group_items);
	const struct found nobody = {.member = &(struct member){0}, .page = &(struct job_page){0}};
	struct group_export e = {
	    .call = c, .raw = in->raw, .left = GROUP_CSV_MAX, .take = take_columns};
	struct strategy_group g;

	if (!group_find(c->work, c->account_id, in->id, &g))
		return false;
	e.group_id = g.id;
	e.columns = csv_columns_new(c->work);
	csv_columns_add(c->work, &e.columns, row_of(c->work, &nobody));
	if (!walk(&e))
		return false;
	e.take = take_rows;
	return send_export(&e, "text/csv; charset=utf-8", "csv");
}

#define THING .thing = "Strategy group"

const struct route groups_items_routes[] = {
    {GET, "/api/strategy-groups/{id}/items.csv", items_csv, &group_csv_in, NULL, ROUTE_SLOW, 200,
     THING, .summary = "The latest items of each page of the group's strategies as CSV."},
    {GET, "/api/strategy-groups/{id}/items.jsonl", items_lines, &by_id_in, NULL, ROUTE_SLOW, 200,
     THING, .summary = "The same as JSON lines, each item beside whose it is."},
    {0},
};
