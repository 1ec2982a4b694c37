/* /api/strategies: read and deleted. generate.c makes them. */
#include "api/api.h"
#include "api/strategies_view.h"
#include "bounds.h"
#include "util/id.h"

struct list_strategies {
	int64_t limit, offset;
};

SHAPE(list_strategies_in, struct list_strategies, LIST_FIELDS(struct list_strategies));

static bool list_strategies(struct call *c)
{
	const struct list_strategies *in = INPUT(c, struct list_strategies);
	int64_t limit = list_limit(in->limit, 20, LIST_LIMIT_MAX), total;
	struct strategy_view *views;
	struct strategy *rows;
	size_t n;

	if (!strategy_list(c->work, c->account_id, limit, in->offset, &rows, &n) ||
	    !strategy_count(c->work, c->account_id, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct strategy_view);
	for (size_t i = 0; i < n; i++)
		views[i] = strategy_view_of(&rows[i]);
	return reply_list(c, &strategy_out, views, n, limit, in->offset, total);
}

static bool get_strategy(struct call *c)
{
	const struct by_id *in = INPUT(c, struct by_id);
	struct strategy strategy;
	struct strategy_view view;

	if (!strategy_find(c->work, c->account_id, in->id, &strategy))
		return false;
	view = strategy_view_of(&strategy);
	return reply_shape(c, &strategy_out, &view);
}

static bool delete_strategy(struct call *c)
{
	const struct by_id *in = INPUT(c, struct by_id);

	return strategy_delete(c->work, c->account_id, in->id) &&
	       reply_message(c, "Strategy deleted successfully");
}

#define COMMON .thing = "Strategy"

const struct route strategies_routes[] = {
    {GET, "/api/strategies", list_strategies, &list_strategies_in, &strategy_out,
     ROUTE_LIST | ROUTE_STRICT_400, 200, COMMON,
     .summary = "The account's strategies, newest first."},
    {GET, "/api/strategies/{id}", get_strategy, &by_id_in, &strategy_out, ROUTE_STRICT_400, 200,
     COMMON, .summary = "One strategy."},
    {DELETE, "/api/strategies/{id}", delete_strategy, &by_id_in, NULL,
     ROUTE_WRITES | ROUTE_STRICT_400, 200, COMMON,
     .summary = "Delete a strategy with its jobs; the audit trail stays."},
    {0},
};
