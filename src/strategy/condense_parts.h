/* A condensed page while it is printed. Internal to strategy/. */
#ifndef METER_STRATEGY_CONDENSE_PARTS_H
#define METER_STRATEGY_CONDENSE_PARTS_H

#include "strategy/condense.h"

struct printer {
	struct page *page;
	struct text text;
	size_t budget;
	bool is_over; /* a line did not fit: nothing is printed any more */
	struct node **nodes;
	uint32_t *numbers; /* by node index */
	size_t n;
	int depth;
	size_t text_max; /* code points of a text */
	int lines_max;	 /* of one tree */
	bool skips_menus;
};

/* A line about an element (NULL: about none), with its number. */
void line_add(struct printer *c, struct node *n, const char *text);

/* --- condense_tree.c --- */

/* The element and what is in it, at most lines_max lines. */
void tree_print(struct printer *c, struct node *root);

/* --- condense_page.c --- */

/* Title and headings. */
void page_print_names(struct printer *c);

/* Descriptions for machines, labels with their values, and the main part. */
void page_print_whole(struct printer *c, const struct hypotheses *all);

#endif
