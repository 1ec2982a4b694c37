/* For tests of the generator: pages of t/strategy/pages, and small ones written in the test. */
#ifndef METER_T_STRATEGY_PAGE_H
#define METER_T_STRATEGY_PAGE_H

#include "strategy/generate.h"
#include "strategy/page.h"
#include "tap.h"
#include "util/json.h"

#define TEST_URL "http://shop.test/list/"

/* A file of t/strategy/pages, malloc. Ends the test when it is not there. */
static inline char *page_file(const char *name, size_t *n_out)
{
	const char *source = getenv("METER_TEST_SOURCE");
	char path[4096];
	char *data;

	snprintf(path, sizeof path, "%s/t/strategy/pages/%s", source ? source : ".", name);
	data = read_file(path, n_out);
	if (!data) {
		printf("Bail out! cannot read %s (set METER_TEST_SOURCE)\n", path);
		exit(1);
	}
	return data;
}

static inline struct page *page_of(struct work *w, const char *html)
{
	struct document *d = html_parse(w, html, strlen(html), TEST_URL);

	return page_read(w, vocabulary_new(w), d);
}

/* The first element with the id. */
static inline struct node *page_id(const struct page *p, const char *id)
{
	for (size_t i = 1; i < p->document->n_nodes; i++) {
		struct node *n = &p->document->nodes[i];
		if (n->kind == NODE_ELEMENT && n->id && strcmp(n->id, id) == 0)
			return n;
	}
	return NULL;
}

#endif
