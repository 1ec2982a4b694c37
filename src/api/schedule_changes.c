/* /api/schedules/{id}/changes and /changelog: what the runs of a schedule changed, as news that are
 * read once and as a history. */
#include "api/api.h"
#include "bounds.h"
#include "extract/inner.h"
#include "extract/keyword.h"
#include "store/changes.h"
#include "store/results.h"
#include "store/schedules.h"
#include "store/strategies.h"
#include "util/id.h"

/* What both read: the filter, and where items are inside of results. */
struct reading {
	struct keywords *keywords;
	struct json_object *schema; /* of the strategy, or NULL */
};

static bool begin_reading(struct call *c, const char *schedule_id, const char *filter,
			  struct reading *out)
{
	struct work *w = c->work;
	struct schedule schedule;
	struct strategy strategy;

	*out = (struct reading){.keywords = keywords_parse(w, "filter", filter ? filter : "")};
	if (!out->keywords || !schedule_find(w, c->account_id, schedule_id, &schedule))
		return false;
	if (!schedule.strategy_id)
		return true;
	if (!strategy_find(w, c->account_id, schedule.strategy_id, &strategy))
		return false;
	out->schema = json_stored(w, strategy.output_schema.data);
	return true;
}

/* The items that the filter keeps. */
static struct json_object *kept(struct work *w, const struct reading *r, struct json_object *items)
{
	struct json_object *out = json_new_array(w);

	for (size_t i = 0; items && i < json_object_array_length(items); i++) {
		struct json_object *item = json_object_array_get_idx(items, i);

		if (keywords_match(w, r->keywords, item))
			json_add_shared(out, item);
	}
	return out;
}

/* --- GET /api/schedules/{id}/changes ------------------------------------------------------------
 */

struct list_unseen {
	const char *id, *filter;
	const bool *mark_seen;
};

SHAPE(list_unseen_in, struct list_unseen, ID_FIELD(struct list_unseen, id),
      FIELD(struct list_unseen, mark_seen,
	    .summary = "false leaves them unseen; true is the default."),
      FIELD(struct list_unseen, filter, .max = KEYWORDS_MAX, .check_kind = ERR_INVALID,
	    .summary = "Keywords: only items that fit, and only jobs that have some."));

struct unseen_view {
	const char *job_id, *id, *url, *status;
	struct raw_json results;
	int64_t item_count;
	const char *content_hash;
	bool has_changes;
	struct instant completed_at, created_at;
	int64_t added, removed, modified, moved;
};

#define VIEW(member, ...) FIELD(struct unseen_view, member, __VA_ARGS__)

SHAPE(unseen_job_out, struct unseen_view, VIEW(job_id, .format = "uuid"),
      VIEW(id, .format = "uuid", .summary = "The same as job_id."), VIEW(url, .format = "uri"),
      COLUMN(struct unseen_view, status),
      VIEW(results, .summary = "The items that fit the filter."),
      COLUMN(struct unseen_view, item_count), COLUMN(struct unseen_view, content_hash),
      COLUMN(struct unseen_view, has_changes), COLUMN(struct unseen_view, completed_at),
      COLUMN(struct unseen_view, created_at),
      VIEW(added, .summary = "Items that changed against the run before; the job's own changes "
			     "list them."),
      COLUMN(struct unseen_view, removed), COLUMN(struct unseen_view, modified),
      COLUMN(struct unseen_view, moved));

struct unseen_reply {
	const char *schedule_id;
	struct raw_json changes;
	int64_t count;
	bool marked_seen, more;
	bool is_full; /* not sent: no further job fits */
};

SHAPE(unseen_out, struct unseen_reply, FIELD(struct unseen_reply, schedule_id, .format = "uuid"),
      FIELD(struct unseen_reply, changes, .summary = "Jobs, oldest first."),
      FIELD(struct unseen_reply, count, .summary = "How many."),
      FIELD(struct unseen_reply, marked_seen, .summary = "Whether they will not come again."),
      FIELD(struct unseen_reply, more, .summary = "Whether the next call has more at once."));

