/* POST /api/strategies/generate/stream: generation, told as server-sent events while it goes on
 * (contract, 3.5 and Q11). Each event has its name twice: as its "event" and as "type" in its data.
 */
#include "api/generate.h"
#include "bounds.h"
#include "util/clock.h"

struct stream {
	struct call *call;
	struct making making;
	int64_t spoke_ms; /* when the client last heard of us */
};

struct progress {
	const char *type, *stage, *message;
	int64_t attempt;
};

SHAPE(progress_out, struct progress, COLUMN(struct progress, type), COLUMN(struct progress, stage),
      COLUMN(struct progress, message), COLUMN(struct progress, attempt));

/* What people read beside each stage. */
static const struct {
	const char *stage, *message;
} messages[] = {
    {.stage = "fetching", .message = "Fetching the page"},
    {.stage = "analyzing", .message = "Reading the page"},
    {.stage = "generating", .message = "Making the strategy"},
    {.stage = "extracting", .message = "Extracting items"},
    {.stage = "validating", .message = "Checking the strategy"},
};

static const char *message_of(const char *stage)
{
	for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++)
		if (strcmp(messages[i].stage, stage) == 0)
			return messages[i].message;
	return stage;
}

static void speak(struct stream *s)
{
	s->spoke_ms = clock_monotonic_ms();
	reply_flush(s->call->reply);
}

static void begin_event(struct stream *s, const char *name)
{
	text_addf(&s->call->reply->body, "event: %s\ndata: ", name);
}

static void end_event(struct stream *s)
{
	text_add(&s->call->reply->body, "\n\n");
	speak(s);
}

/* The object with a type before its own members. */
static void send_object(struct stream *s, const char *name, const char *object)
{
	begin_event(s, name);
	text_addf(&s->call->reply->body, "{\"type\":\"%s\",", name);
	text_add(&s->call->reply->body, object + 1);
	end_event(s);
}

static void send_progress(const struct want *want, void *data)
{
	struct stream *s = data;
	struct progress event = {
	    .type = "progress", .stage = want->stage, .attempt = want->attempt ? want->attempt : 1};

	if (!want->stage)
		return;
	event.message = want->kind == WANT_NOTHING
			    ? arena_printf(s->call->work->arena, "%lld items extracted",
					   (long long)s->making.made->item_count)
			    : message_of(want->stage);
	begin_event(s, event.type);
	shape_encode(&s->call->reply->body, &progress_out, &event);
	end_event(s);
}

/* The error as a plain reply would tell it, with its status beside it. */
static void send_failure(struct stream *s)
{
	struct call *c = s->call;
	struct reply told;

	reply_init(&told, c->work->arena);
	reply_failure(c, &told);
	send_object(s, "error",
		    arena_printf(c->work->arena, "{\"status_code\":%d,%s", told.status,
				 told.body.data + 1));
}

/* A comment line keeps clients and proxies from giving up on a quiet stretch (decision 9). */
static void keep_alive(void *data)
{
	struct stream *s = data;

	if (clock_monotonic_ms() - s->spoke_ms < KEEP_ALIVE_MS)
		return;
	text_add(&s->call->reply->body, ": still working\n\n");
	speak(s);
}

/* From here on the status is 200. The quota is told as it will be when all goes well (Q11). */
static void begin(struct stream *s)
{
	struct call *c = s->call;
	struct quota quota = s->making.quota;

	if (s->making.once.reply) {
		quota_tell(c);
	} else {
		quota.used++;
		if (quota.oldest.us == 0)
			quota.oldest = clock_now();
		quota_headers(c, &quota);
	}
	reply_header(c->reply, "Cache-Control", "no-cache");
	c->reply->content_type = "text/event-stream";
	c->reply->status = 200;
	reply_stream(c->reply);
	s->spoke_ms = clock_monotonic_ms();
}

static bool stream(struct call *c)
{
	struct stream s = {.call = c};
	const struct driver driver = {.fetcher = c->api->fetcher,
				      .extractor = c->api->extractor,
				      .tick = keep_alive,
				      .tick_data = &s,
				      .turn = send_progress};

	if (!making_begin(c, INPUT(c, struct generate), &s.making))
		return false;
	begin(&s);
	if (s.making.once.reply) {
		send_object(&s, "complete", s.making.once.reply);
	} else if (making_run(c, &s.making, &driver)) {
		send_object(&s, "complete", s.making.reply);
	} else {
		send_failure(&s);
		return false;
	}
	return true;
}

const struct route stream_routes[] = {
    {POST, "/api/strategies/generate/stream", stream, &generate_in, NULL,
     ROUTE_SLOW | ROUTE_GENERATION | ROUTE_STRICT_400 | ROUTE_QUOTA | ROUTE_IDEMPOTENT |
	 ROUTE_EVENTS,
     200, "Strategy",
     .summary = "The same as server-sent events: progress while it is made, then complete or "
		"error."},
    {0},
};
