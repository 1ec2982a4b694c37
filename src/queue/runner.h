/* A runner: one process that drives hundreds of tasks at once, jobs and deliveries alike.
 *
 * It claims them in batches, makes their requests with one libcurl multi handle, hands the bodies
 * one after the other to its extractor process without waiting for it, and stores what came out,
 * several in one transaction. Its leases are prolonged while it lives. While the database is
 * away it keeps what it has finished and claims nothing more.
 */
#ifndef METER_QUEUE_RUNNER_H
#define METER_QUEUE_RUNNER_H

#include "fetch/mail.h"
#include "job/llm_purse.h"
#include "store/db.h"

#include <stdint.h>

#define OWNER_SIZE 37 /* a UUID as text, with the NUL */

/* What others must know of a runner when it has died: in memory that they share. */
struct runner_mark {
	char owner[OWNER_SIZE];	  /* whose leases these are; "" before the first claim */
	char suspect[OWNER_SIZE]; /* the task it is working on at this moment; "": none */
};

struct runner_config {
	struct db_settings db;
	struct fetch_settings fetch;
	struct mail_server mail; /* that mails to receivers go through */
	struct llm_settings llm; /* without its budget, which is in the database */
	int64_t llm_tokens_month;
	const char *extractor;	 /* path of meter-extractor */
	const char *secrets_key; /* file of the key that seals webhooks' secrets */
	int fetches;		 /* at once; 1 to FETCHES_MAX */
	int64_t recycle;	 /* jobs, then it ends */
	int64_t drain_ms;	 /* that what it has begun may take when it is stopped */
	int wake_fd;		 /* -1: none */
	struct runner_mark *mark;
	bool obeys_robots;     /* no page is asked for that its host's robots.txt forbids */
	bool crawls_freely;    /* not even discoveries ask for robots.txt */
	int64_t visits;	       /* pages that one run of a discovery fetches */
	int64_t gap_ms;	       /* between two requests to a host; see queue/governor.h */
	void (*ready)(void);   /* it serves */
	void (*leaving)(void); /* it claims nothing more */
	void (*tick)(void);    /* about once a second */
};

/* Runs until it is stopped or used up and has ended or returned all it held. */
void runner_run(const struct runner_config *config);

/* From a signal handler: end what is begun within drain_ms and return the rest; or, retiring, end
 * what is begun however long that takes. */
void runner_stop(void);
void runner_retire(void);

#endif
