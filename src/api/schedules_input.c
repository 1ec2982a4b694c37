/* Timing and receivers, from a call's body into a row. */
#include "api/schedules_input.h"

#include "bounds.h"
#include "job/sensitivity.h"
#include "notify/signature.h"
#include "util/clock.h"
#include "util/log.h"
#include "util/seal.h"

static bool has(const struct call *c, const char *name)
{
	return json_has(c->body, name);
}

/* --- timing --- */

static bool says_timing(const struct call *c)
{
	static const char *const names[] = {"interval_seconds", "cron_expression", "timezone",
					    "jitter_seconds",	"catch_up",	   "active"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (has(c, names[i]))
			return true;
	return false;
}

static bool check_choice(struct call *c, const struct timing_input *in, bool required)
{
	struct work *w = c->work;

	if (in->interval_seconds && in->cron_expression)
		return complain(
		    w, ERR_INVALID, "cron_expression",
		    "either interval_seconds or cron_expression can be given, not both");
	if (required && !in->interval_seconds && !in->cron_expression)
		return complain(w, ERR_INVALID, "interval_seconds",
				"one of interval_seconds and cron_expression is required");
	return true;
}

static bool set_active(struct call *c, struct json_object *active, struct schedule *s)
{
	struct timing t;

	if (!has(c, "active"))
		return true;
	if (active && !json_object_is_type(active, json_type_array))
		return complain(c->work, ERR_INVALID, "active", "active must be a list");
	if (!timing_windows(c->work, active, &t))
		return false;
	s->active.data = t.n_windows ? json_string(c->work, active) : NULL;
	return true;
}

static void set_choice(const struct timing_input *in, struct schedule *s)
{
	if (in->interval_seconds) {
		s->interval_seconds = in->interval_seconds;
		s->cron_expression = NULL;
	} else if (in->cron_expression) {
		s->cron_expression = in->cron_expression;
		s->interval_seconds = NULL;
	}
}

bool schedule_set_timing(struct call *c, const struct timing_input *in, bool required, bool restart,
			 struct schedule *s)
{
	if (!check_choice(c, in, required) || !set_active(c, in->active, s))
		return false;
	set_choice(in, s);
	if (has(c, "timezone"))
		s->timezone = in->timezone;
	if (has(c, "jitter_seconds"))
		s->jitter_seconds = in->jitter_seconds ? *in->jitter_seconds : 0;
	if (has(c, "catch_up") || !s->catch_up)
		s->catch_up = in->catch_up ? in->catch_up : "one";
	if (!restart && !says_timing(c))
		return true;
	s->anchor_at = clock_now();
	if (!schedule_after(c->work, s, s->anchor_at, &s->next_run_at))
		return false;
	return !s->enabled || s->next_run_at.us ||
	       complain(c->work, ERR_UNACCEPTABLE, "active",
			"no run of this schedule ever falls into its active windows");
}

/* --- what is no news --- */

static bool set_ignored(struct call *c, const struct texts *names, struct schedule *s)
{
	struct json_object *list = json_new_texts(c->work, names);
	struct sensitivity checked;

	if (!sensitivity_ignore(c->work, list, &checked))
		return false;
	s->ignore_fields.data = names->n ? json_string(c->work, list) : NULL;
	return true;
}

static bool set_thresholds(struct call *c, struct json_object *given, struct schedule *s)
{
	struct sensitivity checked;

	if (!sensitivity_thresholds(c->work, given, &checked))
		return false;
	s->thresholds.data = checked.n_thresholds ? json_string(c->work, given) : NULL;
	return true;
}

static bool set_quiet(struct call *c, const struct quiet_input *in, struct schedule *s)
{
	bool good = true;

	if (has(c, "notify") || !s->notify)
		s->notify = in->notify ? in->notify : "always";
	if (has(c, "order"))
		s->item_order = in->order;
	if (has(c, "confirm_seconds"))
		s->confirm_seconds = in->confirm_seconds;
	if (has(c, "ignore_fields"))
		good = set_ignored(c, &in->ignore_fields, s);
	if (has(c, "thresholds"))
		good = set_thresholds(c, in->thresholds, s) && good;
	return good;
}

/* --- receivers --- */

/* The key that seals secrets, read when it is first needed. */
static const struct seal_key *seal_key(struct call *c)
{
	struct api *api = c->api;

	if (!api->seal_key) {
		struct seal_key *key = calloc(1, sizeof *key);

		if (!key)
			bug("out of memory");
		if (!seal_key_load(c->work, api->config.secrets_key, key)) {
			free(key);
			return NULL;
		}
		api->seal_key = key;
	}
	return api->seal_key;
}

static bool keep_secret(struct call *c, const char *secret, struct schedule *s)
{
	const struct seal_key *key = seal_key(c);

	if (key)
		s->secret = seal(c->work, key, s->id, secret);
	return key != NULL;
}

/* The old secret signs beside the new one for a day (contract, decision 16). */
static bool replace_secret(struct call *c, const char *secret, struct schedule *s)
{
	struct blob before = s->secret;

	if (!keep_secret(c, secret, s))
		return false;
	if (before.data) {
		s->secret_before = before;
		s->secret_before_until.us = clock_now().us + SECRET_OVERLAP_S * INT64_C(1000000);
	}
	return true;
}

static void forget_receiver(struct schedule *s)
{
	s->webhook_url = s->webhook_type = NULL;
	s->secret = s->secret_before = (struct blob){0};
	s->secret_before_until.us = 0;
}

static void set_type(struct call *c, const struct webhook_input *in, struct schedule *s)
{
	if (in->webhook_type)
		s->webhook_type = in->webhook_type;
	else if (in->webhook_url || has(c, "webhook_type"))
		s->webhook_type = receiver_word(receiver_detect(s->webhook_url));
}

static bool check_type(struct call *c, const struct schedule *s)
{
	enum receiver r = RECEIVER_STANDARD;
	const char *why;

	(void)receiver_of(s->webhook_type, &r);
	why = receiver_mismatch(r, s->webhook_url);
	return !why || complain(c->work, ERR_UNACCEPTABLE, "webhook_type", "%s", why);
}

bool schedule_set_webhook(struct call *c, const struct webhook_input *in, struct schedule *s,
			  const char **fresh)
{
	const char *secret = in->webhook_secret, *why;

	*fresh = NULL;
	if (has(c, "webhook_metadata"))
		s->webhook_metadata.data =
		    in->webhook_metadata ? json_string(c->work, in->webhook_metadata) : NULL;
	if (has(c, "webhook_url") && !in->webhook_url) {
		forget_receiver(s);
		return true;
	}
	if (in->webhook_url)
		s->webhook_url = in->webhook_url;
	if (!s->webhook_url)
		return true;
	set_type(c, in, s);
	if (!check_type(c, s))
		return false;
	if (secret && *secret && (why = webhook_secret_check(secret)))
		return complain(c->work, ERR_UNACCEPTABLE, "webhook_secret", "webhook_secret %s",
				why);
	if (!secret && s->secret.data)
		return true;
	if (!secret || !*secret)
		secret = webhook_secret_new(c->work->arena);
	*fresh = secret;
	return replace_secret(c, secret, s);
}

bool schedule_set_terms(struct call *c, const struct schedule_terms *in, bool required,
			bool restart, struct schedule *s, const char **fresh)
{
	bool good = schedule_set_timing(c, &in->timing, required, restart, s);

	good = schedule_set_webhook(c, &in->webhook, s, fresh) && good;
	return set_quiet(c, &in->quiet, s) && good;
}

bool schedule_keep_secret(struct call *c, const char *secret, struct schedule *s)
{
	s->secret_before = (struct blob){0};
	s->secret_before_until.us = 0;
	return keep_secret(c, secret, s);
}

const char *schedule_secret(struct call *c, const struct schedule *s)
{
	const struct seal_key *key = seal_key(c);

	return key ? unseal(c->work, key, s->id, s->secret) : NULL;
}

const char *schedule_new_secret(struct call *c, struct schedule *s)
{
	const char *secret;

	if (!s->webhook_url)
		return fail(c->work, ERR_INVALID, "the schedule has no webhook_url");
	secret = webhook_secret_new(c->work->arena);
	return replace_secret(c, secret, s) ? secret : NULL;
}
