/* /api/schedules/{id}/feed.*: changes for feed readers, items for spreadsheets. Readers know no
 * headers, so a token in the URL does for the key: it reads the feeds of one schedule, and can be
 * taken back. */
#include "api/feeds.h"

#include "api/api.h"
#include "bounds.h"
#include "extract/inner.h"
#include "extract/write_csv.h"
#include "store/jobs.h"
#include "store/results.h"
#include "store/schedules.h"
#include "store/strategies.h"
#include "util/encode.h"
#include "util/id.h"
#include "util/secret.h"

/* --- tokens -------------------------------------------------------------------------------------
 */

struct token_view {
	const char *schedule_id, *token, *atom, *rss, *json, *items;
};

SHAPE(token_out, struct token_view, FIELD(struct token_view, schedule_id, .format = "uuid"),
      FIELD(struct token_view, token, .summary = "Shown this once; a new one ends the old."),
      FIELD(struct token_view, atom, .summary = "Paths with the token in them."),
      COLUMN(struct token_view, rss), COLUMN(struct token_view, json),
      FIELD(struct token_view, items, .summary = "The latest items as CSV."));

static bool make_token(struct call *c)
{
	const char *id = INPUT(c, struct by_id)->id;
	uint8_t bytes[FEED_TOKEN_BYTES], hash[SHA256_SIZE];
	struct arena *a = c->work->arena;
	const char *token, *path;
	struct token_view view;

	secret_random(bytes, sizeof bytes);
	token = hex_encode(a, bytes, sizeof bytes);
	sha256(token, strlen(token), hash);
	if (!schedule_set_feed(c->work, c->account_id, id, (struct blob){hash, sizeof hash}))
		return false;
	path = arena_printf(a, "/api/schedules/%s", id);
	view = (struct token_view){
	    .schedule_id = id,
	    .token = token,
	    .atom = arena_printf(a, "%s/feed.atom?token=%s", path, token),
	    .rss = arena_printf(a, "%s/feed.rss?token=%s", path, token),
	    .json = arena_printf(a, "%s/feed.json?token=%s", path, token),
	    .items = arena_printf(a, "%s/items.csv?token=%s", path, token),
	};
	return reply_shape(c, &token_out, &view);
}

static bool revoke_token(struct call *c)
{
	return schedule_set_feed(c->work, c->account_id, INPUT(c, struct by_id)->id,
				 (struct blob){0}) &&
	       reply_message(c, "Feed token revoked");
}

/* --- reading ------------------------------------------------------------------------------------
 */

struct read_feed {
	const char *id, *token;
};

SHAPE(read_feed_in, struct read_feed, ID_FIELD(struct read_feed, id),
      FIELD(struct read_feed, token, .max = 2 * FEED_TOKEN_BYTES, .check_kind = ERR_INVALID,
	    .summary = "The schedule's feed token, where no key can be sent."));

/* The schedule and its strategy, for who has the key or the token. */
static bool open_feed(struct call *c, const struct read_feed *in, struct schedule *schedule,
		      struct strategy *strategy)
{
	uint8_t hash[SHA256_SIZE];

	if (!c->account_id) {
		if (!db_ready(c->work, c->api->db))
			return false;
		sha256(in->token, strlen(in->token), hash);
		c->account_id = schedule_of_feed(c->work, in->id, (struct blob){hash, sizeof hash});
		c->work->account_id = c->account_id;
		if (!c->account_id)
			return false;
	}
	return schedule_find(c->work, c->account_id, in->id, schedule) &&
	       (!schedule->strategy_id ||
		strategy_find(c->work, c->account_id, schedule->strategy_id, strategy));
}

/* True when the reader has this already: the reply is then a 304 without a body. */
static bool is_known(struct call *c, const char *tag)
{
	const char *theirs = request_header(c->request, "if-none-match");

	reply_header(c->reply, "ETag", "\"%s\"", tag);
	reply_header(c->reply, "Cache-Control", "private, max-age=0");
	if (!theirs || !strstr(theirs, arena_printf(c->work->arena, "\"%s\"", tag)))
		return false;
	c->reply->status = 304;
	return true;
}

static bool send_feed(struct call *c, const char *form, const char *type,
		      void (*print)(struct work *w, struct text *t, const struct feed *f))
{
	const struct read_feed *in = INPUT(c, struct read_feed);
	struct schedule_change *rows;
	struct strategy strategy = {.name = ""};
	struct schedule schedule;
	struct feed f;
	size_t n;

	if (!open_feed(c, in, &schedule, &strategy) ||
	    !change_list(c->work, c->account_id, in->id, FEED_ENTRIES, 0, false, &rows, &n))
		return false;
	/* Most readers have it: then the items of the changes are not read. */
	if (is_known(c,
		     arena_printf(c->work->arena, "%s-%zu", n ? rows[0].job_id : schedule.id, n)))
		return true;
	if (n && !change_list(c->work, c->account_id, in->id, FEED_ENTRIES, 0, true, &rows, &n))
		return false;
	f = (struct feed){
	    .schedule_id = schedule.id,
	    .title = strategy.name,
	    .page = schedule.url ? schedule.url : strategy.url,
	    .self = arena_printf(c->work->arena, "/api/schedules/%s/feed.%s", schedule.id, form),
	    .updated_at = n ? rows[0].completed_at : schedule.created_at,
	    .changes = rows,
	    .n = n};
	c->reply->status = 200;
	c->reply->content_type = type;
	print(c->work, &c->reply->body, &f);
	return true;
}

