/* Atom, RSS and JSON Feed. What a page says is text in them, never mark-up. */
#include "api/feeds.h"

#include "bounds.h"
#include "notify/event.h"
#include "notify/mail.h"

#include <string.h>

/* Appends s as XML text; what XML 1.0 does not have becomes a space. */
static void add_xml(struct text *t, const char *s)
{
	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '&')
			text_add(t, "&amp;");
		else if (c == '<')
			text_add(t, "&lt;");
		else if (c == '>')
			text_add(t, "&gt;");
		else if (c == '"')
			text_add(t, "&quot;");
		else
			text_add_char(t, c < ' ' && c != '\n' && c != '\t' ? ' ' : *s);
	}
}

static void add_element(struct text *t, const char *name, const char *value)
{
	text_addf(t, "<%s>", name);
	add_xml(t, value);
	text_addf(t, "</%s>\n", name);
}

/* An entry's title is the summary without the name of the feed, its text a line a change. */
struct entry {
	const char *title;
	struct texts lines;
};

static struct entry entry_of(struct work *w, const struct feed *f, const struct schedule_change *c)
{
	const struct run_event e = {.strategy_name = f->title,
				    .url = c->url,
				    .item_count = c->item_count,
				    .has_changes = true,
				    .changes = c->changes};

	struct entry entry = {
	    .lines = {.items = ARENA_ARRAY(w->arena, NOTICE_ITEMS, const char *)}};
	struct work own; /* a change may have megabytes, what is shown of it has lines */
	struct notice n;

	work_begin_part(&own, w);
	n = event_notice(&own, &e);
	entry.title = arena_text(w->arena, n.summary);
	for (; entry.lines.n < n.lines.n; entry.lines.n++)
		entry.lines.items[entry.lines.n] =
		    arena_text(w->arena, n.lines.items[entry.lines.n]);
	work_end(&own);
	return entry;
}

/* The lines as a list in HTML. */
static const char *html_of(struct work *w, const struct entry *e)
{
	struct text t = text_new(w->arena, FEED_ENTRY_MAX);

	text_add(&t, "<ul>");
	for (size_t i = 0; i < e->lines.n; i++) {
		text_add(&t, "<li>");
		add_xml(&t, e->lines.items[i]);
		text_add(&t, "</li>");
	}
	text_add(&t, "</ul>");
	return t.data;
}

void feed_print_atom(struct work *w, struct text *t, const struct feed *f)
{
	text_add(t, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		    "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	add_element(t, "title", f->title);
	text_addf(t, "<id>urn:uuid:%s</id>\n<link rel=\"self\" href=\"", f->schedule_id);
	add_xml(t, f->self);
	text_add(t, "\"/>\n");
	add_element(t, "updated", instant_text(w->arena, f->updated_at));
	text_add(t, "<author><name>meter</name></author>\n");
	for (size_t i = 0; i < f->n; i++) {
		const struct schedule_change *c = &f->changes[i];
		const struct entry e = entry_of(w, f, c);

		text_addf(t, "<entry>\n<id>urn:uuid:%s</id>\n", c->job_id);
		add_element(t, "title", e.title);
		add_element(t, "updated", instant_text(w->arena, c->completed_at));
		text_add(t, "<link href=\"");
		add_xml(t, c->url);
		text_add(t, "\"/>\n<content type=\"html\">");
		add_xml(t, html_of(w, &e));
		text_add(t, "</content>\n</entry>\n");
	}
	text_add(t, "</feed>\n");
}

void feed_print_rss(struct work *w, struct text *t, const struct feed *f)
{
	text_add(t,
		 "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\">\n<channel>\n");
	add_element(t, "title", f->title);
	add_element(t, "link", f->page);
	add_element(t, "description", arena_printf(w->arena, "Changes of %s", f->page));
	add_element(t, "lastBuildDate", mail_date(w->arena, f->updated_at));
	for (size_t i = 0; i < f->n; i++) {
		const struct schedule_change *c = &f->changes[i];
		const struct entry e = entry_of(w, f, c);

		text_add(t, "<item>\n");
		add_element(t, "title", e.title);
		add_element(t, "link", c->url);
		text_addf(t, "<guid isPermaLink=\"false\">urn:uuid:%s</guid>\n", c->job_id);
		add_element(t, "pubDate", mail_date(w->arena, c->completed_at));
		add_element(t, "description", html_of(w, &e));
		text_add(t, "</item>\n");
	}
	text_add(t, "</channel>\n</rss>\n");
}

static void put(struct text *t, const char *name, const char *value)
{
	text_addf(t, "\"%s\":", name);
	text_add_json(t, value, strlen(value));
}

void feed_print_json(struct work *w, struct text *t, const struct feed *f)
{
	text_add(t, "{\"version\":\"https://jsonfeed.org/version/1.1\",");
	put(t, "title", f->title);
	text_add_char(t, ',');
	put(t, "home_page_url", f->page);
	text_add(t, ",\"items\":[");
	for (size_t i = 0; i < f->n; i++) {
		const struct schedule_change *c = &f->changes[i];
		const struct entry e = entry_of(w, f, c);

		text_addf(t, "%s{\"id\":\"urn:uuid:%s\",", i ? "," : "", c->job_id);
		put(t, "url", c->url);
		text_add_char(t, ',');
		put(t, "title", e.title);
		text_add_char(t, ',');
		put(t, "content_html", html_of(w, &e));
		text_addf(t, ",\"date_published\":\"%s\",\"_meter\":{\"changes\":%s}}",
			  instant_text(w->arena, c->completed_at),
			  c->changes.data ? c->changes.data : "null");
	}
	text_add(t, "]}");
}
