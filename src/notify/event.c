/* The documented payload, and what people are shown of it. */
#include "notify/event.h"

#include "bounds.h"
#include "notify/event_chat.h"
#include "util/json_each.h"

/* --- the standard payload (contract, 7.4 to 7.6) --- */

static void put_text(struct text *t, const char *name, const char *value)
{
	text_addf(t, "\"%s\":", name);
	if (value)
		text_add_json(t, value, strlen(value));
	else
		text_add(t, "null");
}

static void put_raw(struct text *t, const char *name, struct raw_json value)
{
	text_addf(t, ",\"%s\":%s", name, value.data ? value.data : "null");
}

/* Who ran. */
static void add_subject(struct text *t, const struct run_event *e)
{
	if (e->run_id) {
		put_text(t, "workflow_id", e->workflow_id);
		text_add_char(t, ',');
		put_text(t, "workflow_name", e->strategy_name);
		text_add_char(t, ',');
		put_text(t, "run_id", e->run_id);
	} else {
		put_text(t, "job_id", e->job_id);
	}
	text_add_char(t, ',');
	put_text(t, "schedule_id", e->schedule_id);
	text_addf(t, ",\"status\":\"%s\",", e->error ? "failed" : "completed");
	if (e->run_id)
		return;
	put_text(t, "url", e->url);
	text_add_char(t, ',');
}

/* The results of a workflow's run (contract, part B, 7.3). */
static void add_run(struct text *t, const struct run_event *e)
{
	text_addf(t, "\"results\":%s", e->results.data);
	put_raw(t, "final_results_by_url_grouped", e->grouped);
	text_addf(t, ",\"item_count\":%lld,\"has_changes\":%s", (long long)e->item_count,
		  e->has_changes ? "true" : "false");
	if (e->are_omitted)
		text_add(t, ",\"results_omitted\":true");
}

static void standard(struct text *t, const struct run_event *e)
{
	char time[INSTANT_TEXT_SIZE];

	instant_print(e->completed_at, time);
	text_add_char(t, '{');
	add_subject(t, e);
	if (e->run_id && !e->error) {
		add_run(t, e);
	} else if (e->error) {
		put_text(t, "error", e->error);
	} else {
		text_add(t, "\"results\":");
		text_add(t, e->results.data ? e->results.data : "[]");
		text_addf(t, ",\"item_count\":%lld,\"has_changes\":%s,", (long long)e->item_count,
			  e->has_changes ? "true" : "false");
		put_text(t, "content_hash", e->content_hash);
		put_raw(t, "changes", e->changes);
	}
	text_addf(t, ",\"completed_at\":\"%s\"", time);
	put_raw(t, "metadata", e->metadata);
	text_add_char(t, '}');
}

/* --- for people --- */

/* The list of that name in the changes, and how long it is; NULL without changes. */
static struct json_object *change_list(struct json_object *changes, const char *name, size_t *n)
{
	struct json_object *list = json_array_of(changes, name);

	*n = list ? json_object_array_length(list) : 0;
	return list;
}

static struct json_object *parse_raw(struct work *w, struct raw_json raw)
{
	struct json_object *o = json_stored(w, raw.data);

	if (raw.data && !o)
		work_forgive(w); /* what people are shown is shorter then */
	return o;
}

