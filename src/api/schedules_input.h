/* What clients say of a schedule, wherever they say it: checked, and put into its row. */
#ifndef METER_API_SCHEDULES_INPUT_H
#define METER_API_SCHEDULES_INPUT_H

#include "api/api.h"
#include "notify/mode.h"
#include "notify/receiver.h"
#include "schedule/stored.h"

/* When: interval or cron, and what shifts and limits it. */
struct timing_input {
	const int64_t *interval_seconds, *jitter_seconds;
	const char *cron_expression, *timezone, *catch_up;
	struct json_object *active;
};

/* Whom it tells. */
struct webhook_input {
	const char *webhook_url, *webhook_secret, *webhook_type;
	struct json_object *webhook_metadata;
};

/* What is no news. */
struct quiet_input {
	const char *notify, *order;
	struct texts ignore_fields;
	struct json_object *thresholds;
	const int64_t *confirm_seconds;
};

/* All of it. */
struct schedule_terms {
	struct timing_input timing;
	struct webhook_input webhook;
	struct quiet_input quiet;
};

/* Rows of a shape for a struct that has one of these as its member `part`. */
#define TIMING_FIELDS(type, part)                                                                  \
	FIELD_OF(type, part, interval_seconds, .min = 60, .max = INTERVAL_MAX_S),                  \
	    FIELD_OF(type, part, cron_expression, .max = CRON_MAX, .check = cron_check,            \
		     .summary = "Five fields as cron has them, or @hourly and its kin."),          \
	    FIELD_OF(type, part, timezone, .max = ZONE_NAME_MAX, .check = zone_check,              \
		     .summary = "IANA name of the zone that cron and windows are in; UTC by "      \
				"default."),                                                       \
	    FIELD_OF(type, part, jitter_seconds, .min = 0, .max = JITTER_MAX_S,                    \
		     .summary = "Each run is late by less than this, always by the same."),        \
	    FIELD_OF(type, part, catch_up, .one_of = "one|none",                                   \
		     .summary = "What becomes of runs that nobody was there for."),                \
	    FIELD_OF(type, part, active,                                                           \
		     .summary = "Parts of the week in which it runs: [{\"days\": \"mon-fri\", "    \
				"\"from\": \"08:00\", \"to\": \"18:00\"}].")
#define WEBHOOK_FIELDS(type, part)                                                                 \
	FIELD_OF(type, part, webhook_url, .max = URL_MAX, .check = receiver_check,                 \
		 .summary = "Whom to tell; an http or https URL, or a mail address."),             \
	    FIELD_OF(type, part, webhook_secret, .max = WEBHOOK_SECRET_MAX, .allow_empty = true,   \
		     .summary = "Made by the server when there is none."),                         \
	    FIELD_OF(type, part, webhook_type, .one_of = RECEIVER_WORDS,                           \
		     .summary = "Told by the URL when absent."),                                   \
	    FIELD_OF(type, part, webhook_metadata, .object = true,                                 \
		     .summary = "Sent along with each webhook as it is.")

#define QUIET_FIELDS(type, part)                                                                   \
	FIELD_OF(type, part, notify, .one_of = NOTIFY_WORDS, .summary = "Which runs to tell of."), \
	    FIELD_OF(type, part, order, .one_of = "significant",                                   \
		     .summary = "Moves of items are changes too, whatever the strategy says."),    \
	    FIELD_OF(type, part, ignore_fields, .max = IGNORED_MAX,                                \
		     .summary = "Names of fields that are in the results and in no change."),      \
	    FIELD_OF(type, part, thresholds, .object = true,                                       \
		     .summary = "Numbers that are no change below it: {\"price\": {\"percent\": "  \
				"5}, \"stock\": {\"absolute\": 10}}."),                            \
	    FIELD_OF(type, part, confirm_seconds, .min = 1, .max = CONFIRM_MAX_S,                  \
		     .summary = "A change is fetched again after this pause, and only what is in " \
				"both is told.")
#define TERMS_FIELDS(type, part)                                                                   \
	TIMING_FIELDS(type, part.timing), WEBHOOK_FIELDS(type, part.webhook),                      \
	    QUIET_FIELDS(type, part.quiet)

/* Puts the timing into the schedule: what the call's body does not have stays, and setting one of
 * interval and cron takes the other away. `required`: one of them has to be there. When the body
 * says anything of it, or `restart`, the next run is reckoned from now. False with complaints. */
bool schedule_set_timing(struct call *c, const struct timing_input *in, bool required, bool restart,
			 struct schedule *s);

/* Puts the receiver into the schedule, as the contract's 5.2 and 5.5 say. *fresh becomes a secret
 * that was made or changed, to be shown this once, or NULL. */
bool schedule_set_webhook(struct call *c, const struct webhook_input *in, struct schedule *s,
			  const char **fresh);

/* Both, and what is no news, of which null takes a member away. False with complaints, all at once.
 */
bool schedule_set_terms(struct call *c, const struct schedule_terms *in, bool required,
			bool restart, struct schedule *s, const char **fresh);

/* Gives a new schedule the secret that another one has. */
bool schedule_keep_secret(struct call *c, const char *secret, struct schedule *s);

/* The secret of a schedule that has one. NULL with ERR_INTERNAL when it cannot be read. */
const char *schedule_secret(struct call *c, const struct schedule *s);

/* Gives it a new secret; the old one still signs for a day. NULL with ERR_INVALID when it tells
 * nobody. */
const char *schedule_new_secret(struct call *c, struct schedule *s);

#endif
