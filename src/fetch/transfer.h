/* Fetches without waiting: any number at once, driven by one loop.
 *
 *   transfer_start(w, f, &request, page_came, job);
 *   while (fetcher_active(f))
 *           fetcher_step(f, 1000);
 *
 * fetch() is this for one.
 */
#ifndef METER_FETCH_TRANSFER_H
#define METER_FETCH_TRANSFER_H

#include "fetch/fetch.h"

struct transfer; /* in its work's arena */

/* `response` is NULL when the fetch failed; class and message are in the work then. */
typedef void (*transfer_finished)(void *data, struct fetch_response *response);

/* Begins a fetch. The request's strings are not copied; they live as long as w's arena. NULL with
 * the reason in w when it is refused at once; otherwise `finished` is called once, from
 * fetcher_step(), unless the transfer is cancelled or its work ends before. It may start others. */
struct transfer *transfer_start(struct work *w, struct fetcher *f, const struct fetch_request *r,
				transfer_finished finished, void *data);

/* Ends a transfer that is not wanted any more; nothing when it has ended. */
void transfer_cancel(struct transfer *t);

/* Moves all transfers on, waiting at most timeout_ms for something to happen. */
void fetcher_step(struct fetcher *f, int64_t timeout_ms);

/* The same, which also ends when a descriptor of the caller's is ready; `ready` is set there. */
struct fetch_watch {
	int fd; /* -1: none */
	bool writes, ready;
};
void fetcher_step_watching(struct fetcher *f, int64_t timeout_ms, struct fetch_watch *watches,
			   size_t n);

#define FETCH_WATCHES_MAX 4

/* Transfers begun and not ended. */
size_t fetcher_active(const struct fetcher *f);

#endif
