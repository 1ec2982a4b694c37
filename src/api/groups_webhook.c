/* POST /api/strategy-groups/{id}/webhook/test: a sample is sent to whom the group is to tell. */
#include "api/webhook_test.h"
#include "store/groups.h"

static bool test_group_webhook(struct call *c)
{
	const struct webhook_test *in = INPUT(c, struct webhook_test);
	struct strategy_group g;

	return group_find(c->work, c->account_id, in->id, &g) && webhook_test_send(c, in, g.name);
}

const struct route groups_webhook_routes[] = {
    {POST, "/api/strategy-groups/{id}/webhook/test", test_group_webhook, &group_webhook_test_in,
     &webhook_test_out, ROUTE_SLOW, 200, "Strategy group",
     .summary = "Send a sample to a receiver and tell what it answered."},
    {0},
};
