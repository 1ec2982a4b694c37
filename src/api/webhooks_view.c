/* A delivery with the attempts that were made for it. */
#include "api/webhooks_view.h"

#include "bounds.h"
#include "notify/mode.h"

struct attempt_view {
	int64_t number;
	struct instant started_at;
	int64_t duration_ms;
	const int64_t *status_code;
	const char *error_class, *error, *answer;
};

SHAPE(attempt_out, struct attempt_view, COLUMN(struct attempt_view, number),
      COLUMN(struct attempt_view, started_at), COLUMN(struct attempt_view, duration_ms),
      COLUMN(struct attempt_view, status_code), COLUMN(struct attempt_view, error_class),
      COLUMN(struct attempt_view, error), COLUMN(struct attempt_view, answer));

#define VIEW(member, ...) FIELD(struct delivery_view, member, __VA_ARGS__)

SHAPE(delivery_out, struct delivery_view,
      VIEW(id, .format = "uuid", .summary = "The webhook-id of every attempt."),
      VIEW(delivery_id, .format = "uuid", .summary = "The same as id."),
      VIEW(schedule_id, .format = "uuid"),
      VIEW(job_id, .format = "uuid", .summary = "Null when a workflow ran."),
      VIEW(run_id, .format = "uuid", .summary = "Of the workflow that ran."),
      VIEW(status, .one_of = "pending|delivered|dead"),
      VIEW(event, .one_of = OCCASION_WORDS, .summary = "How the run ended."),
      COLUMN(struct delivery_view, webhook_type), COLUMN(struct delivery_view, webhook_url),
      COLUMN(struct delivery_view, attempt_count),
      VIEW(error, .summary = "Of the last attempt, or why there will be none."),
      VIEW(next_attempt_at, .summary = "Null when there will be none."),
      COLUMN(struct delivery_view, created_at), COLUMN(struct delivery_view, ended_at),
      VIEW(attempts,
	   .summary = "The latest, in their order: number, started_at, duration_ms, status_code, "
		      "error_class, error and answer, the beginning of what the receiver said."));

static struct attempt_view attempt_view_of(const struct delivery_attempt *a)
{
	return (struct attempt_view){.number = a->number,
				     .started_at = a->started_at,
				     .duration_ms = a->duration_ms,
				     .status_code = a->status_code,
				     .error_class = a->error_class,
				     .error = a->error,
				     .answer = a->answer};
}

/* Each byte of error and answer may take six in JSON. */
static const char *attempts_json(struct work *w, const struct delivery_attempt *rows, size_t n)
{
	struct text t = text_new(w->arena, n * (size_t)(6 * (DELIVERY_ANSWER_MAX + TEXT_MAX)) + 3);

	text_add_char(&t, '[');
	for (size_t i = 0; i < n; i++) {
		const struct attempt_view view = attempt_view_of(&rows[i]);

		if (i)
			text_add_char(&t, ',');
		shape_encode(&t, &attempt_out, &view);
	}
	text_add_char(&t, ']');
	return t.data;
}

bool delivery_view_of(struct call *c, const struct delivery *d, struct delivery_view *out)
{
	struct delivery_attempt *attempts;
	size_t n;

	if (!attempt_list(c->work, c->account_id, d->id, &attempts, &n))
		return false;
	*out = (struct delivery_view){.id = d->id,
				      .delivery_id = d->id,
				      .schedule_id = d->schedule_id,
				      .job_id = d->job_id,
				      .run_id = d->run_id,
				      .status = d->status,
				      .event = d->event,
				      .webhook_type = d->receiver,
				      .webhook_url = d->address,
				      .attempt_count = d->attempts,
				      .error = d->error,
				      .next_attempt_at = d->next_attempt_at,
				      .created_at = d->created_at,
				      .ended_at = d->ended_at,
				      .attempts = {attempts_json(c->work, attempts, n)}};
	return true;
}
