/* The installation's monthly budget of LLM tokens: one row a month that all workers share.
 *
 * Tokens are taken before a call and settled after it, when the endpoint has said what it used. A
 * worker that dies between the two leaves them taken: the call may have been billed.
 */
#ifndef METER_STORE_LLM_USAGE_H
#define METER_STORE_LLM_USAGE_H

#include "util/work.h"

struct llm_usage {
	int64_t month; /* 202611; 0: nothing is taken */
	int64_t tokens, calls;
};

/* Takes `tokens` of this month's `limit` (-1: any number). *month_out is what has to be settled.
 * False with ERR_FORBIDDEN when fewer are left, ERR_UNAVAILABLE without a database. Its own
 * transaction. */
bool llm_usage_take(struct work *w, int64_t tokens, int64_t limit, int64_t *month_out);

/* Puts right what was taken in that month: `more` tokens, or fewer when it is negative. */
bool llm_usage_settle(struct work *w, int64_t month, int64_t more);

/* This month's figures; zeros when nothing was asked yet. */
bool llm_usage_look(struct work *w, struct llm_usage *out);

#endif
