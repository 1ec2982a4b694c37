/* The history of a strategy: its runs, newest first, all of them unless a limit is given. What
 * nobody can count is sent in pieces, each read when the one before is gone. */
#include "api/api.h"
#include "bounds.h"
#include "store/jobs.h"
#include "store/strategies.h"
#include "util/id.h"
#include "util/log.h"

struct list_history {
	const char *id;
	int64_t limit, offset;
};

SHAPE(list_history_in, struct list_history, ID_FIELD(struct list_history, id),
      LIST_FIELDS(struct list_history));

struct history_view {
	const char *id, *job_id, *status, *url;
	const int64_t *item_count;
	bool has_changes;
	const char *content_hash;
	struct instant created_at, completed_at;
};

#define VIEW(member, ...) FIELD(struct history_view, member, __VA_ARGS__)

SHAPE(history_out, struct history_view, VIEW(id, .format = "uuid"),
      VIEW(job_id, .format = "uuid", .summary = "The same as id."),
      VIEW(status, .one_of = JOB_STATUS_WORDS), VIEW(url, .format = "uri"),
      COLUMN(struct history_view, item_count),
      VIEW(has_changes, .summary = "False for the first run and for runs that did not complete."),
      COLUMN(struct history_view, content_hash), COLUMN(struct history_view, created_at),
      COLUMN(struct history_view, completed_at));

static struct history_view history_view_of(const struct job_past *p)
{
	return (struct history_view){.id = p->id,
				     .job_id = p->id,
				     .status = p->status,
				     .url = p->url,
				     .item_count = p->item_count,
				     .has_changes = p->has_changes,
				     .content_hash = p->content_hash,
				     .created_at = p->created_at,
				     .completed_at = p->completed_at};
}

struct history {
	struct call *call;
	const char *strategy_id;
	char before[ID_TEXT_SIZE]; /* the last run that was sent; "": none */
	int64_t left, offset;
	size_t n; /* runs so far */
	bool is_whole;
};

/* Appends the next runs to the reply. */
static bool add_piece(struct history *h, struct work *w)
{
	const int64_t wanted = h->left < HISTORY_PAGE ? h->left : HISTORY_PAGE;
	struct text *body = &h->call->reply->body;
	struct job_past *rows;
	size_t n;

	if (!job_history(w, h->call->account_id, h->strategy_id, *h->before ? h->before : NULL,
			 wanted, h->offset, &rows, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct history_view view = history_view_of(&rows[i]);

		text_add_char(body, i || *h->before ? ',' : '[');
		shape_encode(body, &history_out, &view);
	}
	if (n)
		memcpy(h->before, rows[n - 1].id, sizeof h->before);
	else if (!*h->before)
		text_add_char(body, '[');
	h->n += n;
	h->left -= (int64_t)n;
	h->offset = 0;
	h->is_whole = (int64_t)n < wanted || h->left == 0;
	return true;
}

/* The pieces after the first: each has memory of its own. */
static void send_rest(struct history *h)
{
	struct reply *reply = h->call->reply;
	struct work w;

	reply_stream(reply);
	work_begin_part(&w, h->call->work);
	while (!h->is_whole && !reply->broken) {
		if (add_piece(h, &w)) {
			reply_flush(reply);
		} else {
			log_error(h->call->work, "a history is cut: %s", w.message);
			reply_cut(reply);
		}
		work_renew_part(&w);
	}
	work_end(&w);
}

static bool list_history(struct call *c)
{
	const struct list_history *in = INPUT(c, struct list_history);
	const struct job_filter filter = {.account_id = c->account_id, .strategy_id = in->id};
	const int64_t limit = list_limit(in->limit, INT64_MAX, HISTORY_LIMIT_MAX);
	struct history h = {.call = c, .strategy_id = in->id, .left = limit, .offset = in->offset};
	struct strategy strategy;
	int64_t total;

	if (!strategy_find(c->work, c->account_id, in->id, &strategy) ||
	    !job_count(c->work, &filter, &total) || !add_piece(&h, c->work))
		return false;
	if (in->limit)
		list_headers(c, h.n, limit, in->offset, total);
	else
		list_count(c, total);
	c->reply->status = 200;
	if (!h.is_whole)
		send_rest(&h);
	text_add_char(&c->reply->body, ']');
	return true;
}

#define HISTORY_SUMMARY                                                                            \
	"The strategy's runs and whether each found changes, newest first; all without a limit."

const struct route history_routes[] = {
    {GET, "/api/strategies/{id}/history", list_history, &list_history_in, &history_out,
     ROUTE_LIST | ROUTE_SLOW | ROUTE_STRICT_400, 200, "Strategy", .summary = HISTORY_SUMMARY},
    {GET, "/api/jobs/strategies/{id}/history", list_history, &list_history_in, &history_out,
     ROUTE_LIST | ROUTE_SLOW, 200, "Strategy", .summary = HISTORY_SUMMARY},
    {0},
};
