/* One hop over one address: a libcurl handle with every option set, and how it ended. */
#ifndef METER_FETCH_EXCHANGE_H
#define METER_FETCH_EXCHANGE_H

#include "fetch/address.h"
#include "fetch/guard.h"
#include "fetch/hop.h"
#include "fetch/receive.h"

/* Where and how long. */
struct exchange_terms {
	const union address *address; /* the connection goes there, whatever the URL says */
	int64_t connect_ms, total_ms;
	const struct fetch_settings *settings;
	const struct guard *guard;
	void *owner; /* CURLOPT_PRIVATE */
};

struct exchange {
	CURL *easy; /* NULL when there is none */
	struct curl_slist *headers, *route;
	const struct guard *guard; /* NULL: the endpoint is our own */
	struct reception received;
	bool is_connected; /* the request was about to be sent, or was */
	char detail[CURL_ERROR_SIZE];
};

/* Prepares the handle; adding it to a multi handle starts it. */
void exchange_begin(struct exchange *e, struct arena *a, const struct hop *h,
		    const struct fetch_request *wanted, const struct exchange_terms *terms);

/* Frees handle and body; may be called again. The handle has left its multi handle. */
void exchange_release(struct exchange *e);

/* True when another address of the host may be tried: nothing was sent to this one. */
bool exchange_may_try_another(const struct exchange *e, CURLcode code);

#endif
