/* Sending a sample to a receiver, wherever that is asked for (contract, 7.8 and 4.14). */
#ifndef METER_API_WEBHOOK_TEST_H
#define METER_API_WEBHOOK_TEST_H

#include "api/api.h"

struct webhook_test {
	const char *id; /* of the group, where that is asked */
	const char *webhook_url, *webhook_secret, *webhook_type;
	struct json_object *webhook_metadata;
};

/* What is asked of a group, with its id, and the answer. */
extern const struct shape group_webhook_test_in, webhook_test_out;

/* Sends a sample of what a strategy of that name finds, and replies with what came of it: 200, even
 * when it did not arrive. */
bool webhook_test_send(struct call *c, const struct webhook_test *in, const char *strategy_name);

#endif
