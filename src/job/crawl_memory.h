/* What a search has noted of the URLs that it came across. What is needed of it can be made again
 * from what is stored, which takes the longer the more that is: so it is kept from one claim of a
 * search to the next.
 */
#ifndef METER_JOB_CRAWL_MEMORY_H
#define METER_JOB_CRAWL_MEMORY_H

#include "bounds.h"
#include "store/discoveries.h"

struct trap;

/* Hashes of URLs that are known to be stored, as far as there is room. */
struct crawl_seen {
	uint64_t hashes[CRAWL_SEEN]; /* the first eight bytes of each; 0: free */
};

bool crawl_seen_has(const struct crawl_seen *seen, struct blob hash);
void crawl_seen_add(struct crawl_seen *seen, struct blob hash);

struct crawl_memory {
	struct trap *trap;
	struct crawl_seen *found, *pages;
	bool is_known; /* trap knows what is stored */

	/* whose it is, and how far that had come */
	struct arena *arena; /* NULL: nobody's */
	char discovery_id[CRAWL_ID_SIZE];
	int64_t run, page_seq, url_seq;
	bool is_used;
	int64_t used_at; /* a counter */
};

/* Of a process. Zeros at first. */
struct crawl_memories {
	struct crawl_memory list[CRAWL_MEMORIES];
	int64_t counter;
};

void crawl_memories_free(struct crawl_memories *m);

/* The memory of a search that has come so far, or an empty one. NULL: too many are in use. To be
 * given back. */
struct crawl_memory *crawl_memory_take(struct crawl_memories *m, const struct discovery *d);

/* It is kept for a search that stands there now; NULL: it is not to be trusted, or of no more use.
 */
void crawl_memory_leave(struct crawl_memory *c, const struct discovery *now);

/* An empty one that nobody keeps, in the arena. */
struct crawl_memory *crawl_memory_new(struct arena *a);

#endif
