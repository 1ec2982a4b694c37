/* What the runs on a target have been like, and whether a new one is.
 *
 * Learned from good runs only: how many items the page had, how large it was, and for each field
 *the smallest share of items that had it and the types it had. Two buckets of EXPECT_WINDOW runs
 *are kept, the one being filled and the one before: a band is the least and the most of both, so
 *that it forgets what was longer ago. The text changes only when a band widens or a bucket is full;
 *the number of runs in the bucket being filled is the caller's (target.runs), so that an unchanged
 *run writes one number.
 *
 * Judged, once there were EXPECT_RUNS_MIN runs (a sudden nothing: once there was one):
 *   items   0, where all runs had some: layout. Fewer than half of the least (and 3 fewer), or more
 *	     than twice the most (and 11 more): data.
 *   fields  none left of those that were always in a fifth of the items: layout. One of them in
 *less than half of its smallest share, or with none of its types: data. page    below a tenth of
 *the smallest or above ten times the largest: data. Items are counted before the user's filter.
 *Sections of a page are judged by items (0 only) and size: texts come and go.
 */
#ifndef METER_JOB_EXPECT_H
#define METER_JOB_EXPECT_H

#include "util/json.h"

struct measure {
	int64_t item_count;	       /* of the page, before the filter */
	int64_t body_size;	       /* 0: not known */
	struct json_object *signature; /* structural_signature() of the items, parsed; NULL: none */
	bool is_sections;
};

struct expectation {
	const char *json; /* NULL: nothing was learned */
	int64_t runs;	  /* in the bucket being filled */
};

struct oddity {
	enum error_class class; /* CLASS_NONE, CLASS_LAYOUT or CLASS_DATA */
	const char *text;	/* one sentence for people, in w's arena */
};

/* Compares a run with what is expected. */
struct oddity expect_judge(struct work *w, const struct expectation *e, const struct measure *m);

/* Learns from a good run. The new text is in w's arena; the old one is not changed. */
void expect_learn(struct work *w, struct expectation *e, const struct measure *m);

#endif
