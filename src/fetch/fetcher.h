/* What the transfers of one process share. Internal to fetch/. */
#ifndef METER_FETCH_FETCHER_H
#define METER_FETCH_FETCHER_H

#include "fetch/guard.h"
#include "fetch/resolve.h"
#include "fetch/sockets.h"
#include "fetch/transfer.h"

/* Whoever has a handle in the multi handle: CURLOPT_PRIVATE points to it. */
struct exchange_owner {
	void (*exchanged)(struct exchange_owner *owner,
			  CURLcode code); /* libcurl is through with it */
};

struct fetcher {
	CURLM *multi;
	struct sockets sockets; /* of the multi handle */
	struct guard *guard;
	struct resolver *resolver;
	struct fetch_settings settings; /* own copies */
	size_t active;
	struct transfer *held; /* transfers whose hop may not go yet, in no order */
};

/* Who waits for one transfer or mail, whose `finished` is waiting_end(). */
struct waiting {
	bool is_over;
	struct fetch_response *response; /* NULL: it failed */
};
void waiting_end(void *waiting, struct fetch_response *response);

/* Sends the held hops that are due; shortens *timeout_ms to when the next one is. */
void transfers_release(struct fetcher *f, int64_t *timeout_ms);

#endif
