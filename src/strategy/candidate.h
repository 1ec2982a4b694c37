/* Groups of elements that may be the records: alike over the whole page, alike under one parent, or
 * the first of several rows that make one record. And the page itself, as one record.
 */
#ifndef METER_STRATEGY_CANDIDATE_H
#define METER_STRATEGY_CANDIDATE_H

#include "strategy/page.h"

struct candidate {
	struct node **records; /* in document order, none inside another */
	size_t n;
	unsigned following;	       /* element siblings after each record that belong to it */
	bool is_page;		       /* one record: the document */
	double promise;		       /* a cheap guess of how likely it is to be wanted */
	double chrome;		       /* 0 to 1, mean of the records */
	double text_share;	       /* 0 to 1, of the page's text */
	double subject;		       /* 0 to 1: class names around it say what the records are */
	struct json_object *container; /* how it is written already; NULL: anew */
	struct node *sample;	       /* a record to be looked at in any case; NULL: none */
};

struct candidates {
	struct candidate *items; /* the most promising first; the page itself is the last */
	size_t n;
};

/* At most CANDIDATES_MAX of them. `subject`: what the request calls the records. */
struct candidates candidates_find(struct page *p, struct words subject);

#endif
