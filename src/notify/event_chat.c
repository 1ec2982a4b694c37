/* Slack, Discord and mail. What a page says is text there and never a command: no mentions, no
 * links that hide where they lead. */
#include "notify/event_chat.h"

#include "bounds.h"

static void add_json(struct text *t, const char *s)
{
	text_add_json(t, s, strlen(s));
}

/* --- Slack --- */

/* Slack reads <...> as links and mentions; it wants three characters escaped. */
static const char *slack_escape(struct work *w, const char *s)
{
	struct text t = text_new(w->arena, 5 * strlen(s) + 1);

	for (; *s; s++) {
		if (*s == '&')
			text_add(&t, "&amp;");
		else if (*s == '<')
			text_add(&t, "&lt;");
		else if (*s == '>')
			text_add(&t, "&gt;");
		else
			text_add_char(&t, *s);
	}
	return t.data;
}

static void slack_section(struct work *w, struct text *t, const char *text)
{
	text_add(t, ",{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":");
	add_json(t, slack_escape(w, text));
	text_add(t, "}}");
}

void event_slack(struct work *w, const struct run_event *e, struct text *t)
{
	const struct notice n = event_notice(w, e);

	text_add(t, "{\"text\":");
	add_json(t, slack_escape(w, n.summary));
	text_add(t,
		 ",\"blocks\":[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":");
	add_json(t, e->error	? "A scheduled run failed"
		    : e->run_id ? "A workflow has run"
				: "A page changed");
	text_add(t, "}}");
	slack_section(w, t, arena_printf(w->arena, "%s\n%s", n.summary, e->url ? e->url : ""));
	for (size_t i = 0; i < n.lines.n; i++)
		slack_section(w, t, n.lines.items[i]);
	if (e->metadata.data)
		slack_section(w, t,
			      arena_printf(w->arena, "%.*s", NOTICE_SUMMARY_MAX, e->metadata.data));
	text_add(t, "]}");
}

/* Like all values of a workflow's variables, numbers and booleans are strings. */
void event_slack_workflow(struct work *w, const struct run_event *e, struct text *t)
{
	char time[INSTANT_TEXT_SIZE];
	const struct {
		const char *name, *value;
	} members[] = {
	    {"strategy_name", e->strategy_name},
	    {"url", e->url},
	    {"status", e->error ? "failed" : "completed"},
	    {"item_count",
	     e->error ? "" : arena_printf(w->arena, "%lld", (long long)e->item_count)},
	    {"has_changes", e->error	     ? ""
			    : e->has_changes ? "true"
					     : "false"},
	    {"summary", event_summary(w, e)},
	    {"job_id", e->run_id ? e->run_id : e->job_id},
	    {"schedule_id", e->schedule_id},
	    {"completed_at", time},
	    {"error", e->error ? e->error : ""},
	};

	instant_print(e->completed_at, time);
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		text_add(t, i ? ",\"" : "{\"");
		text_add(t, members[i].name);
		text_add(t, "\":");
		add_json(t, members[i].value ? members[i].value : "");
	}
	text_add_char(t, '}');
}

/* --- Discord --- */

static void discord_field(struct text *t, const char *name, const char *value, bool is_first)
{
	text_addf(t, "%s{\"name\":\"%s\",\"value\":", is_first ? "" : ",", name);
	add_json(t, *value ? value : "-");
	text_add_char(t, '}');
}

void event_discord(struct work *w, const struct run_event *e, struct text *t)
{
	const struct notice n = event_notice(w, e);
	struct text description = text_new(w->arena, NOTICE_ITEMS * (NOTICE_LINE_MAX + 1));
	char time[INSTANT_TEXT_SIZE];

	instant_print(e->completed_at, time);
	for (size_t i = 0; i < n.lines.n; i++)
		text_addf(&description, "%s%s", i ? "\n" : "", n.lines.items[i]);
	text_add(t, "{\"content\":");
	add_json(t, n.summary);
	/* "@everyone" on a page calls nobody. */
	text_add(t, ",\"allowed_mentions\":{\"parse\":[]},\"embeds\":[{\"title\":");
	add_json(t, e->strategy_name);
	if (e->url) { /* an empty one is refused */
		text_add(t, ",\"url\":");
		add_json(t, e->url);
	}
	text_add(t, ",\"description\":");
	add_json(t, e->error ? e->error : description.data);
	text_add(t, ",\"fields\":[");
	discord_field(t, "Status", e->error ? "failed" : "completed", true);
	if (!e->error)
		discord_field(t, "Items", arena_printf(w->arena, "%lld", (long long)e->item_count),
			      false);
	if (e->metadata.data)
		discord_field(t, "Metadata",
			      arena_printf(w->arena, "%.*s", NOTICE_SUMMARY_MAX, e->metadata.data),
			      false);
	text_addf(t, "],\"timestamp\":\"%s\"}]}", time);
}

/* --- mail --- */

const char *event_email(struct work *w, const struct run_event *e, struct text *t)
{
	const struct notice n = event_notice(w, e);
	char time[INSTANT_TEXT_SIZE];

	instant_print(e->completed_at, time);
	text_addf(t, "%s\r\n\r\n%s%s%s\r\n", n.summary, e->url ? e->url : "", e->url ? "\r\n" : "",
		  time);
	for (size_t i = 0; i < n.lines.n; i++)
		text_addf(t, "\r\n- %s", n.lines.items[i]);
	if (e->metadata.data)
		text_addf(t, "\r\n\r\n%s", e->metadata.data);
	text_addf(t, "\r\n\r\n%s %s\r\n", e->run_id ? "run" : "job",
		  e->run_id ? e->run_id : e->job_id);
	if (e->schedule_id)
		text_addf(t, "schedule %s\r\n", e->schedule_id);
	return n.summary;
}