/* The job's results as the filter leaves them, and how many items they are, in w's memory. None
 * when the result is not kept any more. */
static bool filtered_results(struct work *w, const struct reading *r,
			     const struct schedule_change *change, struct unseen_view *view)
{
	struct json_object *results, *inner;
	const char *text =
	    result_load(w, w->account_id, change->strategy_id, change->result_hash.data);

	if (!text) {
		if (!work_forgive_missing(w))
			return false;
		view->results.data = "[]";
		return true;
	}
	view->results.data = text;
	if (!keywords_given(r->keywords))
		return true;
	results = json_parse(w, text, strlen(text));
	if (!results)
		return false;
	inner = kept(w, r, inner_items(r->schema, results));
	view->item_count = (int64_t)json_object_array_length(inner);
	if (inner_name(r->schema)) {
		struct json_object *wrapper = json_new_object(w), *list = json_new_array(w);

		json_put_shared(wrapper, inner_name(r->schema), inner);
		json_add_shared(list, wrapper);
		inner = list;
	}
	view->results.data = json_string(w, inner);
	return true;
}

static struct unseen_view view_of(const struct schedule_change *change)
{
	return (struct unseen_view){.job_id = change->job_id,
				    .id = change->job_id,
				    .url = change->url,
				    .status = "completed",
				    .item_count = change->item_count,
				    .content_hash = change->content_hash,
				    .has_changes = true,
				    .completed_at = change->completed_at,
				    .created_at = change->created_at,
				    .added = change->added,
				    .removed = change->removed,
				    .modified = change->modified,
				    .moved = change->moved};
}

/* Appends a job, unless the filter leaves nothing of it or it does not fit behind the others: then
 * the next call begins with it. Only what is told is marked: a narrow filter loses nothing
 * (contract, Q15). */
static bool add_unseen(struct work *w, const struct reading *r, const struct schedule_change *row,
		       struct unseen_reply *reply, struct text *t)
{
	struct unseen_view view = view_of(row);
	const size_t before = t->length;

	if (!filtered_results(w, r, row, &view))
		return false;
	if (keywords_given(r->keywords) && view.item_count == 0)
		return true;
	if (reply->count)
		text_add_char(t, ',');
	shape_encode(t, &unseen_job_out, &view);
	if (text_is_full(t)) {
		text_cut(t, before);
		reply->is_full = reply->more = true;
		return true;
	}
	reply->count++;
	reply->is_full = t->length > CHANGES_RESULTS_MAX;
	return !reply->marked_seen || change_see(w, w->account_id, row->job_id);
}

/* Each job in memory of its own: results have megabytes. */
static bool add_all_unseen(struct call *c, const struct reading *r, struct unseen_reply *reply,
			   struct text *t)
{
	struct schedule_change *rows;
	struct work own;
	size_t n, i = 0;

	if (!change_list_unseen(c->work, c->account_id, reply->schedule_id, CHANGES_UNSEEN_MAX,
				&rows, &n))
		return false;
	work_begin_part(&own, c->work);
	for (; i < n && !reply->is_full && add_unseen(&own, r, &rows[i], reply, t); i++)
		work_renew_part(&own);
	reply->more = reply->more || i < n || n == CHANGES_UNSEEN_MAX;
	return work_end_part(&own, c->work);
}

static bool list_unseen(struct call *c)
{
	const struct list_unseen *in = INPUT(c, struct list_unseen);
	struct text t = text_new(c->work->arena, REPLY_MAX - REPLY_PIECE);
	struct unseen_reply reply = {.schedule_id = in->id,
				     .marked_seen = !in->mark_seen || *in->mark_seen};
	struct reading r;

	text_add_char(&t, '[');
	if (!begin_reading(c, in->id, in->filter, &r) || !add_all_unseen(c, &r, &reply, &t))
		return false;
	text_add_char(&t, ']');
	reply.changes.data = t.data;
	return reply_shape(c, &unseen_out, &reply);
}

/* --- GET /api/schedules/{id}/changelog ----------------------------------------------------------
 */

