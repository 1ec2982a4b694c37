/* How busy the workers of the pools are, in one file that all processes of a run directory share:
 * each has a seat there while it lives, and each request is added to its pool's sums. */
#ifndef METER_HTTP_LOAD_H
#define METER_HTTP_LOAD_H

#include <stdbool.h>
#include <stdint.h>

enum pool_kind { POOL_FAST, POOL_SLOW, POOLS };

struct load; /* a mapping */
struct seat; /* of one process */

/* NULL and errno when the file cannot be mapped. */
struct load *load_open(const char *path);
void load_close(struct load *l);

/* A seat for this process, also one that a process has left by dying. NULL: all are taken, and it
 * works uncounted. */
struct seat *load_sit(struct load *l, enum pool_kind pool);
void seat_leave(struct seat *s);

/* Around a request; s may be NULL. */
void seat_begin(struct seat *s, int64_t now_us);
void seat_end(struct load *l, struct seat *s, int64_t now_us);

struct pool_load {
	int64_t workers, busy;	   /* now; the caller, too, when it is at work */
	int64_t requests, busy_us; /* ended ones, since the file was made */
};

struct pool_load load_of(struct load *l, enum pool_kind pool);

#endif