/* What people type into names and sites into errors may have lines; a summary has one. */
static const char *one_line(struct arena *a, const char *s)
{
	char *copy = arena_text(a, s);

	for (char *c = copy; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return copy;
}

static const char *summary_of(struct work *w, const struct run_event *e,
			      struct json_object *changes)
{
	static const struct {
		const char *list, *word;
	} kinds[] = {{"added", "added"},
		     {"removed", "removed"},
		     {"modified", "changed"},
		     {"moved", "moved"}};
	struct text t = text_new(w->arena, NOTICE_SUMMARY_MAX);
	const char *comma = "";

	text_addf(&t, "%s: ", one_line(w->arena, e->strategy_name));
	if (e->error) {
		text_addf(&t, "failed. %s", one_line(w->arena, e->error));
		return t.data;
	}
	for (size_t i = 0, n; i < sizeof kinds / sizeof kinds[0]; i++) {
		change_list(changes, kinds[i].list, &n);
		if (n > 0) {
			text_addf(&t, "%s%zu %s", comma, n, kinds[i].word);
			comma = ", ";
		}
	}
	if (!*comma)
		text_add(&t, e->has_changes ? "changed" : "no changes");
	text_addf(&t, " (%lld item%s)", (long long)e->item_count, e->item_count == 1 ? "" : "s");
	return t.data;
}

/* A value in few bytes: text as it is, everything else as JSON, both cut between characters. */
static void add_value(struct work *w, struct text *t, struct json_object *value)
{
	const char *s = json_object_is_type(value, json_type_string) ? json_object_get_string(value)
								     : json_string(w, value);
	const char *p = s, *end = s + strlen(s);

	while (p < end && p - s < NOTICE_VALUE_MAX)
		(void)utf8_next(&p, end);
	text_add_bytes(t, s, (size_t)(p - s));
	if (p < end)
		text_add(t, "\xE2\x80\xA6");
}

static const char *line_of(struct work *w, struct json_object *item)
{
	struct text t = text_new(w->arena, NOTICE_LINE_MAX);
	const char *comma = "";

	if (!json_object_is_type(item, json_type_object)) {
		add_value(w, &t, item);
		return t.data;
	}
	JSON_EACH (item, m) {
		if (!m.value || t.length > NOTICE_LINE_MAX / 2)
			continue;
		text_addf(&t, "%s%s: ", comma, m.key);
		add_value(w, &t, m.value);
		comma = ", ";
	}
	return t.data;
}

/* "price: 20 -> 18" of an item that changed. */
static const char *change_of(struct work *w, struct json_object *modified)
{
	struct json_object *fields = json_array_of(modified, "fields");
	struct text t = text_new(w->arena, NOTICE_LINE_MAX);

	add_value(w, &t, json_get(modified, "key"));
	for (size_t i = 0; fields && i < json_object_array_length(fields); i++) {
		struct json_object *field = json_object_array_get_idx(fields, i);
		const char *name = json_text(field, "field");

		if (t.length > NOTICE_LINE_MAX / 2)
			break;
		text_addf(&t, "%s%s: ", i ? ", " : " | ", name ? name : "");
		add_value(w, &t, json_get(field, "before"));
		text_add(&t, " \xE2\x86\x92 ");
		add_value(w, &t, json_get(field, "after"));
	}
	return t.data;
}

static void add_lines(struct work *w, struct texts *lines, struct json_object *list,
		      const char *(*line)(struct work *w, struct json_object *o))
{
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		if (lines->n == NOTICE_ITEMS)
			return;
		lines->items[lines->n++] = line(w, json_object_array_get_idx(list, i));
	}
}

static struct texts lines_of(struct work *w, const struct run_event *e, struct json_object *changes)
{
	struct texts lines = {.items = ARENA_ARRAY(w->arena, NOTICE_ITEMS, const char *)};
	size_t n;

	if (e->error)
		return lines;
	add_lines(w, &lines, change_list(changes, "added", &n), line_of);
	add_lines(w, &lines, change_list(changes, "modified", &n), change_of);
	if (lines.n == 0 && !changes)
		add_lines(w, &lines, parse_raw(w, e->results), line_of);
	return lines;
}

const char *event_summary(struct work *w, const struct run_event *e)
{
	return summary_of(w, e, parse_raw(w, e->changes));
}

struct notice event_notice(struct work *w, const struct run_event *e)
{
	struct json_object *changes = parse_raw(w, e->changes);

	return (struct notice){summary_of(w, e, changes), lines_of(w, e, changes)};
}

bool event_body(struct work *w, enum receiver receiver, const struct run_event *e,
		struct event_body *out)
{
	struct text t = text_new(w->arena, WEBHOOK_BODY_MAX);

	*out = (struct event_body){.content_type = "application/json"};
	switch (receiver) {
	case RECEIVER_STANDARD:
		standard(&t, e);
		break;
	case RECEIVER_SLACK:
		event_slack(w, e, &t);
		break;
	case RECEIVER_SLACK_WORKFLOW:
		event_slack_workflow(w, e, &t);
		break;
	case RECEIVER_DISCORD:
		event_discord(w, e, &t);
		break;
	case RECEIVER_EMAIL:
		out->content_type = "text/plain; charset=utf-8";
		out->subject = event_email(w, e, &t);
		break;
	}
	out->data = t.data;
	out->size = t.length;
	return !text_is_full(&t) || fail(w, ERR_TOO_LARGE, "the message would have more than %u MB",
					 WEBHOOK_BODY_MAX >> 20);
}
