/* Refining a strategy by its user's words: a conversation without the database. */
#ifndef METER_JOB_REFINEMENT_H
#define METER_JOB_REFINEMENT_H

#include "job/conversation.h"

struct refinement_input {
	const char *feedback;
	const char *description;
	const char *plan;	   /* JSON text of the strategy */
	const char *output_schema; /* JSON text, or NULL */
	const char *filter_config; /* JSON text, or NULL */
	const char *url;	   /* the page's */

	/* The page as it was when the strategy was made, at that URL; NULL: it is fetched. */
	const char *body, *content_type;
	size_t body_size;
};

struct refinement {
	struct conversation conversation;
	struct refinement_input input;
	const struct fetch_response *page; /* NULL unless it was fetched */

	/* once it is done: */
	const char *plan;	   /* JSON text of the strategy */
	const char *output_schema; /* JSON text with the fields of the feedback; NULL: has none */
	const char *preview;	   /* JSON text of the first PREVIEW_ITEMS */
	const char *generator;
	int64_t item_count, attempts; /* of the items that the filter keeps; of this round */
	double confidence;
	struct json_object *warnings; /* array of sentences, or NULL */
};

/* A refinement that wants its page first, unless it has it. NULL when what is stored cannot be
 * read. In w's arena; the input's strings must live as long. */
struct refinement *refinement_begin(struct work *w, const struct refinement_input *in);

#endif
