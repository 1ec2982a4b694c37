/* The search without recursion against the plain definition with it, on made-up trees. */
#include "extract/selector.h"

#include "tap.h"

enum { TREES = 200, SELECTORS = 20, LONGEST = 6 };

/* A selector as its compounds, from right to left, and the combinators between them. */
struct chain {
	struct selector *compounds[LONGEST];
	char combinators[LONGEST];
	unsigned n;
	const char *text;
};

static uint64_t state = 88172645463325252u;

/* Marsaglia's xorshift: the same numbers in every run. */
static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 11) % n;
}

/* Elements that may nest in any way, open and closed at random. */
static struct document *tree(struct work *w)
{
	struct text html = text_new(w->arena, 10000);

	for (int i = 0; i < 50; i++) {
		const char *name = below(2) ? "x-a" : "x-b";
		if (below(5) < 2)
			text_addf(&html, "</%s>", name);
		else
			text_addf(&html, "<%s class=%c>", name, 'p' + (char)below(3));
	}
	return html_parse(w, html.data, html.length, NULL);
}

static struct chain chain(struct work *w)
{
	static const char *const compounds[] = {
	    "x-a", "x-b", ".p", ".q", "*", "x-a.p", "x-b.q", ":not(.p)", "x-a:first-child"};
	static const char combinators[] = "  >+~";
	struct chain c = {.n = 2 + below(LONGEST - 1), .text = ""};

	for (unsigned i = 0; i < c.n; i++) {
		const char *compound = compounds[below(sizeof compounds / sizeof compounds[0])];
		c.compounds[i] = selector_parse(w, compound);
		c.combinators[i] = combinators[below(sizeof combinators - 1)];
		c.text =
		    i ? arena_printf(w->arena, "%s %c %s", compound, c.combinators[i - 1], c.text)
		      : compound;
	}
	return c;
}

static bool matches(struct work *w, const struct chain *c, unsigned i, struct document *d,
		    const struct node *n)
{
	if (n->kind != NODE_ELEMENT || !selector_matches(w, c->compounds[i], d, n, NULL))
		return false;
	if (i + 1 == c->n)
		return true;
	switch (c->combinators[i]) {
	case '>':
		return matches(w, c, i + 1, d, n->parent);
	case '+':
		n = node_previous_element(n);
		return n && matches(w, c, i + 1, d, n);
	case '~':
		while ((n = node_previous_element(n))) {
			if (matches(w, c, i + 1, d, n))
				return true;
		}
		return false;
	}
	while ((n = n->parent)) {
		if (matches(w, c, i + 1, d, n))
			return true;
	}
	return false;
}

/* The number of elements on which the two disagree. */
static unsigned differences(struct work *w, struct document *d, const struct chain *c,
			    unsigned *hits)
{
	struct selector *s = selector_parse(w, c->text);
	unsigned n = 0;

	selector_renew(d);
	for (size_t i = 1; i < d->n_nodes; i++) {
		const struct node *element = &d->nodes[i];
		bool wanted;

		if (element->kind != NODE_ELEMENT)
			continue;
		wanted = matches(w, c, 0, d, element);
		*hits += wanted;
		n += selector_matches(w, s, d, element, NULL) != wanted;
	}
	return n;
}

int main(void)
{
	unsigned wrong = 0, hits = 0;

	for (int i = 0; i < TREES; i++) {
		struct document *d;
		struct work w;

		work_begin(&w);
		d = tree(&w);
		for (int k = 0; k < SELECTORS; k++) {
			struct chain c = chain(&w);
			unsigned n = differences(&w, d, &c, &hits);

			if (n)
				printf("# %u differences: %s\n", n, c.text);
			wrong += n;
		}
		work_end(&w);
	}
	is_int(wrong, 0, "the same answers");
	ok(hits > 1000, "of which %u are yes", hits);
	return done();
}
