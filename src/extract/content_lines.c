/* The lines of an element as a reader sees them: a paragraph, an item, a row, a line of code. */
#include "extract/content_parts.h"

#include "bounds.h"
#include "extract/fold.h"

struct writer {
	struct reading *r;
	struct lines *lines;
	struct text text; /* the line so far */
	struct fold fold;
	uint32_t n, linked; /* visible bytes of it */
	bool has_bullet;    /* it is the first of an item */
	bool in_code;	    /* a line of the preformatted text at hand is written */
	bool had_blank;	    /* after an empty one, which waits for another */
	/* Indexes of nodes: inside until there. */
	uint32_t link_end, item_end, pre_end, row_end;
	uint32_t cells; /* of the row so far */
};

static void line_clear(struct writer *p)
{
	text_clear(&p->text);
	p->fold = (struct fold){.out = &p->text};
	p->n = p->linked = 0;
}

static struct line *line_new(struct writer *p)
{
	struct line *line = ARENA_NEW(p->r->w->arena, struct line);

	line->text = "";
	LIST_ADD(&p->lines->list, line);
	return line;
}

/* Items bring their own sign along: "• milk", each in an element of its own. */
static bool is_bullet(const char *s)
{
	static const char *const signs[] = {"\u2022", "\u00b7", "\u25e6", "\u2023", "\u25aa",
					    "\u25cf", "\u2013", "-",	  "*"};

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (strcmp(s, signs[i]) == 0)
			return true;
	}
	return false;
}

/* Ends the line; one without text is none. */
static void line_end(struct writer *p)
{
	struct arena *a = p->r->w->arena;
	struct line *line;

	while (p->text.length && p->text.data[p->text.length - 1] == ' ')
		p->text.data[--p->text.length] = '\0';
	if (p->n && !(p->has_bullet && is_bullet(p->text.data))) {
		if (p->had_blank)
			line_new(p);
		line = line_new(p);
		line->text = arena_printf(a, "%s%s", p->has_bullet ? "- " : "", p->text.data);
		line->n = p->n;
		line->linked = p->linked;
		p->has_bullet = p->had_blank = false;
	}
	line_clear(p);
}

/* --- headings --- */

/* What sites put beside a heading: links to it, or to change it. */
static bool is_anchor(struct reading *r, const struct node *heading, const struct node *n)
{
	static const char *const words[] = {"link", "top", "edit", "[edit]", "permalink"};
	const char *href = n->tag == TAG_a ? node_attribute(n, "href") : NULL, *text;

	if (!href || measure_of(r, n)->chars > 12 ||
	    measure_of(r, n)->chars == measure_of(r, heading)->chars)
		return false;
	text = node_text(r->w->arena, n);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (ascii_equal(text, words[i]))
			return true;
	}
	return false;
}

const char *heading_text(struct reading *r, const struct node *n)
{
	struct text t = text_new(r->w->arena, HTML_SIZE_MAX);
	struct fold fold = {.out = &t};
	const struct node *end = node_after(r, n);

	for (const struct node *x = n + 1; x < end;) {
		bool skip = is_dropped(r, x) || is_anchor(r, n, x);
		if (tag_is_block(x->tag) || node_ends_block(x))
			fold.gap = true;
		if (x->kind == NODE_TEXT)
			fold_add(&fold, x->text, x->text_length);
		x = skip ? node_after(r, x) : x + 1;
	}
	return t.data;
}

/* A heading that only leads to another page is the teaser of it. */
static bool is_teaser(const struct writer *p, const struct node *n)
{
	const struct measure *m = measure_of(p->r, n);
	const struct node *end = node_after(p->r, n);

	if (n->index < p->link_end)
		return true;
	if (!m->linked || (uint64_t)m->linked * 10 < (uint64_t)m->chars * 8)
		return false;
	for (const struct node *x = n + 1; x < end; x++) {
		if (is_link(x) && node_attribute(x, "href")[0] == '#')
			return false;
	}
	return true;
}

static void heading_add(struct writer *p, const struct node *n, int level)
{
	const char *text = heading_text(p->r, n);
	struct line *line;

	line_end(p);
	p->has_bullet = p->had_blank = false;
	if (!*text)
		return;
	line = line_new(p);
	line->text = text;
	line->level = level;
	line->n = measure_of(p->r, n)->chars;
	line->linked = is_teaser(p, n) ? line->n : 0;
}

