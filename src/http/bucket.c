/* Leaky buckets shared by processes without a lock.
 *
 * A slot is two words: whose it is, and level and time packed into one, so that each is changed by
 * a single compare-and-swap. A slot may be taken over between the two: then one request is counted
 * on a stranger's bucket, which only a header shows. nginx, which refuses, has its own zone.
 */
#include "http/bucket.h"

#include "util/banned.h"
#include "util/shared.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#define MAGIC	    UINT64_C(0x3274656b6375626d) /* changes with the layout */
#define PROBES	    8		    /* slots tried for a key before the oldest gives way */
#define STALE_MS    INT64_C(600000) /* unused for longer: free to take over */
#define EXCESS_BITS 30		    /* thousandths of a request: bursts up to a million */
#define EXCESS_NEW  ((INT64_C(1) << EXCESS_BITS) - 1)	      /* no request yet */
#define TIME_MASK   ((UINT64_C(1) << (64 - EXCESS_BITS)) - 1) /* of milliseconds: 198 days */

struct slot {
	_Atomic uint64_t key; /* 0: nobody's */
	_Atomic uint64_t state;
};

struct file {
	uint64_t magic;
	struct slot slots[];
};

struct buckets {
	struct file *file;
	struct slot *slots;
	uint64_t mask;
};

static uint64_t state_pack(int64_t excess, int64_t now_ms)
{
	return ((uint64_t)now_ms & TIME_MASK) << EXCESS_BITS | (uint64_t)excess;
}

static int64_t state_excess(uint64_t state)
{
	return (int64_t)(state & EXCESS_NEW);
}

/* Milliseconds since the state was written; 0 when a clock went back. */
static int64_t state_age(uint64_t state, int64_t now_ms)
{
	uint64_t age = ((uint64_t)now_ms - (state >> EXCESS_BITS)) & TIME_MASK;
	return age > TIME_MASK / 2 ? 0 : (int64_t)age;
}

struct buckets *buckets_open(const char *path, uint32_t slots)
{
	uint64_t n = PROBES;
	while (n < slots)
		n *= 2;
	struct file *file = shared_map(path, sizeof(struct file) + n * sizeof(struct slot), MAGIC);
	struct buckets *b = file ? malloc(sizeof *b) : NULL;
	if (b)
		*b = (struct buckets){.file = file, .slots = file->slots, .mask = n - 1};
	return b;
}

void buckets_close(struct buckets *b)
{
	munmap(b->file, sizeof(struct file) + (b->mask + 1) * sizeof(struct slot));
	free(b);
}

/* The key's slot number i of PROBES. */
static struct slot *slot_at(struct buckets *b, uint64_t key, uint64_t i)
{
	return &b->slots[(key + i) & b->mask];
}

static struct slot *slot_find(struct buckets *b, uint64_t key)
{
	for (uint64_t i = 0; i < PROBES; i++)
		if (atomic_load(&slot_at(b, key, i)->key) == key)
			return slot_at(b, key, i);
	return NULL;
}

/* The slot to take over for a new key: the first free or stale one, else the oldest. */
static struct slot *slot_victim(struct buckets *b, uint64_t key, int64_t now_ms, uint64_t *owner)
{
	struct slot *victim = NULL;
	int64_t oldest_ms = -1;
	for (uint64_t i = 0; i < PROBES && oldest_ms < STALE_MS; i++) {
		struct slot *slot = slot_at(b, key, i);
		uint64_t slot_key = atomic_load(&slot->key);
		int64_t age_ms = INT64_MAX;
		if (slot_key != 0)
			age_ms = state_age(atomic_load(&slot->state), now_ms);
		if (age_ms > oldest_ms) {
			victim = slot;
			oldest_ms = age_ms;
			*owner = slot_key;
		}
	}
	return victim;
}

static struct slot *slot_of(struct buckets *b, uint64_t key, int64_t now_ms)
{
	for (int tries = 0; tries < PROBES; tries++) {
		uint64_t owner;
		struct slot *slot = slot_find(b, key);
		if (slot)
			return slot;
		slot = slot_victim(b, key, now_ms, &owner);
		if (atomic_compare_exchange_strong(&slot->key, &owner, key)) {
			atomic_store(&slot->state, state_pack(EXCESS_NEW, now_ms));
			return slot;
		}
	}
	return slot_at(b, key, 0);
}

/* How far the bucket is above empty after one more request at now_ms, in thousandths. rate_s is
 * thousandths a second; the steps and their rounding are those of ngx_http_limit_req_lookup(). */
static int64_t excess_after(uint64_t state, int64_t now_ms, int64_t rate_s)
{
	int64_t excess = state_excess(state);
	if (excess == EXCESS_NEW)
		return 0;
	int64_t age_ms = state_age(state, now_ms);
	if (age_ms > INT64_MAX / rate_s)
		return 0;
	excess = excess - rate_s * age_ms / 1000 + 1000;
	return excess > 0 ? excess : 0;
}

/* Milliseconds from now until the bucket takes one more. */
static int64_t wait_for_room(uint64_t state, int64_t now_ms, int64_t rate_s, int64_t most)
{
	int64_t over = state_excess(state) + 1000 - most;
	if (over <= 0)
		return 0;
	int64_t wait_ms = (over * 1000 + rate_s - 1) / rate_s - state_age(state, now_ms);
	return wait_ms > 0 ? wait_ms : 0;
}

struct bucket_state bucket_take(struct buckets *b, uint64_t key, int64_t now_ms, int64_t rate,
				int64_t burst)
{
	int64_t rate_s = rate * 1000 / 60, most = burst * 1000, excess;
	struct slot *slot = slot_of(b, key ? key : UINT64_MAX, now_ms);
	uint64_t old = atomic_load(&slot->state), next;
	if (rate_s < 1)
		rate_s = 1;
	if (most >= EXCESS_NEW)
		most = EXCESS_NEW - 1;
	do {
		excess = excess_after(old, now_ms, rate_s);
		/* A request over the brim was refused by nginx, or came around it: not counted. */
		next = excess > most ? old : state_pack(excess, now_ms);
	} while (!atomic_compare_exchange_weak(&slot->state, &old, next));
	int64_t wait_ms = wait_for_room(next, now_ms, rate_s, most);
	return (struct bucket_state){
	    .limit = burst + 1,
	    .remaining = excess < most ? (most - excess) / 1000 : 0,
	    .reset_s = (now_ms + wait_ms + (wait_ms > 0 ? 999 : 0)) / 1000,
	};
}
