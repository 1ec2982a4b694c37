/* POST /api/webhooks/test: a sample is sent to a receiver now (contract, 7.8). */
#include "api/webhook_test.h"

#include "bounds.h"
#include "job/drive.h"
#include "job/sending.h"
#include "notify/receiver.h"
#include "notify/signature.h"
#include "util/clock.h"
#include "util/id.h"

#define IN(member, ...) FIELD(struct webhook_test, member, __VA_ARGS__)
#define COMMON                                                                                     \
	IN(webhook_url, .required = true, .max = URL_MAX, .check = receiver_check),                \
	    IN(webhook_secret, .max = WEBHOOK_SECRET_MAX, .check = webhook_secret_check,           \
	       .summary = "Signs the sample; without one a new secret does."),                     \
	    IN(webhook_type, .one_of = RECEIVER_WORDS, .summary = "Told by the URL when absent."), \
	    IN(webhook_metadata, .object = true)

SHAPE(webhook_test_in, struct webhook_test, COMMON);
SHAPE(group_webhook_test_in, struct webhook_test, ID_FIELD(struct webhook_test, id), COMMON);

struct webhook_test_view {
	bool success;
	int64_t status_code;
	const char *message;
};

SHAPE(webhook_test_out, struct webhook_test_view,
      FIELD(struct webhook_test_view, success, .summary = "Whether the receiver answered 2xx."),
      FIELD(struct webhook_test_view, status_code, .summary = "Its answer; 0: there was none."),
      COLUMN(struct webhook_test_view, message));

static void fill_sample(struct call *c, const struct webhook_test *in, const char *strategy_name,
			struct run_event *e)
{
	struct work *w = c->work;

	*e = (struct run_event){.job_id = id_new(w->arena),
				.schedule_id = id_new(w->arena),
				.strategy_name = strategy_name,
				.url = "https://shop.example/catalogue",
				.results = {"[{\"name\":\"Kettle\",\"price\":24.5}]"},
				.changes = {"{\"added\":[{\"name\":\"Kettle\",\"price\":24.5}],"
					    "\"removed\":[],\"modified\":[],\"moved\":[]}"},
				.item_count = 1,
				.has_changes = true,
				.content_hash = "0c4f9d2e7b1a4c3d8e6f5a0b9c8d7e6f",
				.completed_at = clock_now()};
	if (in->webhook_metadata)
		e->metadata.data = json_string(w, in->webhook_metadata);
}

static bool fill_message(struct call *c, const struct webhook_test *in, struct message *m)
{
	struct work *w = c->work;
	const char *why;

	m->receiver = receiver_detect(in->webhook_url);
	if (in->webhook_type)
		(void)receiver_of(in->webhook_type, &m->receiver);
	why = receiver_mismatch(m->receiver, in->webhook_url);
	if (why)
		return complain(w, ERR_UNACCEPTABLE, "webhook_type", "%s", why);
	m->address = in->webhook_url;
	m->id = id_new(w->arena);
	m->secrets[m->n_secrets++] =
	    in->webhook_secret ? in->webhook_secret : webhook_secret_new(w->arena);
	m->at = clock_now();
	return true;
}

bool webhook_test_send(struct call *c, const struct webhook_test *in, const char *strategy_name)
{
	const struct driver driver = {.fetcher = c->api->fetcher};
	struct webhook_test_view view = {.success = true,
					 .message = "Webhook delivered successfully"};
	struct run_event event;
	struct message m = {.event = &event};
	struct sending *s;

	if (!fill_message(c, in, &m))
		return false;
	fill_sample(c, in, strategy_name, &event);
	s = sending_begin(c->work, &m, &c->api->config.mail);
	if (s && !conversation_drive(c->work, &s->conversation, &driver))
		return false;
	if (!s && !error_is(c->work, ERR_NOT_FOUND))
		return false;
	if (s)
		view.status_code = s->result.status;
	if (!s || s->error) {
		view.success = false;
		view.message = s ? s->error : c->work->message;
		work_forgive(c->work);
	}
	return reply_shape(c, &webhook_test_out, &view);
}

static bool test_webhook(struct call *c)
{
	return webhook_test_send(c, INPUT(c, struct webhook_test), "Test");
}

const struct route webhook_test_routes[] = {
    {POST, "/api/webhooks/test", test_webhook, &webhook_test_in, &webhook_test_out, ROUTE_SLOW, 200,
     "Webhook", .summary = "Send a sample to a receiver and tell what it answered."},
    {0},
};
