/* What goes over the socket between a program and its extractor process. Both are the same build
 * on the same machine, so that structs are sent as they are. The answers come from a process that
 * may have been taken over: the reader believes nothing in them.
 */
#ifndef METER_EXTRACT_MESSAGE_H
#define METER_EXTRACT_MESSAGE_H

#include "util/text.h"
#include "util/work.h"

#include <json-c/json_object.h>

#define OPERATION_NAME_SIZE 32 /* with the NUL */

/* Followed by request_size bytes of JSON. The body comes as a memfd beside it or, without one,
 * after the JSON. */
struct ask_head {
	char operation[OPERATION_NAME_SIZE];
	uint64_t body_size;
	uint64_t request_size;
};

enum answer_kind {
	ANSWER_READY = 1, /* sent once, when the sandbox is closed */
	ANSWER_GOOD,
	ANSWER_FAILED,
};

/* Followed by size bytes of JSON: the operation's answer, or why there is none. */
struct answer_head {
	uint64_t kind;
	uint64_t size;
};

/* Appends w's error as JSON. */
void failure_print(struct text *t, const struct work *w);

/* Notes in w the error that failure_print wrote. */
void failure_read(struct work *w, struct json_object *failure);

#endif
