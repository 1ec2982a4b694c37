/* POST /api/strategy-groups/{id}/webhook/test: a sample is sent to whom the group is to tell. */
#include "api/webhook_test.h"
#include "bounds.h"
#include "store/groups.h"
#include "util/id.h"

struct group_webhook_test {
	const char *id;
	const char *webhook_url, *webhook_secret, *webhook_type;
	struct json_object *webhook_metadata;
};

SHAPE(group_webhook_test_in, struct group_webhook_test, ID_FIELD(struct group_webhook_test, id),
      WEBHOOK_TEST_FIELDS(struct group_webhook_test));

static bool test_group_webhook(struct call *c)
{
	const struct group_webhook_test *in = INPUT(c, struct group_webhook_test);
	const struct webhook_test test = {in->webhook_url, in->webhook_secret, in->webhook_type,
					  in->webhook_metadata};
	struct strategy_group g;

	return group_find(c->work, c->account_id, in->id, &g) &&
	       webhook_test_send(c, &test, g.name);
}

const struct route groups_webhook_routes[] = {
    {POST, "/api/strategy-groups/{id}/webhook/test", test_group_webhook, &group_webhook_test_in,
     &webhook_test_out, ROUTE_SLOW, 200, "Strategy group",
     .summary = "Send a sample to a receiver and tell what it answered."},
    {0},
};
