/* A made-up web and workflows on it, and what runs of them have to come to. */
#ifndef METER_T_WORKFLOW_RANDOM_H
#define METER_T_WORKFLOW_RANDOM_H

#include "util/text.h"
#include "workflow/rules.h"

#define NODES  30
#define RUNS   4
#define ITEMS  3   /* of a page, at the most */
#define TEXT   160 /* bytes of a URL or of parameters */
#define INPUTS 250

/* An item as the world has it; equal ones have equal members. */
struct thing {
	int id, kind, number, link, revision;
};

struct page {
	struct thing things[ITEMS];
	int n;
};

/* Filters that are there: see filter_json() and passes(). */
enum sieve {
	SIEVE_NONE,
	SIEVE_EMPTY,
	SIEVE_KIND,
	SIEVE_NOT_KIND,
	SIEVE_NUMBER,
	SIEVE_EITHER,
	SIEVES
};

struct world_node {
	enum graph_input input;
	bool is_wrapped, takes_parameters, has_constants, has_mapping;
	int urls[4], n_urls; /* static ones, by number */
	int version;
};

struct world {
	unsigned seed;
	int n, epoch;
	bool is_forced;
	struct world_node nodes[NODES];
	bool edges[NODES][NODES];
	enum sieve sieves[NODES][NODES];
};

/* A number below n, the next of the sequence. */
int chance(int n);

/* malloc; its seed begins the sequence. */
struct world *world_new(int seed);

/* Time passes before the run of that number. */
void world_go_on(struct world *world, int run);

const char *world_snapshot(struct work *w, const struct world *world);
const char *own_url(struct work *w, int node);

/* What is there for a node at that URL with those parameters (NULL: none); false: it fails. */
bool world_page(const struct world *world, int node, const char *url, const char *parameters,
		struct page *out);

void print_items(struct text *t, const struct page *page, bool is_wrapped);

/* --- the model --- */

struct model_input {
	char url[TEXT], parameters[TEXT];
	bool is_fresh;
	enum input_state state;
	struct page page;
};

struct model_node {
	enum node_state state;
	bool has_changes, is_partial;
	int version, n;
	struct model_input inputs[INPUTS];
};

struct model_run {
	struct model_node nodes[NODES];
	bool has_failed, has_changes;
	int64_t n_items;
};

/* malloc; before: the last completed run, NULL: none. */
struct model_run *model_run(const struct world *world, const struct model_run *before);

/* Shared by both files: the link of a thing as a page has it, and as it is meant; NULL: none. */
const char *link_text(int link, char out[TEXT]);
const char *link_meant(int link, char out[TEXT]);

#endif
