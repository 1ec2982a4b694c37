/* The loop around a conversation. */
#include "job/drive.h"
#include "bounds.h"

static bool perform(struct work *w, const struct want *want, const struct driver *d,
		    struct answer *answer)
{
	struct fetch_request request;

	*answer = (struct answer){0};
	switch (want->kind) {
	case WANT_FETCH:
		/* Our own endpoint's URL may have a secret in its query. */
		work_doing(w, "fetching %s",
			   want->fetch.is_own ? "our own endpoint" : want->fetch.url);
		request = want->fetch;
		if (!request.is_own && !request.gate)
			request.gate = d->gate;
		answer->response = fetch(w, d->fetcher, &request, d->tick, d->tick_data);
		return answer->response != NULL;
	case WANT_MAIL:
		work_doing(w, "sending mail");
		answer->response = mail_send(w, d->fetcher, &want->mail);
		return answer->response != NULL;
	case WANT_OPERATION:
		work_doing(w, "running %s on %zu bytes", want->operation, want->body_size);
		answer->result =
		    extractor_run(w, d->extractor,
				  &(struct ask){want->operation, want->request, want->body,
						want->body_size, want->apart},
				  d->tick, d->tick_data);
		return answer->result != NULL;
	case WANT_NOTHING:
		break;
	}
	return true;
}

static void tell(const struct driver *d, const struct want *want)
{
	if (d->turn)
		d->turn(want, d->tick_data);
}

bool conversation_drive(struct work *w, struct conversation *c, const struct driver *d)
{
	struct answer answer;

	tell(d, &c->want);
	for (int turn = 0; c->want.kind != WANT_NOTHING; turn++) {
		if (turn >= TURNS_MAX)
			return fail_class(w, CLASS_INTERNAL, "more than %d turns", TURNS_MAX);
		if (w->deadline_ms && work_left_ms(w, 1) == 0)
			return fail_class(w, CLASS_TIMEOUT, "Job timed out");
		if (!perform(w, &c->want, d, &answer) && !c->want.is_optional)
			return false;
		if (!c->advance(w, c, &answer))
			return false;
		tell(d, &c->want);
	}
	w->doing = NULL;
	return true;
}
