/* Seats and sums without a lock: each word has one writer, or is added to at once. */
#include "http/load.h"

#include "bounds.h"
#include "util/banned.h"
#include "util/shared.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x3164616f6c74656d) /* changes with the layout */

struct seat {
	_Atomic int64_t pid; /* 0: free */
	_Atomic int64_t pool;
	_Atomic int64_t since_us; /* of the request at work; 0: idle */
};

struct sums {
	_Atomic int64_t requests, busy_us;
};

struct load {
	uint64_t magic;
	struct sums sums[POOLS];
	struct seat seats[POOL_SEATS];
};

struct load *load_open(const char *path)
{
	return shared_map(path, sizeof(struct load), MAGIC);
}

void load_close(struct load *l)
{
	munmap(l, sizeof *l);
}

static bool is_alive(int64_t pid)
{
	return pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

struct seat *load_sit(struct load *l, enum pool_kind pool)
{
	for (int i = 0; i < POOL_SEATS; i++) {
		struct seat *s = &l->seats[i];
		int64_t before = atomic_load(&s->pid);

		if (is_alive(before) ||
		    !atomic_compare_exchange_strong(&s->pid, &before, (int64_t)getpid()))
			continue;
		atomic_store(&s->since_us, 0);
		atomic_store(&s->pool, (int64_t)pool);
		return s;
	}
	return NULL;
}

void seat_leave(struct seat *s)
{
	atomic_store(&s->pid, 0);
}

void seat_begin(struct seat *s, int64_t now_us)
{
	if (s)
		atomic_store_explicit(&s->since_us, now_us, memory_order_relaxed);
}

void seat_end(struct load *l, struct seat *s, int64_t now_us)
{
	int64_t spent_us;
	struct sums *sums;

	if (!s)
		return;
	sums = &l->sums[atomic_load_explicit(&s->pool, memory_order_relaxed)];
	spent_us = now_us - atomic_load_explicit(&s->since_us, memory_order_relaxed);
	atomic_fetch_add_explicit(&sums->requests, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&sums->busy_us, spent_us, memory_order_relaxed);
	atomic_store_explicit(&s->since_us, 0, memory_order_relaxed);
}

struct pool_load load_of(struct load *l, enum pool_kind pool)
{
	struct pool_load out = {.requests = atomic_load(&l->sums[pool].requests),
				.busy_us = atomic_load(&l->sums[pool].busy_us)};

	for (int i = 0; i < POOL_SEATS; i++) {
		struct seat *s = &l->seats[i];

		if (atomic_load(&s->pool) != (int64_t)pool || !is_alive(atomic_load(&s->pid)))
			continue;
		out.workers++;
		out.busy += atomic_load(&s->since_us) != 0;
	}
	return out;
}
