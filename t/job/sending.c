/* Whatever a receiver does is a result. */
#include "job/sending.h"

#include "bounds.h"
#include "tap.h"

static const struct run_event event = {.job_id = "j", .url = "https://shop.test/"};

static struct sending *begun(struct work *w)
{
	const struct message m = {.receiver = RECEIVER_STANDARD,
				  .address = "https://app.test/hook",
				  .id = "01",
				  .event = &event,
				  .secrets = {"secret"},
				  .n_secrets = 1};
	struct sending *s = sending_begin(w, &m, NULL);

	ok(s && s->conversation.want.kind == WANT_FETCH && s->conversation.want.is_optional,
	   "it wants to be sent, and to hear of failures");
	return s;
}

static bool answer(struct work *w, struct sending *s, struct fetch_response *r)
{
	return s->conversation.advance(w, &s->conversation, &(struct answer){.response = r}) &&
	       s->conversation.want.kind == WANT_NOTHING;
}

int main(void)
{
	char *body;
	struct sending *s;
	struct work w;

	work_begin(&w);
	s = begun(&w);
	ok(answer(&w, s, &(struct fetch_response){.status = 204, .body = ""}), "204 ends it");
	ok(s->result.status == 204 && !s->error, "well");
	s = begun(&w);
	body = arena_alloc(w.arena, 5001);
	memset(body, 'x', 5000);
	ok(answer(&w, s,
		  &(struct fetch_response){
		      .status = 503, .retry_after_s = 7, .body = body, .body_size = 5000}),
	   "503 ends it");
	is_int(s->result.retry_after_s, 7, "with its pause");
	is_text(s->error, "The receiver answered 503", "in a sentence");
	is_int((int64_t)strlen(s->answer), DELIVERY_ANSWER_MAX, "and the beginning of its answer");
	s = begun(&w);
	ok(answer(&w, s, &(struct fetch_response){.status = 302, .body = ""}) && s->error,
	   "a redirect is no success");
	s = begun(&w);
	fail_class(&w, CLASS_CONNECT, "Connection refused");
	ok(answer(&w, s, NULL) && w.error == ERR_NONE, "no answer is a result");
	ok(s->result.status == 0 && s->result.class == CLASS_CONNECT, "of its class");
	is_text(s->error, "Connection refused", "with its reason");
	ok(!sending_begin(&w, &(struct message){.event = &event, .id = "01"}, NULL) &&
	       error_is(&w, ERR_INTERNAL),
	   "what cannot be signed is not begun");
	work_end(&w);
	return done();
}
