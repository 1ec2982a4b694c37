/* What a model answered: found in the endpoint's reply, checked against the grammar that the prompt
 * gives (strategy/llm_prompt.h). Hostile until then: unknown members are dropped, types, numbers
 * and selectors checked, everything bounded.
 */
#ifndef METER_STRATEGY_LLM_ANSWER_H
#define METER_STRATEGY_LLM_ANSWER_H

#include "util/json.h"
#include "util/work.h"

struct llm_reply {
	const char *content; /* what the model said; "" when nothing */
	int64_t tokens;	     /* that the endpoint says it used; -1 when it does not */
	bool is_cut;	     /* the answer ended at the limit of its length */
};

/* Reads an OpenAI-style chat completion. False with ERR_UNACCEPTABLE when it is none. */
bool llm_reply_read(struct work *w, const char *data, size_t n, struct llm_reply *out);

struct llm_field {
	const char *name;
	size_t node;	      /* its number in the condensed page; 0: not by number */
	const char *selector; /* relative to the record; or NULL */
	const char *json;     /* a path into the page's JSON-LD; or NULL */
	const char *take;     /* "text", "own", "rest" or an attribute; NULL: not said */
	bool is_number;
};

struct llm_answer {
	bool is_list;
	size_t record;		     /* number of a record; 0: not by number */
	const char *record_selector; /* or NULL */
	struct llm_field *fields;    /* those that have a place */
	size_t n;
};

/* field "name", for messages: of any name, which is the model's, in a bounded length. */
const char *llm_field_label(struct work *w, const char *name);

/* The first object of the content that has "fields", whatever stands around it, checked; `numbers`:
 * how many elements the condensed page has. NULL with ERR_UNACCEPTABLE and a message for the model.
 */
struct llm_answer *llm_answer_parse(struct work *w, const char *content, size_t numbers);

#endif