static bool feed_atom(struct call *c)
{
	return send_feed(c, "atom", "application/atom+xml; charset=utf-8", feed_print_atom);
}

static bool feed_rss(struct call *c)
{
	return send_feed(c, "rss", "application/rss+xml; charset=utf-8", feed_print_rss);
}

static bool feed_json(struct call *c)
{
	return send_feed(c, "json", "application/feed+json", feed_print_json);
}

/* --- the latest items as a table ----------------------------------------------------------------
 */

/* The newest completed job of each page of the schedule, newest first; jobs that ended before the
 * last FEED_JOBS_MAX are not looked for. */
static bool latest_jobs(struct call *c, const char *schedule_id, struct job **jobs, size_t *n)
{
	const struct job_filter f = {.account_id = c->account_id,
				     .schedule_id = schedule_id,
				     .status = "completed",
				     .limit = FEED_JOBS_MAX};
	size_t all, kept = 0;

	if (!job_list(c->work, &f, jobs, &all))
		return false;
	for (size_t i = 0; i < all; i++) {
		bool is_older = (*jobs)[i].discovery_id != NULL; /* its items are URLs */

		for (size_t k = 0; k < kept && !is_older; k++)
			is_older = strcmp((*jobs)[k].url, (*jobs)[i].url) == 0;
		if (!is_older)
			(*jobs)[kept++] = (*jobs)[i];
	}
	*n = kept;
	return true;
}

/* Appends the job's items to those of others, which have *left bytes left. */
static bool add_items(struct work *w, const struct job *job, struct json_object *schema,
		      struct json_object *all, size_t *left)
{
	struct json_object *items;
	const char *text;
	size_t size;

	if (!result_load_small(w, job->account_id, job->strategy_id, job->result_hash.data, *left,
			       &text, &size))
		return work_forgive_missing(w); /* it is gone with its time */
	if (!text)
		return fail(w, ERR_TOO_LARGE,
			    "the items have more than %u MB: read those of each job",
			    FEED_ITEMS_MAX >> 20);
	*left -= size;
	items = json_parse(w, text, size);
	if (!items)
		return false;
	items = inner_items(schema, items);
	for (size_t i = 0; i < json_object_array_length(items); i++)
		json_add_shared(all, json_object_array_get_idx(items, i));
	return true;
}

static bool items_csv(struct call *c)
{
	const struct read_feed *in = INPUT(c, struct read_feed);
	struct json_object *all = json_new_array(c->work), *schema;
	struct text *body = &c->reply->body;
	struct strategy strategy = {0};
	struct csv_columns columns;
	struct schedule schedule;
	struct job *jobs;
	size_t n, left = FEED_ITEMS_MAX;

	if (!open_feed(c, in, &schedule, &strategy) || !latest_jobs(c, in->id, &jobs, &n))
		return false;
	if (is_known(c, arena_printf(c->work->arena, "%s-%zu", n ? jobs[0].id : schedule.id, n)))
		return true;
	schema = json_stored(c->work, strategy.output_schema.data);
	for (size_t i = 0; i < n; i++)
		if (jobs[i].result_hash.data && !add_items(c->work, &jobs[i], schema, all, &left))
			return false;
	c->reply->status = 200;
	c->reply->content_type = "text/csv; charset=utf-8";
	columns = csv_columns_of(c->work, all);
	csv_write_header(body, &columns, false);
	for (size_t i = 0; i < json_object_array_length(all); i++)
		csv_write_row(c->work, body, &columns, json_object_array_get_idx(all, i), false);
	return true;
}

#define THING .thing = "Schedule"

const struct route feeds_routes[] = {
    {POST, "/api/schedules/{id}/feed-token", make_token, &by_id_in, &token_out, ROUTE_WRITES, 201,
     THING, .summary = "A token that reads the schedule's feeds and nothing else."},
    {DELETE, "/api/schedules/{id}/feed-token", revoke_token, &by_id_in, NULL, ROUTE_WRITES, 200,
     THING, .summary = "Take the token back."},
    {GET, "/api/schedules/{id}/feed.atom", feed_atom, &read_feed_in, NULL, ROUTE_SLOW | ROUTE_TOKEN,
     200, THING, .summary = "The schedule's changes as Atom."},
    {GET, "/api/schedules/{id}/feed.rss", feed_rss, &read_feed_in, NULL, ROUTE_SLOW | ROUTE_TOKEN,
     200, THING, .summary = "The schedule's changes as RSS."},
    {GET, "/api/schedules/{id}/feed.json", feed_json, &read_feed_in, NULL, ROUTE_SLOW | ROUTE_TOKEN,
     200, THING, .summary = "The schedule's changes as JSON Feed."},
    {GET, "/api/schedules/{id}/items.csv", items_csv, &read_feed_in, NULL, ROUTE_SLOW | ROUTE_TOKEN,
     200, THING, .summary = "The latest items of all its pages as CSV."},
    {0},
};
