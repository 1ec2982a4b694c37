/* What the extractor process can do. An operation reads a request and a body of strangers' bytes
 * and writes an answer; it has no database, no network and no secrets. The pool carries one over
 * to the process; a test calls it directly with operation_run().
 */
#ifndef METER_EXTRACT_OPERATION_H
#define METER_EXTRACT_OPERATION_H

#include "util/text.h"
#include "util/work.h"

#include <json-c/json_object.h>

struct operation {
	const char *name;
	/* Appends the answer, a JSON object, to out. False: the reason is in w. */
	bool (*run)(struct work *w, struct json_object *request, const char *body, size_t body_size,
		    struct text *out);
};

/* Every operation of the program: defined beside main of meter-extractor (src/operations.c), so
 * that layers above extract/ can have theirs. Ends with a NULL name. */
extern const struct operation operations[];

/* What is asked of an operation. */
struct ask {
	const char *operation;
	struct json_object *request;
	const char *body;
	size_t body_size;
	/* NULL, or the member of the answer that comes as a string: its JSON text. A tree of many
	 * items costs more than all that is done with them. */
	const char *apart;
};

/* Begins w for a process that runs one operation after another, with work_renew() between them:
 * opens what libraries open at first use, converters apart, and has freed memory given back. False
 * when a library cannot be used. */
bool operations_begin(struct work *w);

/* Runs an operation of the table and appends its answer to out. False: the reason is in w. */
bool operation_call(struct work *w, const struct operation *table, const struct ask *ask,
		    struct text *out);

/* Runs an operation in this process. The answer is in w's arena. */
struct json_object *operation_run(struct work *w, const struct operation *table, const char *name,
				  struct json_object *request, const char *body, size_t body_size);

/* --- the process, seen from outside: extract/pool.c --- */

struct extractor; /* one child process at a time; replaced when it dies or is used up */

/* `program`: path of meter-extractor. Starts nothing yet. malloc; freed by extractor_free. */
struct extractor *extractor_new(const char *program);
void extractor_free(struct extractor *x);

/* Starts the process ahead of the first use, so that nothing is opened lazily. */
bool extractor_start(struct work *w, struct extractor *x);

/* False after a use that failed because no process could be made: with ERR_INTERNAL, that is our
 * own trouble, and none of the page. */
bool extractor_is_there(const struct extractor *x);

/* Runs the operation in the process: the request over a socket pair, a large body in a memfd. NULL
 * with CLASS_TOO_COMPLEX when it ran out of time, memory or depth, CLASS_CRASHED when it died
 * otherwise, or the operation's own failure (kind, class, complaints carried over). When it is
 * killed from outside, or gets no time from the machine, another process is asked once more.
 * `tick` (may be NULL) is called about once a second while waiting. */
struct json_object *extractor_run(struct work *w, struct extractor *x, const struct ask *ask,
				  void (*tick)(void *), void *tick_data);

/* The same without waiting, one use at a time. After extractor_begin() the caller watches
 * extractor_fd() for reading or, when *writes, for writing (-1: nothing is asked), and calls
 * extractor_step() when it is ready and every EXTRACT_LOOK_MS, until that returns true. Then
 * extractor_take() gives the answer, or NULL with the failure in the w that it began with. The body
 * and w live as long as the use. */
bool extractor_begin(struct work *w, struct extractor *x, const struct ask *ask);
int extractor_fd(const struct extractor *x, bool *writes);
bool extractor_step(struct extractor *x);
struct json_object *extractor_take(struct extractor *x);

/* Ends a use whose answer nobody wants any more, with its process. */
void extractor_abandon(struct extractor *x);

/* The process side: serves requests from descriptor fd until it closes, with limits and (unless
 * built with sanitizers) the seccomp filter on. `argument` is the program's first, or NULL: with
 * EXTRACTOR_CHARSETS it reads every encoding. Without, when it meets a page in another one than
 * UTF-8 or windows-1252, it ends, and the parent asks a process that can: most never need to, and
 * the converters are a third of one. Returns the exit status. */
#define EXTRACTOR_CHARSETS "charsets"
int extractor_serve(int fd, const struct operation *table, const char *argument);

#endif
