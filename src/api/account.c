/* /api/account: what the key's account may still do. */
#include "api/api.h"
#include "bounds.h"

struct quota_view {
	int64_t used, limit;
	const char *tier;
	struct instant reset_at;
};

SHAPE(quota_view_out, struct quota_view, COLUMN(struct quota_view, used),
      FIELD(struct quota_view, limit, .summary = "-1: unlimited."), COLUMN(struct quota_view, tier),
      FIELD(struct quota_view, reset_at, .summary = "When the next slot frees."));

struct quota_reply {
	struct raw_json strategy_quota;
};

SHAPE(quota_reply_out, struct quota_reply, COLUMN(struct quota_reply, strategy_quota));

static bool get_quota(struct call *c)
{
	struct text inner = text_new(c->work->arena, TEXT_MAX);
	struct quota_view view = {.limit = quota_limit(c), .tier = c->tier};
	struct quota_reply out;
	struct quota q;

	if (!quota_check(c->work, c->account_id, QUOTA_UNLIMITED, &q))
		return false;
	view.used = q.used;
	if (view.limit != QUOTA_UNLIMITED && q.oldest.us)
		view.reset_at.us = q.oldest.us + INT64_C(86400000000) * QUOTA_WINDOW_DAYS;
	shape_encode(&inner, &quota_view_out, &view);
	out.strategy_quota.data = inner.data;
	return reply_shape(c, &quota_reply_out, &out);
}

const struct route account_routes[] = {
    {GET, "/api/account/quota", get_quota, .out = &quota_reply_out,
     .summary =
	 "How many strategies the account has made in the last 30 days, and how many it may."},
    {0},
};