/* --- text --- */

static void count(struct writer *p, const struct node *n, size_t before)
{
	for (size_t i = before; i < p->text.length; i++) {
		bool visible = (unsigned char)p->text.data[i] > ' ';
		p->n += visible;
		p->linked += visible && n->index < p->link_end;
	}
}

/* Preformatted text keeps its lines and the space in front of them. */
static void pre_add(struct writer *p, const struct node *n)
{
	const char *s = n->text, *end = s + n->text_length;

	while (s < end) {
		size_t size = 0, before = p->text.length;
		while (s + size < end && s[size] != '\n')
			size++;
		text_add_bytes(&p->text, s, size - (size && s[size - 1] == '\r'));
		count(p, n, before);
		s += size;
		if (s == end)
			return;
		p->had_blank = p->had_blank || (p->in_code && !p->n);
		p->in_code = p->in_code || p->n;
		line_end(p);
		s++;
	}
}

static void text_node_add(struct writer *p, const struct node *n)
{
	size_t before = p->text.length;

	if (n->index < p->pre_end) {
		pre_add(p, n);
		return;
	}
	fold_add(&p->fold, n->text, n->text_length);
	count(p, n, before);
}

/* --- elements --- */

/* A table of data has rows of short cells; one that only lays the page out has not. */
static bool is_row(const struct reading *r, const struct node *n)
{
	unsigned cells = 0;

	if (n->tag != TAG_tr || measure_of(r, n)->marks & MARK_BLOCKS)
		return false;
	NODE_EACH (cell, n) {
		if (cell->tag != TAG_td && cell->tag != TAG_th)
			continue;
		if (measure_of(r, cell)->chars > CELL_MAX)
			return false;
		cells++;
	}
	return cells > 1;
}

static void cell_begin(struct writer *p)
{
	if (p->cells++)
		text_add(&p->text, " | ");
	p->fold.start = p->text.length;
	p->fold.gap = false;
}

static void element_begin(struct writer *p, const struct node *n)
{
	if (is_link(n) && n->end > p->link_end)
		p->link_end = n->end;
	if (n->index < p->row_end) {
		if (n->tag == TAG_td || n->tag == TAG_th)
			cell_begin(p);
		else if (tag_is_block(n->tag))
			p->fold.gap = true;
		return;
	}
	if (tag_is_block(n->tag))
		line_end(p);
	if (n->tag == TAG_li) {
		p->has_bullet = true;
		p->item_end = n->end;
	}
	if (n->tag == TAG_pre && n->end > p->pre_end) {
		p->pre_end = n->end;
		p->in_code = false;
	}
	if (is_row(p->r, n)) {
		p->row_end = n->end;
		p->cells = 0;
	}
}

/* What ends before n. */
static void elements_end(struct writer *p, const struct node *n)
{
	if (n->index < p->row_end)
		p->fold.gap = p->fold.gap || node_ends_block(n);
	else if (node_ends_block(n))
		line_end(p);
	if (n->index >= p->item_end)
		p->has_bullet = false;
	if (p->pre_end && n->index >= p->pre_end) {
		p->had_blank = false;
		p->pre_end = 0;
	}
}

static void dropped_add(struct writer *p, const struct node *n)
{
	if (measure_of(p->r, n)->chars < DROPPED_MIN)
		return;
	line_end(p);
	line_new(p)->is_gap = true;
}

void lines_add(struct reading *r, struct lines *lines, const struct node *n)
{
	struct writer p = {.r = r, .lines = lines};
	const struct node *end = node_after(r, n);

	p.text = text_new(r->w->arena, HTML_SIZE_MAX);
	line_clear(&p);
	for (const struct node *x = n; x < end;) {
		int level = heading_level(x);
		if (x != n)
			elements_end(&p, x);
		if (is_dropped(r, x))
			dropped_add(&p, x);
		else if (level)
			heading_add(&p, x, level);
		else if (x->kind == NODE_TEXT)
			text_node_add(&p, x);
		else
			element_begin(&p, x);
		x = level || is_dropped(r, x) ? node_after(r, x) : x + 1;
	}
	line_end(&p);
}
