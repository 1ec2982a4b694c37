/* GET /api/workflows/{id}/runs/{rid}/events: a run while it goes on, as server-sent events. "run"
 * has the run, "node" how far a node is; both come at first and then whenever something is new.
 * After the run's end comes "end". A stream ends by itself after a while, so that nobody holds a
 * worker for ever; an EventSource connects again. */
#include "api/workflow_runs_view.h"
#include "bounds.h"
#include "util/clock.h"

struct watch_run {
	const char *id, *rid;
};

SHAPE(watch_run_in, struct watch_run, ID_FIELD(struct watch_run, id),
      FIELD(struct watch_run, rid, .required = true, .format = "uuid"));

struct node_event {
	const char *node_id, *node_key, *status;
	int64_t input_count, pending, completed, carried, failed, item_count;
	const char *error;
};

#define NODE(member) COLUMN(struct node_event, member)
SHAPE(node_event_out, struct node_event, NODE(node_id), NODE(node_key), NODE(status),
      NODE(input_count), NODE(pending), NODE(completed), NODE(carried), NODE(failed),
      NODE(item_count), NODE(error));

struct watching {
	struct call *call;
	const char *run_id;
	char *run_told;			      /* the last event about the run, */
	char *nodes_told[WORKFLOW_NODES_MAX]; /* and about each node; in the call's memory */
	int64_t spoke_ms;
	bool is_over;
};

static void send_event(struct watching *t, const char *name, const char *data)
{
	text_addf(&t->call->reply->body, "event: %s\ndata: ", name);
	text_add(&t->call->reply->body, data);
	text_add(&t->call->reply->body, "\n\n");
	t->spoke_ms = clock_monotonic_ms();
}

/* Sends what differs from what was told before. What is kept of it fits the largest there is: an
 * event's texts are names, and errors of TEXT_MAX bytes. */
static void tell(struct watching *t, char **told, const char *name, const char *data)
{
	if (*told && strcmp(*told, data) == 0)
		return;
	*told = arena_text(t->call->work->arena, data);
	send_event(t, name, data);
}

static void tell_run(struct watching *t, struct work *w, const struct workflow_run *r)
{
	const struct run_view view = run_view_of(r);
	struct text data = text_new(w->arena, REPLY_PIECE * 8);

	shape_encode(&data, &run_out, &view);
	tell(t, &t->run_told, "run", data.data);
}

static void tell_node(struct watching *t, struct work *w, const struct node_run *node,
		      const struct node_progress *p)
{
	struct text data = text_new(w->arena, REPLY_PIECE * 8);
	struct node_event event = {.node_id = node->node_id,
				   .node_key = node->node_key,
				   .status = node->status,
				   .input_count = node->input_count,
				   .item_count = node->item_count,
				   .error = node->error};

	if (p) {
		event.pending = p->pending;
		event.completed = p->completed;
		event.carried = p->carried;
		event.failed = p->failed;
		event.item_count = p->items;
	}
	shape_encode(&data, &node_event_out, &event);
	tell(t, &t->nodes_told[node->position], "node", data.data);
}

static const struct node_progress *progress_of(const struct node_progress *rows, size_t n,
					       const char *node_run_id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].node_run_id, node_run_id) == 0)
			return &rows[i];
	return NULL;
}

/* The run is read first: what is new of its nodes by then is told before its end. */
static bool look(struct watching *t, struct work *w)
{
	struct node_progress *progress;
	struct node_run *nodes;
	struct workflow_run r;
	size_t n, n_progress;

	if (!run_find(w, t->call->account_id, t->run_id, &r) ||
	    !node_runs(w, t->call->account_id, t->run_id, &nodes, &n) ||
	    !node_progress_of_run(w, t->call->account_id, t->run_id, &progress, &n_progress))
		return false;
	if (run_is_active(&r))
		tell_run(t, w, &r);
	for (size_t i = 0; i < n; i++)
		tell_node(t, w, &nodes[i], progress_of(progress, n_progress, nodes[i].id));
	if (!run_is_active(&r))
		tell_run(t, w, &r);
	t->is_over = !run_is_active(&r);
	return true;
}

/* A database that is away for a moment is no end; a run that is gone is one. */
static void look_once(struct watching *t)
{
	struct work part;

	work_begin_part(&part, t->call->work);
	if ((!db_ready(&part, t->call->api->db) || !look(t, &part)) &&
	    !error_is(&part, ERR_UNAVAILABLE))
		t->is_over = true;
	work_end(&part);
}

static void keep_alive(struct watching *t)
{
	if (clock_monotonic_ms() - t->spoke_ms < KEEP_ALIVE_MS)
		return;
	text_add(&t->call->reply->body, ": still going on\n\n");
	t->spoke_ms = clock_monotonic_ms();
}

static void watch(struct watching *t)
{
	const struct timespec pause = {.tv_nsec = EVENTS_LOOK_MS * 1000000L};
	const int64_t end_ms = clock_monotonic_ms() + EVENTS_LIFE_MS;
	struct reply *reply = t->call->reply;

	look_once(t);
	while (!t->is_over && !reply->broken && clock_monotonic_ms() < end_ms) {
		keep_alive(t);
		if (reply->body.length)
			reply_flush(reply);
		nanosleep(&pause, NULL);
		look_once(t);
	}
	if (t->is_over)
		send_event(t, "end", "{}");
}

static bool watch_run(struct call *c)
{
	const struct watch_run *in = INPUT(c, struct watch_run);
	struct watching *t = ARENA_NEW(c->work->arena, struct watching);
	struct workflow_run r;

	if (!run_of_path(c, in->id, in->rid, run_find, &r))
		return false;
	t->call = c;
	t->run_id = r.id;
	t->spoke_ms = clock_monotonic_ms();
	reply_header(c->reply, "Cache-Control", "no-cache");
	c->reply->content_type = "text/event-stream";
	c->reply->status = 200;
	reply_stream(c->reply);
	text_addf(&c->reply->body, "retry: %d\n\n", EVENTS_RETRY_MS);
	watch(t);
	return true;
}

const struct route workflow_events_routes[] = {
    {GET, "/api/workflows/{id}/runs/{rid}/events", watch_run, &watch_run_in, NULL,
     ROUTE_SLOW | ROUTE_EVENTS, 200, "Workflow",
     .summary = "A run while it goes on, as server-sent events: run, node, and end."},
    {0},
};
