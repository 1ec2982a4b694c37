/* Printed generously first; when that is too long again with fewer groups, shorter texts and fewer
 * samples, until it fits. */
#include "strategy/condense.h"

#include "bounds.h"
#include "strategy/condense_parts.h"
#include "strategy/quote.h"

/* How much is shown, the most generous first. */
static const struct measure {
	int groups, samples;
	size_t text; /* code points */
	int lines;   /* of one sample */
} measures[] = {
    {3, 3, 80, 60}, {3, 2, 80, 50}, {2, 2, 80, 50}, {2, 2, 40, 40}, {1, 2, 40, 40}, {1, 1, 30, 30},
};

#define N_MEASURES (sizeof measures / sizeof measures[0])

void line_add(struct printer *c, struct node *n, const char *text)
{
	size_t before = c->text.length;
	uint32_t number = n ? c->numbers[n->index] : 0;
	bool is_new = n && !number;

	text_add(&c->text, "| ");
	for (int i = 0; i < c->depth; i++)
		text_add_char(&c->text, ' ');
	if (n)
		text_addf(&c->text, "[%zu] ", is_new ? c->n + 1 : (size_t)number);
	text_add(&c->text, text);
	text_add_char(&c->text, '\n');
	if (text_is_full(&c->text) || c->text.length > c->budget || c->is_over) {
		c->is_over = true;
		c->text.length = before;
		c->text.data[before] = '\0';
	} else if (is_new) {
		c->nodes[c->n++] = n;
		c->numbers[n->index] = (uint32_t)c->n;
	}
}

/* --- groups of records --- */

/* Two levels of the same list: the better one is enough, an element inside can be named too. */
static bool is_same_list(const struct candidate *a, const struct candidate *b)
{
	const struct node *x = a->records[0], *y = b->records[0];

	return (node_contains(x, y) || node_contains(y, x)) && a->n <= 2 * b->n && b->n <= 2 * a->n;
}

static size_t groups_choose(const struct page *p, const struct hypotheses *all, int most,
			    const struct hypothesis **out)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n && n < (size_t)most; i++) {
		const struct hypothesis *h = &all->items[i];
		bool is_known = h->candidate->is_page || is_unseen(p, h->candidate->records[0]);
		for (size_t k = 0; k < n && !is_known; k++)
			is_known = is_same_list(h->candidate, out[k]->candidate);
		if (!is_known)
			out[n++] = h;
	}
	return n;
}

static void group_print(struct printer *c, const struct request *r, const struct hypothesis *h,
			size_t number, const struct measure *m)
{
	const struct slots *slots = h->slots;
	size_t shown = 0;
	const char *rows = "";

	if (h->candidate->following)
		rows =
		    arena_printf(c->page->work->arena, ", each with what follows it (%u, indented)",
				 h->candidate->following);
	line_add(c, NULL,
		 arena_printf(c->page->work->arena, "group %zu: %zu alike%s, for example", number,
			      h->candidate->n, rows));
	c->lines_max = m->lines;
	for (size_t i = 0; i < slots->n_samples && shown < (size_t)m->samples; i++) {
		struct node *at = slots->samples[i];
		if (is_unseen(c->page, at))
			continue;
		shown++;
		for (unsigned k = 0; at && k <= h->candidate->following; k++) {
			c->depth = k > 0;
			if (!is_unseen(c->page, at))
				tree_print(c, at);
			at = node_next_element(at);
		}
		c->depth = 0;
	}
	places_print(c, r, slots);
}

static bool wants_page(const struct request *r, const struct hypotheses *all)
{
	return r->many <= 0.4 || all->n < 2 || all->items[0].candidate->is_page;
}

static void print_all(struct printer *c, const struct request *r, const struct hypotheses *all,
		      const struct measure *m)
{
	const struct hypothesis *groups[8];
	size_t n = groups_choose(c->page, all, m->groups, groups);
	bool page_first = all->items[0].candidate->is_page;

	c->text_max = m->text;
	c->lines_max = m->lines;
	page_print_names(c);
	if (page_first)
		page_print_whole(c, r, all);
	for (size_t i = 0; i < n; i++)
		group_print(c, r, groups[i], i + 1, m);
	if (wants_page(r, all) && !page_first)
		page_print_whole(c, r, all);
}

struct condensed condense(struct page *p, const struct request *r, const struct hypotheses *all,
			  size_t budget)
{
	struct arena *a = p->work->arena;
	size_t n_nodes = p->document->n_nodes;
	struct printer c = {.page = p, .budget = budget};

	c.nodes = ARENA_ARRAY(a, n_nodes, struct node *);
	c.numbers = ARENA_ARRAY(a, n_nodes, uint32_t);
	for (size_t i = 0; i < N_MEASURES; i++) {
		c.text = text_new(a, budget + CONDENSED_LINE_MAX);
		c.n = 0;
		c.depth = 0;
		c.is_over = false;
		memset(c.numbers, 0, n_nodes * sizeof *c.numbers);
		print_all(&c, r, all, &measures[i]);
		if (!c.is_over)
			break;
	}
	return (struct condensed){c.text.data, c.nodes, c.n, c.numbers};
}
