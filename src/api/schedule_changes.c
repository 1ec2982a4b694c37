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
	if (strategy.output_schema.data)
		out->schema =
		    json_parse(w, strategy.output_schema.data, strlen(strategy.output_schema.data));
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

SHAPE(list_unseen_in, struct list_unseen,
      FIELD(struct list_unseen, id, .required = true, .check = id_check, .check_kind = ERR_INVALID,
	    .format = "uuid"),
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
};

SHAPE(unseen_out, struct unseen_reply, FIELD(struct unseen_reply, schedule_id, .format = "uuid"),
      FIELD(struct unseen_reply, changes, .summary = "Jobs, oldest first."),
      FIELD(struct unseen_reply, count, .summary = "How many."),
      FIELD(struct unseen_reply, marked_seen, .summary = "Whether they will not come again."),
      FIELD(struct unseen_reply, more, .summary = "Whether the next call has more at once."));

/* The job's results as the filter leaves them; *count the items of them. NULL data when the result
 * is not kept any more, or with the reason in w. */
static bool filtered_results(struct call *c, const struct reading *r,
			     const struct schedule_change *change, struct unseen_view *view)
{
	struct work *w = c->work;
	struct json_object *results, *inner;
	const char *text =
	    result_load(w, c->account_id, change->strategy_id, change->result_hash.data);

	if (!text) {
		if (!error_is(w, ERR_NOT_FOUND))
			return false;
		work_forgive(w);
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

/* Only what is told is marked: a narrow filter loses nothing (contract, Q15). */
static bool list_unseen(struct call *c)
{
	const struct list_unseen *in = INPUT(c, struct list_unseen);
	bool marks = !in->mark_seen || *in->mark_seen;
	struct text t = text_new(c->work->arena, REPLY_MAX);
	struct unseen_reply reply = {.schedule_id = in->id, .marked_seen = marks};
	struct schedule_change *rows;
	struct reading r;
	size_t n;

	if (!begin_reading(c, in->id, in->filter, &r) ||
	    !change_list_unseen(c->work, c->account_id, in->id, CHANGES_UNSEEN_MAX, &rows, &n))
		return false;
	reply.more = n == CHANGES_UNSEEN_MAX;
	text_add_char(&t, '[');
	for (size_t i = 0; i < n; i++) {
		struct unseen_view view = view_of(&rows[i]);

		if (t.length > CHANGES_RESULTS_MAX) {
			reply.more = true;
			break;
		}
		if (!filtered_results(c, &r, &rows[i], &view))
			return false;
		if (keywords_given(r.keywords) && view.item_count == 0)
			continue;
		if (marks && !change_see(c->work, c->account_id, rows[i].job_id))
			return false;
		if (reply.count++)
			text_add_char(&t, ',');
		shape_encode(&t, &unseen_job_out, &view);
	}
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

SHAPE(changelog_in, struct changelog,
      FIELD(struct changelog, id, .required = true, .check = id_check, .check_kind = ERR_INVALID,
	    .format = "uuid"),
      LIST_FIELDS(struct changelog),
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
static bool read_entry(struct call *c, const struct reading *r, const struct schedule_change *row,
		       bool with_items, struct entry_view *out, bool *fits)
{
	struct work *w = c->work;
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

/* One page. Without a filter the database turns the pages; with one, what it leaves does. */
static bool add_entries(struct call *c, const struct reading *r, const struct changelog *in,
			struct changelog_reply *reply, struct text *t)
{
	bool is_filtered = keywords_given(r->keywords);
	int64_t skip = is_filtered ? in->offset : 0, at = is_filtered ? 0 : in->offset;
	bool with_items = !in->include_items || *in->include_items;
	struct schedule_change *rows;
	size_t n = (size_t)reply->limit;

	for (int64_t seen = 0; n == (size_t)reply->limit && reply->count < reply->limit &&
			       seen < CHANGELOG_SCANNED_MAX;
	     seen += (int64_t)n, at += (int64_t)n) {
		if (!change_list(c->work, c->account_id, in->id, reply->limit, at, &rows, &n))
			return false;
		for (size_t i = 0; i < n && reply->count < reply->limit; i++) {
			struct entry_view entry;
			bool fits;

			if (!read_entry(c, r, &rows[i], with_items, &entry, &fits))
				return false;
			if (!fits || skip-- > 0)
				continue;
			if (reply->count++)
				text_add_char(t, ',');
			shape_encode(t, &entry_out, &entry);
		}
		if (!is_filtered)
			break;
	}
	return !text_is_full(t) ||
	       fail(c->work, ERR_TOO_LARGE, "the changes are too many for one reply: lower limit");
}

static bool list_changelog(struct call *c)
{
	const struct changelog *in = INPUT(c, struct changelog);
	struct text t = text_new(c->work->arena, REPLY_MAX);
	struct changelog_reply reply = {.schedule_id = in->id,
					.limit = list_limit(in->limit, 20, LIST_LIMIT_MAX),
					.offset = in->offset};
	struct reading r;

	text_add_char(&t, '[');
	if (!begin_reading(c, in->id, in->filter, &r) || !add_entries(c, &r, in, &reply, &t))
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
