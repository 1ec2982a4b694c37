/* Feeds of a schedule's changes, in the forms that readers know. */
#ifndef METER_API_FEEDS_H
#define METER_API_FEEDS_H

#include "store/changes.h"
#include "util/text.h"

/* What a feed is of. */
struct feed {
	const char *schedule_id, *title, *page; /* page: the URL that is watched */
	const char *self;			/* the feed's own path, without its token */
	struct instant updated_at;
	const struct schedule_change *changes; /* newest first */
	size_t n;
};

/* Each appends a whole document. w is for what is needed on the way. */
void feed_print_atom(struct work *w, struct text *t, const struct feed *f); /* RFC 4287 */
void feed_print_rss(struct work *w, struct text *t, const struct feed *f);  /* RSS 2.0 */
void feed_print_json(struct work *w, struct text *t, const struct feed *f); /* JSON Feed 1.1 */

#endif
