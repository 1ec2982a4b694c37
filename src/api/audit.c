/* GET /api/strategies/audit: when strategies were made and deleted (contract, 3.11). */
#include "api/api.h"
#include "bounds.h"
#include "util/clock.h"

#define DAY_US INT64_C(86400000000)

struct audit {
	struct instant from, to;
	int64_t limit, offset;
};

#define AUDIT(member, ...) FIELD(struct audit, member, __VA_ARGS__)

SHAPE(audit_in, struct audit,
      AUDIT(from, .check_kind = ERR_INVALID, .summary = "Begin, inclusive; 30 days ago."),
      AUDIT(to, .check_kind = ERR_INVALID, .summary = "End, inclusive; now."),
      LIST_FIELDS(struct audit));

struct event_view {
	const char *event_type, *strategy_id, *name, *url, *scraper_type;
	struct instant timestamp;
	bool counted_against_quota;
};

#define EVENT(member, ...) FIELD(struct event_view, member, __VA_ARGS__)

SHAPE(event_out, struct event_view, EVENT(event_type, .one_of = "created|deleted"),
      EVENT(strategy_id, .format = "uuid"), COLUMN(struct event_view, name),
      EVENT(url, .format = "uri"), EVENT(scraper_type, .one_of = "html|api|content"),
      COLUMN(struct event_view, timestamp), COLUMN(struct event_view, counted_against_quota));

struct audit_view {
	struct raw_json events;
	int64_t count, limit, offset;
	struct instant window_start, window_end;
};

SHAPE(audit_out, struct audit_view,
      FIELD(struct audit_view, events, .summary = "Newest first: what was created or deleted."),
      FIELD(struct audit_view, count, .summary = "All events between the two times."),
      COLUMN(struct audit_view, limit), COLUMN(struct audit_view, offset),
      COLUMN(struct audit_view, window_start), COLUMN(struct audit_view, window_end));

static struct event_view event_view_of(const struct event *e)
{
	bool is_css = strcmp(e->scraper_type, "css") == 0; /* html in this one place: decision 5 */

	return (struct event_view){
	    .event_type = e->event_type,
	    .strategy_id = e->strategy_id,
	    .name = e->name,
	    .url = e->url,
	    .scraper_type = is_css ? "html" : e->scraper_type,
	    .timestamp = e->happened_at,
	    .counted_against_quota = strcmp(e->event_type, "created") == 0,
	};
}

static struct raw_json print_events(struct work *w, const struct event *rows, size_t n)
{
	struct text t = text_new(w->arena, REPLY_MAX);

	text_add_char(&t, '[');
	for (size_t i = 0; i < n; i++) {
		const struct event_view view = event_view_of(&rows[i]);

		if (i)
			text_add_char(&t, ',');
		shape_encode(&t, &event_out, &view);
	}
	text_add_char(&t, ']');
	return (struct raw_json){t.data};
}

/* The times in force. Events are told to the second, so an end without a fraction means its whole
 * second: whoever asks up to an event's own time gets it. */
static bool resolve_window(struct call *c, struct audit_view *view)
{
	const struct audit *in = INPUT(c, struct audit);
	const struct instant now = clock_now();

	view->window_end = in->to.us ? in->to : now;
	if (view->window_end.us % 1000000 == 0)
		view->window_end.us += 999999;
	view->window_start = in->from;
	if (!in->from.us) /* or it is the beginning of 1970 itself, which counts as none */
		view->window_start.us =
		    request_query(c->request, "from") ? 1 : now.us - QUOTA_WINDOW_DAYS * DAY_US;
	if (view->window_start.us > view->window_end.us)
		return complain(c->work, ERR_INVALID, "from", "from must not be after to");
	return true;
}

static bool audit(struct call *c)
{
	const struct audit *in = INPUT(c, struct audit);
	struct audit_view view = {.limit = list_limit(in->limit, 100, AUDIT_LIMIT_MAX),
				  .offset = in->offset};
	struct event *rows;
	size_t n;

	if (!resolve_window(c, &view) ||
	    !event_list(c->work, c->account_id, view.window_start, view.window_end, view.limit,
			view.offset, &rows, &n) ||
	    !event_count(c->work, c->account_id, view.window_start, view.window_end, &view.count))
		return false;
	view.events = print_events(c->work, rows, n);
	list_headers(c, n, view.limit, view.offset, view.count);
	return reply_shape(c, &audit_out, &view);
}

const struct route audit_routes[] = {
    {GET, "/api/strategies/audit", audit, &audit_in, &audit_out, ROUTE_STRICT_400, 200, "Strategy",
     .summary = "When strategies were created and deleted, newest first."},
    {0},
};