struct changelog {
	const char *id, *filter;
	int64_t limit, offset;
	const bool *include_items;
};

SHAPE(changelog_in, struct changelog, ID_FIELD(struct changelog, id), LIST_FIELDS(struct changelog),
      FIELD(struct changelog, include_items, .summary = "false tells the counts alone."),
      FIELD(struct changelog, filter, .max = KEYWORDS_MAX, .check_kind = ERR_INVALID,
	    .summary = "Keywords: only items that fit, and only entries that have some."));

struct entry_view {
	const char *job_id, *url;
	struct instant completed_at;
	int64_t item_count, new_items_count, removed_items_count;
	int64_t modified_items_count, moved_items_count;
	struct raw_json new_items, removed_items, modified_items;
};

#define ENTRY(member, ...) FIELD(struct entry_view, member, __VA_ARGS__)

SHAPE(entry_out, struct entry_view, ENTRY(job_id, .format = "uuid"), ENTRY(url, .format = "uri"),
      COLUMN(struct entry_view, completed_at), COLUMN(struct entry_view, item_count),
      ENTRY(new_items_count,
	    .summary = "Items that the run before had not; a modified one counts."),
      ENTRY(removed_items_count, .summary = "Items that it had and this one has not, likewise."),
      ENTRY(modified_items_count, .summary = "How many of both are one item that changed."),
      ENTRY(moved_items_count, .summary = "Only where order counts."),
      ENTRY(new_items, .omit_null = true), ENTRY(removed_items, .omit_null = true),
      ENTRY(modified_items, .omit_null = true,
	    .summary = "Each with its key, and old and new value of each field that changed."));

struct changelog_reply {
	const char *schedule_id;
	struct raw_json entries;
	int64_t count, limit, offset;
};

SHAPE(changelog_out, struct changelog_reply,
      FIELD(struct changelog_reply, schedule_id, .format = "uuid"),
      FIELD(struct changelog_reply, entries,
	    .summary = "Runs that changed something, newest first."),
      FIELD(struct changelog_reply, count, .summary = "How many this reply has."),
      COLUMN(struct changelog_reply, limit), COLUMN(struct changelog_reply, offset));

/* A modified item is a new one and a removed one to those who know no better. */
static struct json_object *with_sides(struct work *w, struct json_object *changes, const char *list,
				      const char *side)
{
	struct json_object *out = json_new_array(w), *items = json_array_of(changes, list);
	struct json_object *modified = json_array_of(changes, "modified");

	for (size_t i = 0; items && i < json_object_array_length(items); i++)
		json_add_shared(out, json_object_array_get_idx(items, i));
	for (size_t i = 0; modified && i < json_object_array_length(modified); i++)
		json_add_shared(out, json_get(json_object_array_get_idx(modified, i), side));
	return out;
}

static struct json_object *kept_modified(struct work *w, const struct reading *r,
					 struct json_object *changes)
{
	struct json_object *out = json_new_array(w), *modified = json_array_of(changes, "modified");

	for (size_t i = 0; modified && i < json_object_array_length(modified); i++) {
		struct json_object *m = json_object_array_get_idx(modified, i);

		if (keywords_match(w, r->keywords, json_get(m, "after")) ||
		    keywords_match(w, r->keywords, json_get(m, "before")))
			json_add_shared(out, m);
	}
	return out;
}

