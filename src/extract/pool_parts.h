/* The extractor process and what is asked of it now. Internal to extract/. */
#ifndef METER_EXTRACT_POOL_PARTS_H
#define METER_EXTRACT_POOL_PARTS_H

#include "extract/message.h"
#include "extract/operation.h"

#include <sys/types.h>

enum use_phase {
	USE_NONE,
	USE_STARTING,	/* the process has not said that it is ready */
	USE_SENDING,	/* the request, its head first */
	USE_HEAD_WAITS, /* for the answer's head */
	USE_RECEIVING,	/* the rest of the answer */
	USE_OVER,
};

/* One use of the process: what was asked, how far that has come, and how long it may take. */
struct use {
	struct work *w;
	enum use_phase phase;
	bool only_starts; /* nothing is asked yet */
	bool was_killed;  /* once, from outside or for want of time; this is another process */
	const char *operation, *apart;
	const char *body;
	size_t body_size;
	size_t request_size; /* of its JSON */
	struct text sent;    /* that, and perhaps the body; `moved` bytes of it are on their way */
	bool head_sent;
	struct answer_head head; /* what comes */
	char *data;		 /* in the extractor's arena */
	size_t moved;
	int64_t start_ms, end_ms, cpu_end_ms;
	struct json_object *answer; /* once it is over; NULL: the reason is in w */
};

struct extractor {
	char *program;
	pid_t pid; /* 0: none */
	int fd;	   /* our end of the socket pair, non-blocking */
	int n_runs;
	bool has_charsets;    /* a page has needed them: so does the next process */
	struct arena *answer; /* what is sent, and the bytes of the answer until they are parsed */
	struct use use;
};

/* Makes the process; the use then waits until it is ready. False with the reason in w. */
bool extractor_spawn(struct work *w, struct extractor *x);

/* Ends the process and returns its wait status, -1 when that is not known. One that has already
 * ended or is about to keeps its own status. */
int extractor_stop(struct extractor *x);

/* Ends one that is used up, or that ended between two uses: the next use makes another. */
void extractor_replace_if_due(struct extractor *x);

/* The page in memory that the process can map and nobody can change any more; -1 with errno. */
int extractor_page(const char *body, size_t n);

/* Puts the use into its first phase, with a process. False with the reason in use.w. */
bool extractor_use(struct extractor *x, struct use use);

#endif
