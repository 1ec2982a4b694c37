/* Leaky buckets in one shared-memory file, one a key and class: what X-RateLimit-* report. nginx
 * enforces; these mirror its arithmetic (ngx_http_limit_req_module) and never refuse. */
#ifndef METER_HTTP_BUCKET_H
#define METER_HTTP_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct buckets; /* a mapping; shared by all workers of both pools */

/* Maps the file, creating it with room for `slots` keys. NULL and errno when it cannot. */
struct buckets *buckets_open(const char *path, uint32_t slots);

void buckets_close(struct buckets *b);

struct bucket_state {
	int64_t limit;     /* burst + 1 */
	int64_t remaining; /* requests the bucket takes right now */
	int64_t reset_s;   /* Unix second from which the next request is accepted */
};

/* Counts one request of `key` (a hash) and tells the state after it. rate in requests a minute. */
struct bucket_state bucket_take(struct buckets *b, uint64_t key, int64_t now_ms, int64_t rate,
				int64_t burst);

#endif
