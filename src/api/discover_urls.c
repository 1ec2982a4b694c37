/* /discover/{id}/urls and urls.csv: what a discovery found, page by page or all of it. */
#include "api/discover_view.h"
#include "bounds.h"
#include "extract/write_csv.h"
#include "store/discovered.h"
#include "util/id.h"

/* --- GET /discover/{id}/urls --------------------------------------------------------------------
 */

struct list_urls {
	const char *id;
	int64_t limit, offset;
};

SHAPE(list_urls_in, struct list_urls, ID_FIELD(struct list_urls, id),
      LIST_FIELDS(struct list_urls));

struct item_view {
	const char *url, *lastmod;
	int64_t depth;
	const char *source;
};

SHAPE(discovered_item_out, struct item_view, COLUMN(struct item_view, url),
      COLUMN(struct item_view, lastmod), COLUMN(struct item_view, depth),
      COLUMN(struct item_view, source));

struct urls_view {
	const char *discovery_id;
	struct raw_json urls, items;
	int64_t total, total_urls, limit, offset;
};

#define VIEW(member, ...) FIELD(struct urls_view, member, __VA_ARGS__)

SHAPE(urls_out, struct urls_view, VIEW(discovery_id, .format = "uuid"),
      VIEW(urls, .summary = "In the order in which they were found."),
      VIEW(items, .summary = "The same with lastmod, depth and source: where each was found."),
      VIEW(total, .summary = "How many there are."),
      VIEW(total_urls, .summary = "The same as total."), COLUMN(struct urls_view, limit),
      COLUMN(struct urls_view, offset));

static void add_view(struct text *t, const struct discovered *row)
{
	const struct item_view view = {row->url, row->lastmod, row->depth, row->source};

	shape_encode(t, &discovered_item_out, &view);
}

static bool list_urls(struct call *c)
{
	const struct list_urls *in = INPUT(c, struct list_urls);
	/* Ten thousand of the longest URLs, and where each was found, are 62 MB together. */
	struct text urls = text_new(c->work->arena, REPLY_MAX);
	struct text items = text_new(c->work->arena, REPLY_MAX);
	struct urls_view view = {.discovery_id = in->id,
				 .limit =
				     list_limit(in->limit, DISCOVERED_PAGE, DISCOVERED_LIMIT_MAX),
				 .offset = in->offset};
	struct discovered *rows;
	struct discovery d;
	size_t n;

	if (!discovery_find(c->work, c->account_id, in->id, &d) ||
	    !discovered_list(c->work, &d, view.limit, view.offset, &rows, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		text_add_char(&urls, i ? ',' : '[');
		text_add_json(&urls, rows[i].url, strlen(rows[i].url));
		text_add_char(&items, i ? ',' : '[');
		add_view(&items, &rows[i]);
	}
	text_add(&urls, n ? "]" : "[]");
	text_add(&items, n ? "]" : "[]");
	view.urls.data = urls.data;
	view.items.data = items.data;
	view.total = view.total_urls = discovery_total(&d);
	list_headers(c, n, view.limit, view.offset, view.total);
	return reply_shape(c, &urls_out, &view);
}

/* --- GET /discover/{id}/urls.csv ----------------------------------------------------------------
 */

static void add_row(struct work *w, struct text *t, const struct csv_columns *columns,
		    const struct discovered *row)
{
	struct json_object *o = json_new_object(w);

	json_put_text(o, "url", row->url);
	json_put_text(o, "lastmod", row->lastmod);
	json_put_int(o, "depth", row->depth);
	json_put_text(o, "source", row->source);
	csv_write_row(w, t, columns, o, false);
}

static bool urls_csv(struct call *c)
{
	struct json_object *names = json_new_object(c->work);
	struct csv_columns columns = csv_columns_new(c->work);
	size_t n = DISCOVERED_PAGE;
	struct discovered *rows;
	struct discovery d;
	struct work part;

	if (!discovery_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &d))
		return false;
	for (size_t i = 0; i < discovered_item_out.n_fields; i++)
		json_put_text(names, discovered_item_out.fields[i].name, "");
	csv_columns_add(c->work, &columns, names);
	reply_header(c->reply, "Content-Disposition", "attachment; filename=\"%s.csv\"", d.id);
	c->reply->content_type = "text/csv; charset=utf-8";
	c->reply->status = 200;
	reply_stream(c->reply);
	csv_write_header(&c->reply->body, &columns, false);
	work_begin_part(&part, c->work);
	for (int64_t after = -1; n == DISCOVERED_PAGE && !c->reply->broken;) {
		work_renew_part(&part);
		if (!discovered_after(&part, &d, d.listed_run, after, DISCOVERED_PAGE, &rows, &n)) {
			reply_cut(c->reply);
			break;
		}
		for (size_t i = 0; i < n; i++)
			add_row(&part, &c->reply->body, &columns, &rows[i]);
		after = n ? rows[n - 1].seq : after;
		reply_flush(c->reply);
	}
	return work_end_part(&part, c->work);
}

#define THING .thing = "Discovery"

const struct route discover_urls_routes[] = {
    {GET, "/discover/{id}/urls", list_urls, &list_urls_in, &urls_out, ROUTE_SLOW, 200, THING,
     .summary = "The URLs of a discovery, page by page."},
    {GET, "/discover/{id}/urls.csv", urls_csv, &by_id_in, NULL, ROUTE_SLOW, 200, THING,
     .summary = "All URLs of a discovery as CSV."},
    {0},
};
