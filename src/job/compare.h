/* A run against the baseline of its target: unchanged, changed, or not to be believed.
 *
 * doc/changes.md says for users what is decided here. Called by what ends jobs, in its transaction,
 * with the target's locked row; it changes the row in memory and the caller saves it, whatever the
 * verdict.
 */
#ifndef METER_JOB_COMPARE_H
#define METER_JOB_COMPARE_H

#include "diff/item_key.h"
#include "job/run.h"
#include "store/changes.h"
#include "store/targets.h"

/* Raised when extraction gives other items for the same page: then the next run of each target
 * becomes its baseline without being a change. */
#define ENGINE_VERSION 1

/* What a run found, and of which strategy. All of it stays the caller's. */
struct finding {
	const char *job_id;
	struct json_object *plan, *schema; /* of the strategy; it may have no schema */
	int64_t strategy_version;
	const char *etag, *last_modified; /* of the page's answer; NULL: none */
	const uint8_t *body_hash;	  /* SHA-256 of the page; NULL: not known */
	int64_t body_size;

	/* The page is the baseline's: the site said 304, or the body is the same. Nothing was
	 * extracted, and what follows is not looked at. */
	bool is_same_page;

	const char *items; /* JSON text as stored */
	int64_t item_count, item_count_before;
	const char *content_hash, *structural_signature;
	const uint8_t *result_hash; /* of the stored items */

	const struct sensitivity *sensitivity; /* of strategy and schedule; NULL: the strategy's */
	struct blob sensitivity_name;	       /* of the schedule's alone */
	const char *first_items; /* of a first fetch, which this one confirms; NULL: none */

	/* What the run is compared with, of run_reference(); NULL: it is loaded when it is needed.
	 */
	const char *before_items;
};

enum verdict_kind {
	VERDICT_FIRST, /* nothing to compare with: a first run, or of another strategy version */
	VERDICT_UNCHANGED, /* the same content as the baseline */
	VERDICT_CHANGED,   /* another content, and the new baseline */
	VERDICT_ODD,	   /* outside of what is expected: the job has failed, the baseline stays */
};

struct verdict {
	enum verdict_kind kind;
	enum error_class class;	  /* odd: CLASS_LAYOUT or CLASS_DATA, */
	const char *error;	  /* and one sentence */
	struct job_change change; /* changed: what to store; its blobs and texts are in w's arena */
	const char *note;	  /* a sentence for the trace, or NULL */
	/* Of the job, when it is not odd: the finding's, or that of what counts of it. */
	const char *content_hash;
};

/* The items that runs of the target are compared with, for result_load(). */
struct blob run_reference(const struct target *t);

/* Judges the finding and moves t on. w's database gives the baseline's items. False only when the
 * database fails. */
bool run_compare(struct work *w, const struct finding *f, struct target *t, struct verdict *out);

/* What a request for the target's page may say, and what its body may be compared with. All NULL
 * where the page must be extracted whatever it is: there is no baseline, it is of another version
 * of the strategy or the engine, other fields count now, the last run was odd, a person wants the
 * next one to count, or the page was not extracted for CONDITIONAL_MAX_S. Points into t. */
struct condition {
	const char *etag, *last_modified; /* for If-None-Match and If-Modified-Since */
	const uint8_t *body_hash;	  /* 32 bytes */
};

struct condition run_condition(const struct target *t, int64_t strategy_version,
			       struct blob sensitivity_name, struct instant now);

/* By what the items of two runs are found again: as the strategy says, or as *remembered (data
 * NULL: nothing) while that holds, or as they show themselves, which is then remembered. */
struct item_key run_item_key(struct work *w, struct json_object *plan, struct raw_json *remembered,
			     const struct item_list *before, const struct item_list *after);

#endif
