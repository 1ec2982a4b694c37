/* What is sent: headers, and who is told secrets. */
#include "notify/message.h"

#include "notify/signature.h"

#include "tap.h"

#include "bounds.h"

static const struct run_event event = {.job_id = "j",
				       .schedule_id = "s",
				       .strategy_name = "Pans",
				       .url = "https://shop.test/",
				       .results = {"[]"},
				       .content_hash = "0",
				       .completed_at = {INT64_C(1780000000000000)}};

static const char *header(const struct fetch_request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (strcmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

static void test_standard(struct work *w)
{
	struct message m = {.receiver = RECEIVER_STANDARD,
			    .address = "https://app.test/hook",
			    .id = "01",
			    .event = &event,
			    .secrets = {"new", "old"},
			    .n_secrets = 2,
			    .at = {INT64_C(1780000001500000)}};
	struct fetch_request r, again;
	struct signed_message what;

	ok(message_request(w, &m, &r), "a standard message");
	is_text(r.method, "POST", "is posted");
	is_text(r.url, m.address, "to its address");
	ok(r.no_redirects && r.any_status && r.is_patient && !r.is_own && r.cut,
	   "whatever that answers, by the rules for strangers");
	is_text(header(&r, "Content-Type"), "application/json", "as JSON");
	is_text(header(&r, "X-Webhook-Secret"), "new", "with the present secret");
	is_text(header(&r, "webhook-id"), "01", "its id");
	is_text(header(&r, "webhook-timestamp"), "1780000001", "its time");
	what = (struct signed_message){"01", 1780000001, r.body, r.body_size};
	is_text(header(&r, "webhook-signature"), webhook_sign(w->arena, &what, m.secrets, 2),
		"and signatures by both");
	m.at.us += 5000000;
	ok(message_request(w, &m, &again), "a later attempt");
	is_text(again.body, r.body, "has the same body");
	ok(strcmp(header(&again, "webhook-signature"), header(&r, "webhook-signature")) != 0,
	   "under another signature");
	m.n_secrets = 0;
	ok(!message_request(w, &m, &r) && error_is(w, ERR_INTERNAL), "nothing goes unsigned");
	work_forgive(w);
	m.n_secrets = 1;
	m.secrets[0] = "whsec_?";
	ok(!message_request(w, &m, &r) && error_is(w, ERR_INTERNAL), "or with half a secret");
	work_forgive(w);
}

static void test_chat(struct work *w)
{
	struct message m = {.receiver = RECEIVER_SLACK,
			    .address = "https://hooks.slack.com/services/x",
			    .id = "01",
			    .event = &event,
			    .secrets = {"new"},
			    .n_secrets = 1};
	struct fetch_request r;

	ok(message_request(w, &m, &r), "a message to a chat");
	ok(!header(&r, "X-Webhook-Secret") && !header(&r, "webhook-signature"),
	   "is told no secrets");
	ok(strstr(r.body, "\"blocks\""), "and has its own form");
}

static void test_mail(struct work *w)
{
	const struct message m = {.receiver = RECEIVER_EMAIL,
				  .address = "mailto:me@home.test",
				  .id = "01",
				  .event = &event};
	const struct mail_server none = {.url = ""},
				 server = {.url = "smtp://mx.test", .from = "meter@shop.test"};
	struct mail mail;

	ok(message_mail(w, &m, &server, &mail), "a mail");
	is_text(mail.to, "me@home.test", "to its mailbox");
	ok(strstr(mail.data, "Message-ID: <01@shop.test>"), "has the delivery's id");
	ok(!message_mail(w, &m, &none, &mail) && error_is(w, ERR_NOT_FOUND),
	   "without a server there is none");
	work_forgive(w);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_standard(&w);
	test_chat(&w);
	test_mail(&w);
	work_end(&w);
	return done();
}
