/* Names to addresses, many at once, without a thread: c-ares asks, the caller's loop waits.
 *
 * Only names come here; a host that is an address already never reaches a DNS server. Judging
 * what comes out is the caller's business: a name server says what it likes.
 */
#ifndef METER_FETCH_RESOLVE_H
#define METER_FETCH_RESOLVE_H

#include "fetch/address.h"

#include <poll.h>
#include <stddef.h>

struct resolver; /* malloc */
struct lookup;	 /* malloc; the resolver's */

/* What a lookup found: n is 0 when nothing was, and `why` says so for the log. Best address
 * first (RFC 6724). Valid during the call that gets it. */
struct answer {
	const union address *addresses;
	size_t n;
	const char *why;
	bool is_own; /* localhost: nobody was asked */
};

typedef void (*answer_function)(void *data, const struct answer *answer);

/* Asks `server` ("127.0.0.1:5353") alone, or for NULL what the system is set up with, its hosts
 * file included. NULL and *why when that cannot be read. */
struct resolver *resolver_new(const char *server, const char **why);
void resolver_free(struct resolver *r);

/* Begins to look up a name. `answered` is called once, from resolver_step(), within
 * DNS_TIMEOUT_MS and by the deadline (on clock_monotonic_ms()). Search domains are not tried: the
 * URL names the host in full. */
struct lookup *lookup_start(struct resolver *r, const char *name, int64_t deadline_ms,
			    answer_function answered, void *data);

/* The answer is wanted no longer and will not be given. */
void lookup_abandon(struct lookup *l);

/* What to wait for: fills fds, and shortens *timeout_ms to when something is due. */
#define RESOLVER_FDS_MAX 16
unsigned resolver_wait(struct resolver *r, struct pollfd fds[static RESOLVER_FDS_MAX],
		       int64_t *timeout_ms);

/* Reads and sends what is ready, then hands out the answers. */
void resolver_step(struct resolver *r, const struct pollfd *fds, unsigned n);

#endif
