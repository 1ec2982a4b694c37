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

/* Hidden from readers, and not marked up for machines either. */
bool is_unseen(const struct page *p, const struct node *n);

/* The element and what is in it, at most lines_max lines. */
void tree_print(struct printer *c, struct node *root);

/* The slot's element in the first sample that has one, unless one was shown: of a list three. */
void place_print(struct printer *c, const struct slots *slots, const struct slot *s);

/* --- condense_page.c --- */

/* Title and headings. */
void page_print_names(struct printer *c);

/* Descriptions for machines, labels with their values, and the main part. */
void page_print_whole(struct printer *c, const struct request *r, const struct hypotheses *all);

/* Places that the fields may mean and that were not shown with the records. */
void places_print(struct printer *c, const struct request *r, const struct slots *slots);

#endif
