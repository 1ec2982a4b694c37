/* What came of an attempt is a result, not a failure of ours. */
#include "job/sending.h"

#include "bounds.h"
#include "util/clock.h"

static bool is_good(int status)
{
	return status >= 200 && status < 300;
}

static void take_answer(struct work *w, struct sending *s, const struct fetch_response *r)
{
	s->result.status = r->status;
	s->result.retry_after_s = r->retry_after_s;
	s->answer = arena_printf(w->arena, "%.*s", DELIVERY_ANSWER_MAX, r->body);
	if (!is_good(r->status))
		s->error = arena_printf(w->arena, "The %s answered %d",
					s->result.is_mail ? "mail server" : "receiver", r->status);
}

static bool take(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct sending *s = (struct sending *)c;

	s->duration_ms = clock_monotonic_ms() - s->began_ms;
	if (answer->response) {
		take_answer(w, s, answer->response);
	} else {
		s->result.class = error_is(w, ERR_UPSTREAM) ? w->class : CLASS_INTERNAL;
		s->error = arena_text(w->arena, w->message);
		work_forgive(w);
	}
	c->want.kind = WANT_NOTHING;
	return true;
}

struct sending *sending_begin(struct work *w, const struct message *m,
			      const struct mail_server *server)
{
	struct sending *s = ARENA_NEW(w->arena, struct sending);
	struct want *want = &s->conversation.want;

	s->result.is_mail = m->receiver == RECEIVER_EMAIL;
	want->kind = s->result.is_mail ? WANT_MAIL : WANT_FETCH;
	want->is_optional = true;
	s->conversation.advance = take;
	s->started_at = m->at;
	s->began_ms = clock_monotonic_ms();
	if (s->result.is_mail)
		return message_mail(w, m, server, &want->mail) ? s : NULL;
	return message_request(w, m, &want->fetch) ? s : NULL;
}
