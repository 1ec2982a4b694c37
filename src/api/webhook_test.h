/* Sending a sample to a receiver, wherever that is asked for (contract, 7.8 and 4.14). */
#ifndef METER_API_WEBHOOK_TEST_H
#define METER_API_WEBHOOK_TEST_H

#include "api/api.h"
#include "notify/receiver.h"
#include "notify/signature.h"

struct webhook_test {
	const char *webhook_url, *webhook_secret, *webhook_type;
	struct json_object *webhook_metadata;
};

/* Rows of a shape for a struct that has these members, by these names, as its own. */
#define WEBHOOK_TEST_FIELDS(type)                                                                  \
	FIELD(type, webhook_url, .required = true, .max = URL_MAX, .check = receiver_check),       \
	    FIELD(type, webhook_secret, .max = WEBHOOK_SECRET_MAX, .check = webhook_secret_check,  \
		  .summary = "Signs the sample; without one a new secret does."),                  \
	    FIELD(type, webhook_type, .one_of = RECEIVER_WORDS,                                    \
		  .summary = "Told by the URL when absent."),                                      \
	    FIELD(type, webhook_metadata, .object = true)

extern const struct shape webhook_test_out;

/* Sends a sample of what a strategy of that name finds, and replies with what came of it: 200, even
 * when it did not arrive. */
bool webhook_test_send(struct call *c, const struct webhook_test *in, const char *strategy_name);

#endif
