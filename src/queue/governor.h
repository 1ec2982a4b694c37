/* Manners: when a host may be asked, for everybody who asks it.
 *
 * Turns at a host are reserved in the database (store/hosts.h), so that no two requests of the
 * whole installation come closer than its gap. A process remembers for HOST_KNOWN_MS what it
 * learned, so that a host without any gap costs no statement per request, and a host that slows
 * down is left alone at once.
 */
#ifndef METER_QUEUE_GOVERNOR_H
#define METER_QUEUE_GOVERNOR_H

#include "util/url.h"
#include "util/work.h"

struct governor; /* malloc; lives as long as its process */

/* gap_ms: between two requests to a host that asks for nothing else; 0: none. */
struct governor *governor_new(int64_t gap_ms);
void governor_free(struct governor *g);

struct turns {
	bool is_far;	   /* none were given: come back in wait_ms */
	int64_t wait_ms;   /* until the first */
	int64_t gap_ms;	   /* between one and the next */
	int64_t leeway_ms; /* that one may be late: then it is lost */
};

/* Asks for n turns in a row. Uses the database outside of a transaction; false with its error. */
bool governor_ask(struct work *w, struct governor *g, const char *host, int64_t n,
		  struct turns *out);

/* How late a turn may be used that another process may have asked for: by the gap that is known
 * here.
 */
int64_t governor_leeway_ms(struct governor *g, const char *host);

/* How long a turn that was given earlier has to wait after all, in ms, because the host has asked
 * to be left alone since; 0: it may be used. */
bool governor_hold(struct work *w, struct governor *g, const char *host, int64_t *wait_ms);

/* What came of a request: the status (0: no answer), the class of a failure, and the seconds of a
 * Retry-After (0: none). 429, 503 and hosts that do not answer are given more time; an answer gives
 * some of it back. */
struct turn_result {
	int status;
	enum error_class class;
	int retry_after_s;
};
bool governor_tell(struct work *w, struct governor *g, const char *host,
		   const struct turn_result *result);

/* The same for what a hop_gate is told: a failure is that of w, and stays what it is; what goes
 * wrong here is only logged. */
void governor_tell_hop(struct work *w, struct governor *g, const struct url *url, int status,
		       int retry_after_s);

#endif
