/* What the transfers of one process share. Internal to fetch/. */
#ifndef METER_FETCH_FETCHER_H
#define METER_FETCH_FETCHER_H

#include "fetch/guard.h"
#include "fetch/resolve.h"
#include "fetch/transfer.h"

struct fetcher {
	CURLM *multi;
	struct guard *guard;
	struct resolver *resolver;
	struct fetch_settings settings; /* own copies */
	size_t active;
	struct transfer *held; /* transfers whose hop may not go yet, in no order */
};

/* Sends the held hops that are due; shortens *timeout_ms to when the next one is. */
void transfers_release(struct fetcher *f, int64_t *timeout_ms);

/* libcurl has finished with the handle of t. */
void transfer_exchanged(struct transfer *t, CURLcode code);

#endif
