/* What is told of a finished run, and its form for each kind of receiver. The same event always
 * gives the same bytes: every attempt of a delivery sends the same body. */
#ifndef METER_NOTIFY_EVENT_H
#define METER_NOTIFY_EVENT_H

#include "notify/receiver.h"
#include "util/json.h"

struct run_event {
	const char *job_id, *schedule_id;
	const char *run_id, *workflow_id; /* the run of a workflow: job_id and url are NULL then */
	const char *strategy_name;	  /* or the workflow's */
	const char *url;
	const char *error; /* NULL: the run completed */
	struct raw_json results, metadata, changes;
	struct raw_json grouped; /* of a workflow's run: results by page and strategy */
	bool are_omitted;	 /* there are too many results for a message */
	int64_t item_count;
	bool has_changes;
	const char *content_hash;
	struct instant completed_at;
};

struct event_body {
	const char *content_type;
	const char *subject; /* of a mail, one line of UTF-8; NULL otherwise */
	const char *data;
	size_t size;
};

/* In w's arena. False with ERR_TOO_LARGE when it would be above WEBHOOK_BODY_MAX. */
bool event_body(struct work *w, enum receiver receiver, const struct run_event *e,
		struct event_body *out);

/* One line for people: "Catalogue: 2 added, 1 changed (24 items)". */
const char *event_summary(struct work *w, const struct run_event *e);

/* That line, and up to NOTICE_ITEMS others that show what is new, or else what there is:
 * "name: Kettle, price: 24.5". */
struct notice {
	const char *summary;
	struct texts lines;
};
struct notice event_notice(struct work *w, const struct run_event *e);

#endif
