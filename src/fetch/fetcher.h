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
};

/* libcurl has finished with the handle of t. */
void transfer_exchanged(struct transfer *t, CURLcode code);

#endif
