/* What the halves of job/expect.h share: the text and what it means. */
#ifndef METER_JOB_EXPECT_PARTS_H
#define METER_JOB_EXPECT_PARTS_H

#include "job/expect.h"

/* {"now": bucket, "past": bucket}; a bucket: {"items": [least, most], "bytes": [least, most],
 * "fields": {"price": [smallest share in per mille, {"number": true}]}, "runs": n}. Only the past
 * has "runs". */

struct band {
	int64_t least, most; /* least above most: nothing is known */
};

#define NO_BAND ((struct band){.least = INT64_MAX, .most = INT64_MIN})

/* [least, most] under the name. */
struct band band_of(struct json_object *bucket, const char *name);

struct band band_both(struct band a, struct band b);

/* The share of items that have the field, in per mille. */
int64_t share_of(struct json_object *column, int64_t n_items);

#endif
