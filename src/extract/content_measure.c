/* How much text there is in each element, how much of it in links, and how much reads like
 * sentences. */
#include "extract/content_parts.h"

#include "bounds.h"

int heading_level(const struct node *n)
{
	const char *level;

	if (n->kind != NODE_ELEMENT)
		return 0;
	if (n->tag >= TAG_h1 && n->tag <= TAG_h6)
		return 1 + (int)(n->tag - TAG_h1);
	if (!n->n_attributes || !(level = node_attribute(n, "aria-level")))
		return 0;
	if (!node_attribute(n, "role") || !ascii_equal(node_attribute(n, "role"), "heading"))
		return 0;
	return *level >= '1' && *level <= '6' && !level[1] ? *level - '0' : 0;
}

static const unsigned char marks[TAG__MAX] = {
    [TAG_main] = MARK_MAIN,
    [TAG_h1] = MARK_HEADING | MARK_TITLE | MARK_BLOCKS,
    [TAG_h2] = MARK_HEADING | MARK_BLOCKS,
    [TAG_h3] = MARK_HEADING | MARK_BLOCKS,
    [TAG_h4] = MARK_HEADING | MARK_BLOCKS,
    [TAG_h5] = MARK_HEADING | MARK_BLOCKS,
    [TAG_h6] = MARK_HEADING | MARK_BLOCKS,
    [TAG_table] = MARK_BLOCKS,
    [TAG_ul] = MARK_BLOCKS,
    [TAG_ol] = MARK_BLOCKS,
    [TAG_dl] = MARK_BLOCKS,
    [TAG_pre] = MARK_BLOCKS,
    [TAG_blockquote] = MARK_BLOCKS,
    [TAG_article] = MARK_BLOCKS,
    [TAG_section] = MARK_BLOCKS,
};

/* What an element says about those that hold it. */
static unsigned marks_of(const struct node *n)
{
	int level = n->n_attributes ? heading_level(n) : 0;

	return marks[n->tag] | (level ? marks[TAG_h1 + (level - 1)] : 0);
}

static uint32_t visible_bytes(const struct node *text)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < text->text_length; i++)
		n += (unsigned char)text->text[i] > ' ';
	return n;
}

/* A run of text between two boundaries of blocks. */
struct run {
	const struct node *first; /* NULL: no text yet */
	uint32_t chars, linked;
};

/* Sentences are long, or end as sentences do, and are mostly not links. */
static void run_end(struct reading *r, struct run *run)
{
	if (run->first && run->chars >= PROSE_MIN && run->linked * 2 < run->chars)
		measure_of(r, run->first->parent)->prose += run->chars - run->linked;
	*run = (struct run){0};
}

/* Counts into the parents of texts; returns with every element's own texts counted. */
static void measure_texts(struct reading *r)
{
	const struct node *end = r->d->nodes + r->d->n_nodes;
	struct run run = {0};
	uint32_t link_end = 0, before = 0;

	for (const struct node *x = r->d->nodes; x < end;) {
		if (tag_is_block(x->tag) || (x->index && node_ends_block(x)))
			run_end(r, &run);
		if (is_dropped(r, x)) {
			x = node_after(r, x);
			continue;
		}
		measure_of(r, x)->before = before;
		if (is_link(x) && x->end > link_end)
			link_end = x->end;
		if (x->kind == NODE_TEXT) {
			uint32_t n = visible_bytes(x), linked = x->index < link_end ? n : 0;
			struct measure *m = measure_of(r, x);
			m->chars = n;
			m->linked = linked;
			before += n - linked;
			run.first = run.first ? run.first : x;
			run.chars += n;
			run.linked += linked;
		}
		x++;
	}
	run_end(r, &run);
}

void measure_all(struct reading *r)
{
	for (size_t i = 0; i < r->d->n_nodes; i++) {
		if (!(r->of[i].marks & MARK_DROPPED))
			r->of[i] = (struct measure){0};
	}
	measure_texts(r);
	/* Parents stand before their children, so one pass from the end adds everything up. */
	for (size_t i = r->d->n_nodes - 1; i > 0; i--) {
		const struct measure *m = &r->of[i];
		const struct node *n = &r->d->nodes[i];
		struct measure *up = measure_of(r, n->parent);

		if (m->marks & MARK_DROPPED)
			continue;
		up->chars += m->chars;
		up->linked += m->linked;
		up->prose += m->prose;
		up->marks |= (uint8_t)(m->marks | marks_of(n));
	}
}
