/* One run of a strategy on a URL, from fetch to items: a conversation without the database. */
#ifndef METER_JOB_RUN_H
#define METER_JOB_RUN_H

#include "diff/hash.h"
#include "extract/inner.h"
#include "job/conversation.h"
#include "job/sensitivity.h"
#include "util/secret.h"

struct run_input {
	const char *url;
	struct json_object *plan;	       /* of the strategy */
	struct json_object *schema, *filter;   /* or NULL */
	const char *made_from;		       /* the strategy's URL, or NULL; for API strategies */
	const char *parameters;		       /* JSON text, or NULL: the strategy's defaults */
	const struct sensitivity *sensitivity; /* of the schedule; NULL: everything counts */

	/* What is known of the page: a page that is still the same is not extracted. NULL: nothing.
	 */
	const char *etag, *last_modified;
	const uint8_t *body_hash; /* SHA256_SIZE bytes */
};

struct run {
	struct conversation conversation;
	struct run_input input;
	bool is_api;
	struct sensitivity sensitivity; /* of strategy and schedule */
	const struct fetch_response *page;

	bool is_same_page; /* as known: nothing of what follows is set */
	bool has_hash;
	uint8_t body_hash[SHA256_SIZE]; /* of the page, when has_hash: not after a 304 */

	/* once it is done: */
	const char *items;	      /* JSON text as clients see it */
	int64_t item_count;	      /* inner items under a wrapper schema */
	int64_t item_count_before;    /* of the filter: what the page had */
	struct json_object *warnings; /* array of sentences, or NULL */
	char content_hash[CONTENT_HASH_SIZE];
	const char *structural_signature; /* JSON text */
};

/* A run that wants its page first, or its API's answer. NULL when the strategy cannot be run. In
 * w's arena; the input's strings and trees must live as long. */
struct run *run_begin(struct work *w, const struct run_input *in);

/* Whether the order of items counts: "order": "significant" in the strategy. */
bool plan_is_ordered(struct json_object *plan);

#endif
