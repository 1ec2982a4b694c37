/* /api/webhooks/deliveries: the log of what receivers were told, and telling them again. */
#include "api/webhooks_view.h"
#include "bounds.h"
#include "queue/wake.h"
#include "util/id.h"

#define STATUS_WORDS "pending|delivered|dead"

/* --- reading ------------------------------------------------------------------------------------
 */

struct list_deliveries {
	const char *schedule_id, *status, *since;
	int64_t limit, offset;
};

#define LIST(member, ...)                                                                          \
	FIELD(struct list_deliveries, member, .check_kind = ERR_INVALID, __VA_ARGS__)

SHAPE(list_deliveries_in, struct list_deliveries,
      LIST(schedule_id, .check = id_check, .format = "uuid"), LIST(status, .one_of = STATUS_WORDS),
      LIST(since, .check = since_check,
	   .summary = "Deliveries made since then: a time, or how long ago (30m, 24h, 7d, 2w)."),
      LIST_FIELDS(struct list_deliveries));

static bool list_deliveries(struct call *c)
{
	const struct list_deliveries *in = INPUT(c, struct list_deliveries);
	struct delivery_filter filter = {.account_id = c->account_id,
					 .schedule_id = in->schedule_id,
					 .status = in->status,
					 .limit = list_limit(in->limit, 20, LIST_LIMIT_MAX),
					 .offset = in->offset};
	struct delivery_view *views;
	struct delivery *rows;
	int64_t total;
	size_t n;

	if (in->since)
		(void)instant_parse_since(in->since, clock_now(), &filter.since);
	if (!delivery_list(c->work, &filter, &rows, &n) ||
	    !delivery_count(c->work, &filter, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct delivery_view);
	for (size_t i = 0; i < n; i++)
		if (!delivery_view_of(c, &rows[i], &views[i]))
			return false;
	return reply_list(c, &delivery_out, views, n, filter.limit, filter.offset, total);
}

static bool get_delivery(struct call *c)
{
	struct delivery_view view;
	struct delivery d;

	return delivery_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &d) &&
	       delivery_view_of(c, &d, &view) && reply_shape(c, &delivery_out, &view);
}

/* --- again --------------------------------------------------------------------------------------
 */

static bool put_back(struct call *c, void *id)
{
	return delivery_replay(c->work, c->account_id, id);
}

static bool replay_delivery(struct call *c)
{
	const char *id = INPUT(c, struct by_id)->id;

	if (!call_transaction(c, put_back, (void *)(uintptr_t)id))
		return false;
	wake_send(c->api->config.run_dir);
	return get_delivery(c);
}

struct replay {
	const char *since, *schedule_id, *status;
};

#define REPLAY(member, ...) FIELD(struct replay, member, __VA_ARGS__)

SHAPE(replay_in, struct replay,
      REPLAY(since, .required = true, .check = since_check,
	     .summary = "Deliveries made since then: a time, or how long ago (30m, 24h, 7d, 2w)."),
      REPLAY(schedule_id, .check = id_check, .check_kind = ERR_INVALID, .format = "uuid"),
      REPLAY(status, .one_of = STATUS_WORDS, .summary = "Which of them; dead by default."));

struct replay_view {
	int64_t replayed;
	bool more;
	struct instant until;
};

SHAPE(replay_out, struct replay_view,
      FIELD(struct replay_view, replayed, .summary = "How many were put back, oldest first."),
      FIELD(struct replay_view, more,
	    .summary = "Whether there may be more: call again with until as since."),
      FIELD(struct replay_view, until, .summary = "When the last of them was made."));

static bool put_all_back(struct call *c, void *data)
{
	const struct replay *in = INPUT(c, struct replay);
	struct delivery_filter filter = {.account_id = c->account_id,
					 .schedule_id = in->schedule_id,
					 .status = in->status ? in->status : "dead",
					 .limit = REPLAYS_MAX};
	struct replay_view *view = data;
	size_t n;

	(void)instant_parse_since(in->since, clock_now(), &filter.since);
	if (!delivery_replay_all(c->work, &filter, &n, &view->until))
		return false;
	view->replayed = (int64_t)n;
	view->more = n == REPLAYS_MAX;
	return true;
}

static bool replay_deliveries(struct call *c)
{
	struct replay_view view = {0};

	if (!call_transaction(c, put_all_back, &view))
		return false;
	wake_send(c->api->config.run_dir);
	return reply_shape(c, &replay_out, &view);
}

#define THING .thing = "Delivery"

const struct route deliveries_routes[] = {
    {GET, "/api/webhooks/deliveries", list_deliveries, &list_deliveries_in, &delivery_out,
     ROUTE_LIST, 200, THING, .summary = "What receivers were told, newest first."},
    {POST, "/api/webhooks/deliveries/replay", replay_deliveries, &replay_in, &replay_out, 0, 200,
     THING, .summary = "Send deliveries made since a time again, the dead ones by default."},
    {GET, "/api/webhooks/deliveries/{id}", get_delivery, &by_id_in, &delivery_out, 0, 200, THING,
     .summary = "One delivery with its attempts."},
    {POST, "/api/webhooks/deliveries/{id}/replay", replay_delivery, &by_id_in, &delivery_out, 0,
     200, THING, .summary = "Send a delivery again, with the same id and body."},
    {0},
};
