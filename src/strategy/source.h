/* Where data for machines come from: what a URL answered, what was given as captured, what a page
 * has in its scripts. Each is a JSON value, and a way to it that a strategy can be written with.
 */
#ifndef METER_STRATEGY_SOURCE_H
#define METER_STRATEGY_SOURCE_H

#include "extract/capture.h"
#include "extract/html.h"
#include "extract/page_data.h"
#include "extract/path.h"

struct source {
	const struct capture *call;  /* what has to be called; NULL: data in the page */
	struct json_object *answer;  /* to it; what has no call is in the page */
	const char *prefix;	     /* of paths: "script:__NEXT_DATA__"; "" with a call */
	struct page_data *page_data; /* of what is in the page */
	bool is_own;		     /* the URL itself, or a response that the user gave */
};

struct sources {
	struct source *items;
	size_t n;
};

/* Those of the answered captures that can be read: JSON, lines of JSON, CSV. Others say nothing.
 * is_own: they are what the user gave. */
void sources_of_captures(struct work *w, const struct captures *all, bool is_own,
			 struct sources *out);

/* JSON-LD lists, data blocks and what scripts assign to variables. */
void sources_of_page(struct work *w, const struct document *d, struct sources *out);

/* A path from the source's root ("": the root) in full, as strategies have it. In w's arena. */
const char *source_path(struct work *w, const struct source *s, const char *path);

/* What is there, lists opened. */
struct json_list source_find(struct work *w, const struct source *s, const char *path);

#endif
