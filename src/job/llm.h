/* The model that the administrator configured: what one process knows of it, and the request that
 * asks it. An endpoint that fails again and again is left alone for a while.
 */
#ifndef METER_JOB_LLM_H
#define METER_JOB_LLM_H

#include "fetch/fetch.h"
#include "util/json.h"
#include "util/work.h"

/* The budget of tokens; NULL functions: there is none. */
struct llm_budget {
	/* False with ERR_FORBIDDEN when it does not allow so many, or the reason why nobody knows.
	 */
	bool (*take)(struct work *w, void *data, int64_t tokens, int64_t *month_out);
	/* Puts right what was taken; what fails is logged. */
	void (*settle)(struct work *w, void *data, int64_t month, int64_t more);
	void *data;
};

struct llm_settings {
	const char *url; /* base, or whole ending in /chat/completions; "" or NULL: no model */
	const char *key; /* "": none */
	const char *model;
	int64_t timeout_ms; /* of one answer */
	struct llm_budget budget;
};

struct llm; /* malloc; the settings' strings must live as long */

/* NULL when there is no model. */
struct llm *llm_new(const struct llm_settings *s);
void llm_free(struct llm *l);

const struct llm_settings *llm_settings_of(const struct llm *l);

/* Whether the endpoint is not resting after failures. */
bool llm_is_up(const struct llm *l);

/* Tell how a call went. retry_after_s: what the endpoint asked for, or 0. */
void llm_answered(struct llm *l);
void llm_failed(struct llm *l, int64_t retry_after_s);

/* The endpoint refused more than model and messages: from now on it gets nothing else. False when
 * it got nothing else already. */
bool llm_make_plain(struct llm *l);

/* The request that asks with these messages; an array. Its answer may have any status. */
struct fetch_request llm_request(struct work *w, const struct llm *l, struct json_object *messages,
				 int64_t timeout_ms);

/* An upper estimate of what the call may use, answer included. */
int64_t llm_tokens(const struct fetch_request *r);

#endif
