/* What a page says as a whole: its headings, what it tells machines, labels and their values, and
 * the part around its main heading. */
#include "strategy/condense_parts.h"

#include "bounds.h"
#include "strategy/quote.h"

#include <math.h>

#define HEADINGS_SHOWN 8
#define FACTS_SHOWN    30 /* of each kind: meta elements, JSON-LD values, labels */
#define PLACES_SHOWN   3  /* of each field */
#define MAIN_BYTES     4000
#define MAIN_LINES     70

static bool is_heading(const struct printer *c, const struct node *n)
{
	const struct feature *f = feature_of(c->page, n);

	return n->kind == NODE_ELEMENT && n->tag >= TAG_h1 && n->tag <= TAG_h3 && f->text_length &&
	       !f->hidden && !f->skipped;
}

static void print_quoted(struct printer *c, struct node *n, const char *what, const char *value)
{
	struct text line = text_new(c->page->work->arena, CONDENSED_LINE_MAX);

	text_add(&line, what);
	quote_add(&line, value, c->text_max);
	line_add(c, n, line.data);
}

void page_print_names(struct printer *c)
{
	struct arena *a = c->page->work->arena;
	int shown = 0;

	if (*c->page->title)
		print_quoted(c, NULL, "page title ", c->page->title);
	for (size_t i = 1; i < c->page->document->n_nodes && shown < HEADINGS_SHOWN; i++) {
		struct node *n = &c->page->document->nodes[i];
		if (!is_heading(c, n) || (n->tag != TAG_h1 && n->parent->tag == TAG_a))
			continue;
		print_quoted(c, n, arena_printf(a, "%s ", n->name), node_text(a, n));
		shown++;
	}
}

/* json "Product.name" "…" */
static bool json_print_line(struct printer *c, const struct slot *s)
{
	struct text what = text_new(c->page->work->arena, CONDENSED_LINE_MAX);

	if (s->source != SLOT_JSON)
		return false;
	text_add(&what, "json ");
	quote_add(&what, s->path, PATH_MAX_BYTES);
	if (s->many.n > 1)
		text_addf(&what, " %zu values, the first ", s->many.n);
	else
		text_add_char(&what, ' ');
	print_quoted(c, NULL, what.data, s->values[0]);
	return true;
}

/* [5] meta "og:title" content="…" */
static bool meta_print(struct printer *c, const struct slot *s)
{
	struct text what = text_new(c->page->work->arena, CONDENSED_LINE_MAX);
	struct node *n = s->nodes[0];
	const char *name;

	if (s->source != SLOT_ATTRIBUTE || !n || n->tag != TAG_meta || s->is_ordinal)
		return false;
	name = node_attribute(n, "property");
	if (!name)
		name = node_attribute(n, "name");
	text_add(&what, "meta ");
	if (name)
		quote_add(&what, name, CONDENSED_NAME_MAX);
	text_addf(&what, " %s=", s->attribute);
	print_quoted(c, n, what.data, s->values[0]);
	return true;
}

static bool label_print(struct printer *c, const struct slot *s)
{
	struct text what = text_new(c->page->work->arena, CONDENSED_LINE_MAX);
	struct node *n = s->nodes[0];

	if (!s->label || !n || s->chrome > 0.5 || is_unseen(c->page, n))
		return false;
	text_add(&what, "label ");
	quote_add(&what, s->label, LABEL_MAX);
	if (s->source == SLOT_NEXT) {
		text_add_char(&what, ' ');
		label_next(c->page, n, &n);
	} else if (s->source == SLOT_REST) {
		text_add(&what, " take=\"rest\" ");
	} else {
		return false;
	}
	print_quoted(c, n, what.data, s->values[0]);
	return true;
}

static void slots_print(struct printer *c, const struct slots *slots,
			bool (*print)(struct printer *c, const struct slot *s))
{
	int shown = 0;

	for (size_t i = 0; i < slots->n && shown < FACTS_SHOWN; i++)
		if (slots->items[i].values[0] && slots->items[i].fill > 0)
			shown += print(c, &slots->items[i]);
}

static bool is_shown_place(const struct printer *c, const struct slots *slots, const struct slot *s)
{
	if (s->fill <= 0 || s->source == SLOT_JSON)
		return false;
	for (size_t i = 0; i < slots->n_samples; i++)
		if (s->nodes[i] && is_unseen(c->page, s->nodes[i]))
			return false;
	return true;
}

/* The best places of a field by our own score that were not shown: what a model does not see it
 * cannot name. Which field they are for is not told, so that it judges by itself. */
static void wish_places_print(struct printer *c, const struct wish *wish, const struct slots *slots)
{
	double limit = INFINITY;

	for (int shown = 0; shown < PLACES_SHOWN && !c->is_over; shown++) {
		const struct slot *best = NULL;
		double best_score = 0;
		for (size_t i = 0; i < slots->n; i++) {
			const struct slot *s = &slots->items[i];
			double score =
			    is_shown_place(c, slots, s) ? slot_score(c->page, wish, slots, s) : 0;
			if (score < limit && score > best_score) {
				best_score = score;
				best = s;
			}
		}
		if (!best)
			return;
		place_print(c, slots, best);
		limit = best_score;
	}
}

void places_print(struct printer *c, const struct request *r, const struct slots *slots)
{
	c->depth = 1;
	for (size_t i = 0; i < r->n; i++)
		wish_places_print(c, &r->wishes[i], slots);
	c->depth = 0;
}

/* Around the main heading as much as is still about it. */
static struct node *main_part(const struct page *p)
{
	struct node *n = p->heading ? p->heading : p->document->root;

	while (n && n->parent && n->parent->kind == NODE_ELEMENT && n->parent->tag != TAG_html &&
	       feature_of(p, n->parent)->text_length <= MAIN_BYTES)
		n = n->parent;
	if (n && n == p->heading && n->parent && n->parent->kind == NODE_ELEMENT)
		n = n->parent; /* a heading alone is shown already */
	return n;
}

void page_print_whole(struct printer *c, const struct request *r, const struct hypotheses *all)
{
	const struct hypothesis *page = NULL;
	struct node *part = main_part(c->page);

	for (size_t i = 0; i < all->n && !page; i++)
		if (all->items[i].candidate->is_page)
			page = &all->items[i];
	line_add(c, NULL, "the page as one record:");
	if (page) {
		slots_print(c, page->slots, meta_print);
		slots_print(c, page->slots, json_print_line);
		slots_print(c, page->slots, label_print);
	}
	c->lines_max = MAIN_LINES;
	c->skips_menus = true;
	if (part)
		tree_print(c, part);
	c->skips_menus = false;
	if (page)
		places_print(c, r, page->slots);
}
