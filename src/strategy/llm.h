/* The LLM generator's part in the extractor process: two operations beside "generate". Whoever has
 * the network asks the model between them (job/generation_llm.c); no key and no endpoint come here.
 *
 * "condense": request {"url", "content_type", "description", "output_schema", "budget"}, body: the
 * page. Answer: {"system", "user"}: the messages to ask with. budget: bytes of the condensed page.
 *
 * "propose": the same request with "reply", the endpoint's reply as it came, and "filter_config".
 * The page is condensed again, which gives the same numbers. Answer, with "tokens" (used, or -1):
 *   {"outcome": "unusable", "complaint"}           the reply is no chat completion
 *   {"outcome": "malformed", "complaint", "answer"}  the model's answer is out of form: to be told
 *   {"outcome": "judged", "holds", "merit", "report", "answer", "agreed", …}  with the members of
 *                                                  "generate", the strategy's source being "llm"
 * A strategy that extracts nothing has no member "strategy". holds: it passes the judge, and the
 * embedded generator has none that the judge likes better.
 */
#ifndef METER_STRATEGY_LLM_H
#define METER_STRATEGY_LLM_H

#include "util/json.h"

bool condense_operation(struct work *w, struct json_object *request, const char *body,
			size_t body_size, struct text *out);
bool propose_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out);

#endif