/* Fills the entry. False with the reason in w; *fits is whether the filter leaves anything. */
static bool read_entry(struct work *w, const struct reading *r, const struct schedule_change *row,
		       bool with_items, struct entry_view *out, bool *fits)
{
	bool is_filtered = keywords_given(r->keywords);
	struct json_object *changes = NULL, *fresh, *gone, *modified;

	*out = (struct entry_view){.job_id = row->job_id,
				   .url = row->url,
				   .completed_at = row->completed_at,
				   .item_count = row->item_count,
				   .new_items_count = row->added + row->modified,
				   .removed_items_count = row->removed + row->modified,
				   .modified_items_count = row->modified,
				   .moved_items_count = row->moved};
	*fits = true;
	if (!with_items && !is_filtered)
		return true;
	if (row->changes.data &&
	    !(changes = json_parse(w, row->changes.data, strlen(row->changes.data))))
		return false;
	fresh = kept(w, r, with_sides(w, changes, "added", "after"));
	gone = kept(w, r, with_sides(w, changes, "removed", "before"));
	modified = kept_modified(w, r, changes);
	if (is_filtered) {
		out->new_items_count = (int64_t)json_object_array_length(fresh);
		out->removed_items_count = (int64_t)json_object_array_length(gone);
		out->modified_items_count = (int64_t)json_object_array_length(modified);
		*fits = out->new_items_count + out->removed_items_count > 0;
	}
	if (with_items) {
		out->new_items.data = json_string(w, fresh);
		out->removed_items.data = json_string(w, gone);
		out->modified_items.data = json_string(w, modified);
	}
	return true;
}

/* One page of entries while it is made. */
struct page {
	const struct reading *reading;
	bool with_items;
	int64_t skip; /* entries that the filter keeps and that are before the page */
	struct changelog_reply *reply;
	struct text *text;
};

static bool add_entry(struct work *w, struct page *p, const struct schedule_change *row)
{
	struct entry_view entry;
	bool fits;

	if (!read_entry(w, p->reading, row, p->with_items, &entry, &fits))
		return false;
	if (!fits || p->skip-- > 0)
		return true;
	if (p->reply->count++)
		text_add_char(p->text, ',');
	shape_encode(p->text, &entry_out, &entry);
	return !text_is_full(p->text) ||
	       fail(w, ERR_TOO_LARGE, "the changes are too many for one reply: lower limit");
}

/* Without a filter the database turns the pages; with one, what it leaves does. A few changes at a
 * time: their items have megabytes. */
static bool add_entries(struct call *c, const struct changelog *in, struct page *p)
{
	bool is_filtered = keywords_given(p->reading->keywords), good = true;
	int64_t at = is_filtered ? 0 : in->offset, limit = p->reply->limit;
	int64_t end = at + (is_filtered ? CHANGELOG_SCANNED_MAX : limit);
	struct schedule_change *rows;
	struct work own;
	size_t n = CHANGES_READ;

	p->skip = in->offset - at;
	work_begin_part(&own, c->work);
	for (; good && n == CHANGES_READ && at < end && p->reply->count < limit; at += (int64_t)n) {
		work_renew_part(&own);
		good = change_list(&own, c->account_id, in->id, CHANGES_READ, at,
				   p->with_items || is_filtered, &rows, &n);
		for (size_t i = 0; good && i < n && p->reply->count < limit; i++)
			good = add_entry(&own, p, &rows[i]);
	}
	return work_end_part(&own, c->work);
}

static bool list_changelog(struct call *c)
{
	const struct changelog *in = INPUT(c, struct changelog);
	struct text t = text_new(c->work->arena, REPLY_MAX - REPLY_PIECE);
	struct changelog_reply reply = {.schedule_id = in->id,
					.limit = list_limit(in->limit, 20, LIST_LIMIT_MAX),
					.offset = in->offset};
	struct reading r;
	struct page page = {.reading = &r,
			    .with_items = !in->include_items || *in->include_items,
			    .reply = &reply,
			    .text = &t};

	text_add_char(&t, '[');
	if (!begin_reading(c, in->id, in->filter, &r) || !add_entries(c, in, &page))
		return false;
	text_add_char(&t, ']');
	reply.entries.data = t.data;
	return reply_shape(c, &changelog_out, &reply);
}

#define THING .thing = "Schedule"

const struct route schedule_changes_routes[] = {
    {GET, "/api/schedules/{id}/changes", list_unseen, &list_unseen_in, &unseen_out,
     ROUTE_SLOW | ROUTE_WRITES, 200, THING,
     .summary = "Changed runs that were not read yet, and marks them as read."},
    {GET, "/api/schedules/{id}/changelog", list_changelog, &changelog_in, &changelog_out,
     ROUTE_SLOW, 200, THING, .summary = "Every run that changed something, with what changed."},
    {0},
};
