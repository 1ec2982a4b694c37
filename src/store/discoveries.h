/* Discoveries: searches for the URLs of a site, and how they stand. What they found is in
 * store/discovered.h, what they still have to fetch in store/discovery_pages.h. */
#ifndef METER_STORE_DISCOVERIES_H
#define METER_STORE_DISCOVERIES_H

#include "util/shape.h"

#include <stddef.h>

/* What discovery.status may say. */
#define DISCOVERY_STATUS_WORDS "pending|running|completed|failed"

struct discovery {
	const char *id, *account_id;
	const char *method; /* "sitemap", "pagination" or "link_pattern" */
	const char *status; /* of the first run; its list may be renewed later */
	struct raw_json config;
	const char *root_url;

	int64_t run;		   /* the latest, from 1 */
	int64_t listed_run;	   /* whose URLs are the list: run, but for one that renews it */
	int64_t total;		   /* URLs of the list */
	int64_t found;		   /* URLs of the run */
	int64_t url_seq, page_seq; /* places that the run's next rows get */
	int64_t pages_known, pages_done, pages_failed;
	bool is_stale;		  /* it has rows that are of no use any more */
	const char *crawl_job_id; /* the job that renews the list; NULL: none does */
	const char *stopped_by;	  /* the bound that ended it early: "max_urls" or "max_visits" */
	const char *error;	  /* of the latest run, when it failed */
	struct instant created_at, started_at, completed_at;
	struct instant crawled_at; /* the list is from then */
};

/* Whether its latest run goes on or has yet to begin. */
bool discovery_is_going(const struct discovery *d);

/* Stores a pending one from id, account_id, method, config and root_url; created_at becomes now
 * unless it is set. */
bool discovery_insert(struct work *w, const struct discovery *d);

/* False with ERR_NOT_FOUND and the message "Discovery not found". */
bool discovery_find(struct work *w, const char *account_id, const char *id, struct discovery *out);

/* The same inside a transaction, for changing it: others that want to change it wait. */
bool discovery_find_locked(struct work *w, const char *account_id, const char *id,
			   struct discovery *out);

/* That whose list the job renews; ERR_NOT_FOUND as above. */
bool discovery_find_by_job(struct work *w, const char *account_id, const char *job_id,
			   struct discovery *out);

/* Writes what changes in the course of runs; whoever holds its task may. */
bool discovery_save(struct work *w, const struct discovery *d);

/* Begins a further run of d, found locked, for the job: its list stays until it is over. */
bool discovery_renew(struct work *w, struct discovery *d, const char *job_id);

/* Newest first. */
bool discovery_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		    struct discovery **rows, size_t *n);

/* How many there are; counting stops at COUNT_EXACT_MAX + 1. */
bool discovery_count(struct work *w, const char *account_id, int64_t *n);

/* Deletes it for all but discovery_sweep(), which takes its rows away. ERR_NOT_FOUND as
 * discovery_find. The caller has the transaction. */
bool discovery_delete(struct work *w, const char *account_id, const char *id);

/* Takes at most `most` rows away that are of no use any more: those of deleted discoveries, of
 * runs that were replaced or failed, and pages that were visited. *removed 0: nothing is left. */
bool discovery_sweep(struct work *w, int64_t most, int64_t *removed);

#endif
