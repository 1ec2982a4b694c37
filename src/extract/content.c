/* Lines divided at headings. */
#include "extract/content.h"

#include "bounds.h"
#include "extract/content_parts.h"

/* Much of the line's text leads to other places: "Home > Tips > Kettles" too. */
static bool is_links(const struct line *l)
{
	return (uint64_t)l->linked * 5 >= (uint64_t)l->n * 2;
}

/* Something to read: text, or the heading of this page's text. */
static bool is_content(const struct line *l)
{
	return l->n && !is_links(l);
}

/* A page of links is an index: its links are the content. */
static bool is_index(const struct lines *lines)
{
	uint64_t n = 0, linked = 0;

	LIST_EACH (const struct line, l, &lines->list) {
		n += l->n;
		linked += l->linked;
	}
	return linked * 2 > n;
}

/* Lines of links before the first and after the last of the text ("Next: …, Up: …") lead away from
 * the page; those under a heading of their own are a section. Where the page says itself what its
 * content is, a list of links at the end belongs to it, and only teasers do not. */
static void trim_links(struct lines *lines, bool is_marked)
{
	struct line *last = NULL;

	if (is_index(lines))
		return;
	while (lines->list.first && !lines->list.first->level && is_links(lines->list.first))
		lines->list.first = lines->list.first->next;
	LIST_EACH (struct line, l, &lines->list) {
		if (is_content(l) || (is_marked && l->n && !l->level))
			last = l;
	}
	if (!last || last->level) /* all that follows the last heading is links */
		return;
	last->next = NULL;
	lines->list.last = last;
}

/* What stands between two headings. */
struct section {
	const struct line *heading; /* NULL before the first */
	const struct line *first;   /* of its lines */
	const struct line *end;	    /* the next heading, or NULL */
};

static size_t content_size(const struct section *s, bool *has_gap)
{
	size_t n = 0;

	*has_gap = false;
	for (const struct line *l = s->first; l != s->end; l = l->next) {
		n += l->is_gap ? 0 : strlen(l->text) + 1;
		*has_gap |= l->is_gap;
	}
	return n;
}

/* A heading over nothing but what was dropped goes with it; over sections of its own it stays. */
static bool is_section(const struct section *s)
{
	bool has_gap;
	size_t n = content_size(s, &has_gap);

	if (!s->heading || n)
		return n > 0;
	return !has_gap || (s->end && s->end->level > s->heading->level);
}

static const char *section_text(struct arena *a, const struct section *s)
{
	bool has_gap;
	struct text t = text_new(a, content_size(s, &has_gap));

	for (const struct line *l = s->first; l != s->end; l = l->next) {
		if (l->is_gap)
			continue;
		text_add(&t, t.length ? "\n" : "");
		text_add(&t, l->text);
	}
	return t.data;
}

/* The section that begins at l, which may be its heading. */
static struct section section_at(const struct line *l)
{
	struct section s = {.first = l};

	if (l->level) {
		s.heading = l;
		s.first = l->next;
	}
	s.end = s.first;
	while (s.end && !s.end->level)
		s.end = s.end->next;
	return s;
}

static void section_fill(struct work *w, struct value *row, const struct section *s)
{
	row[0].kind = VALUE_TEXT;
	row[0].as.text = s->heading ? s->heading->text : "";
	row[1].kind = VALUE_INT;
	row[1].as.integer = s->heading ? s->heading->level : 0;
	row[2].kind = VALUE_TEXT;
	row[2].as.text = section_text(w->arena, s);
}

static struct items *divide(struct work *w, const struct lines *lines)
{
	static const char *names[] = {"heading", "level", "content"};
	struct items *items = ARENA_NEW(w->arena, struct items);
	struct section s;
	size_t n = 0;

	*items = (struct items){.names = names, .n_fields = 3};
	for (const struct line *l = lines->list.first; l; l = s.end) {
		s = section_at(l);
		n += is_section(&s);
	}
	if (n > ITEMS_MAX)
		return fail_class(w, CLASS_TOO_COMPLEX, "the page has more than %d sections",
				  ITEMS_MAX);
	items->values = ARENA_ARRAY(w->arena, n * items->n_fields, struct value);
	for (const struct line *l = lines->list.first; l; l = s.end) {
		s = section_at(l);
		if (is_section(&s))
			section_fill(w, item_value(items, items->n++, 0), &s);
	}
	return items;
}

static void title_put_first(struct reading *r, struct lines *lines, const struct node *title)
{
	struct line *line = ARENA_NEW(r->w->arena, struct line);

	line->text = heading_text(r, title);
	line->level = 1;
	line->next = lines->list.first;
	lines->list.first = line;
}

struct items *content_sections(struct work *w, struct document *d)
{
	struct reading r = {.w = w, .d = d};
	struct node *root, *title;
	struct lines lines = {0};

	r.of = ARENA_ARRAY(w->arena, d->n_nodes, struct measure);
	drop_chrome(&r);
	root = content_root(&r, &title);
	if (root)
		lines_add(&r, &lines, root);
	trim_links(&lines, r.is_marked);
	if (title)
		title_put_first(&r, &lines, title);
	return divide(w, &lines);
}
