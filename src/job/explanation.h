/* Explaining a strategy on a page: a conversation without the database. */
#ifndef METER_JOB_EXPLANATION_H
#define METER_JOB_EXPLANATION_H

#include "job/conversation.h"

struct explanation_input {
	const char *plan;      /* JSON text of the strategy */
	const char *made_from; /* the strategy's URL */
	const char *url;       /* the page's */

	/* A page that is there already, at that URL; NULL: it is fetched. */
	const char *body, *content_type;
	size_t body_size;
};

struct explanation {
	struct conversation conversation;
	struct explanation_input input;
	bool is_api;

	/* once it is done: */
	const char *url;	    /* where the page was found */
	struct json_object *result; /* as extract/explain.h tells */
};

/* An explanation that wants its page first, unless it has it. NULL when the strategy cannot be run.
 * In w's arena; the input's strings must live as long. */
struct explanation *explanation_begin(struct work *w, const struct explanation_input *in);

#endif
