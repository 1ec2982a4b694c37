/* The model: what a run has to come to, said once for each node after those before it. Slow, and
 * with nothing of the program's but the words for states. */
#include "workflow/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct model {
	const struct world *world;
	const struct model_run *before;
	struct model_run *run;
	bool is_known[NODES];
};

static bool passes(enum sieve sieve, const struct thing *t)
{
	switch (sieve) {
	case SIEVE_KIND:
		return t->kind == 1;
	case SIEVE_NOT_KIND:
		return t->kind != 1;
	case SIEVE_NUMBER:
		return t->number > 4;
	case SIEVE_EITHER:
		return t->link == 9 || t->link == 8 || t->number < 5;
	case SIEVE_NONE:
	case SIEVE_EMPTY:
	case SIEVES:
		break;
	}
	return true;
}

static bool has_items(const struct model_input *input)
{
	return input && (input->state == INPUT_COMPLETED || input->state == INPUT_CARRIED);
}

/* Its place; -1: it is not there. */
static int find(const struct model_node *node, const char *url, const char *parameters)
{
	for (int i = 0; i < node->n; i++)
		if (strcmp(node->inputs[i].url, url) == 0 &&
		    strcmp(node->inputs[i].parameters, parameters) == 0)
			return i;
	return -1;
}

static const struct model_input *find_before(const struct model *m, int node,
					     const struct model_input *input)
{
	const struct model_node *before = m->before ? &m->before->nodes[node] : NULL;
	const int at = before ? find(before, input->url, input->parameters) : -1;

	return at < 0 ? NULL : &before->inputs[at];
}

static bool was_there(const struct model_input *before, const struct thing *t)
{
	for (int i = 0; has_items(before) && i < before->page.n; i++)
		if (memcmp(&before->page.things[i], t, sizeof *t) == 0)
			return true;
	return false;
}

static void put(struct model_node *node, const char *url, const char *parameters, bool is_fresh)
{
	int at = find(node, url, parameters);

	if (at < 0) {
		at = node->n++;
		if (at == INPUTS)
			abort();
		snprintf(node->inputs[at].url, TEXT, "%s", url);
		snprintf(node->inputs[at].parameters, TEXT, "%s", parameters);
	}
	node->inputs[at].is_fresh |= is_fresh;
}

/* --- what arrives --- */

static const char *constants(const struct world_node *node)
{
	return node->takes_parameters && node->has_constants ? "{\"a\":\"x\",\"z\":1}" : "";
}

static void put_mapped(const struct world_node *node, struct model_node *out, const char *own,
		       const struct thing *t, bool is_fresh)
{
	char parameters[TEXT];

	snprintf(parameters, sizeof parameters, "{\"a\":\"K%d\",\"b\":7%s}", t->kind,
		 node->has_constants ? ",\"z\":1" : "");
	put(out, own, node->takes_parameters ? parameters : "", is_fresh);
}

/* Everything that the node scrapes whatever arrives, when something does. */
static void put_fixed(const struct world_node *node, struct model_node *out, const char *own,
		      bool is_fresh)
{
	char url[TEXT];

	for (int i = 0; i < node->n_urls; i++)
		put(out, link_meant(node->urls[i], url), constants(node), is_fresh);
	if (node->n_urls == 0)
		put(out, own, constants(node), is_fresh);
}

static void arrive(struct model *m, int node, const struct thing *t, bool is_fresh)
{
	const struct world_node *n = &m->world->nodes[node];
	struct model_node *out = &m->run->nodes[node];
	char own[TEXT], url[TEXT];

	snprintf(own, sizeof own, "http://t.test/own/%d", node);
	if (n->input == INPUT_UPSTREAM_URLS) {
		if (link_meant(t->link, url))
			put(out, url, constants(n), is_fresh);
	} else if (n->input == INPUT_UPSTREAM_DATA && n->has_mapping) {
		put_mapped(n, out, own, t, is_fresh);
	} else {
		put_fixed(n, out, own, is_fresh);
	}
}

static bool is_start(const struct world *world, int node)
{
	for (int i = 0; i < world->n; i++)
		if (world->edges[i][node])
			return false;
	return true;
}

static bool is_terminal(const struct world *world, int node)
{
	for (int i = 0; i < world->n; i++)
		if (world->edges[node][i])
			return false;
	return true;
}

static void gather(struct model *m, int node)
{
	char own[TEXT];

	snprintf(own, sizeof own, "http://t.test/own/%d", node);
	if (is_start(m->world, node))
		put_fixed(&m->world->nodes[node], &m->run->nodes[node], own, true);
	for (int s = 0; s < m->world->n; s++) {
		struct model_node *source = &m->run->nodes[s];

		for (int i = 0; m->world->edges[s][node] && i < source->n; i++) {
			const struct model_input *input = &source->inputs[i],
						 *before = find_before(m, s, input);

			for (int k = 0; has_items(input) && k < input->page.n; k++)
				if (passes(m->world->sieves[s][node], &input->page.things[k]))
					arrive(m, node, &input->page.things[k],
					       !was_there(before, &input->page.things[k]));
		}
	}
}

/* --- what becomes of it --- */

static void scrape(struct model *m, int node, struct model_input *input)
{
	const struct model_input *before = find_before(m, node, input);

	if (!is_start(m->world, node) && !m->world->is_forced && !input->is_fresh &&
	    has_items(before) && m->before->nodes[node].version == m->run->nodes[node].version) {
		input->state = INPUT_CARRIED;
		input->page = before->page;
		return;
	}
	input->state = world_page(m->world, node, input->url, input->parameters, &input->page)
			   ? INPUT_COMPLETED
			   : INPUT_FAILED;
}

static bool is_same_page(const struct page *a, const struct page *b)
{
	return a->n == b->n &&
	       memcmp(a->things, b->things, (size_t)a->n * sizeof a->things[0]) == 0;
}

/* Something is there that was not, is another than it was, or is there no more though everything
 * that leads to it was seen. */
static bool has_changes(struct model *m, int node, bool is_whole)
{
	const struct model_node *now = &m->run->nodes[node];
	const struct model_node *before = m->before ? &m->before->nodes[node] : NULL;

	for (int i = 0; before && i < now->n; i++) {
		const struct model_input *was = find_before(m, node, &now->inputs[i]);

		if (has_items(&now->inputs[i]) &&
		    (!has_items(was) || !is_same_page(&was->page, &now->inputs[i].page)))
			return true;
	}
	for (int i = 0; before && is_whole && i < before->n; i++)
		if (has_items(&before->inputs[i]) &&
		    find(now, before->inputs[i].url, before->inputs[i].parameters) < 0)
			return true;
	return false;
}

static void know(struct model *m, int node)
{
	struct model_node *out = &m->run->nodes[node];
	int good = 0, bad = 0, fetched = 0;
	bool is_whole = true;

	if (m->is_known[node])
		return;
	m->is_known[node] = true;
	for (int s = 0; s < m->world->n; s++) {
		if (!m->world->edges[s][node])
			continue;
		know(m, s);
		is_whole = is_whole && !m->run->nodes[s].is_partial;
	}
	out->version = m->world->nodes[node].version;
	gather(m, node);
	for (int i = 0; i < out->n; i++) {
		scrape(m, node, &out->inputs[i]);
		good += has_items(&out->inputs[i]);
		bad += !has_items(&out->inputs[i]);
		fetched += out->inputs[i].state != INPUT_CARRIED;
	}
	out->is_partial = bad > 0 || !is_whole;
	out->state = fetched == 0 ? NODE_SKIPPED : good == 0 ? NODE_FAILED : NODE_COMPLETED;
	out->has_changes = has_changes(m, node, is_whole);
}

struct model_run *model_run(const struct world *world, const struct model_run *before)
{
	struct model m = {.world = world, .before = before, .run = calloc(1, sizeof *m.run)};
	int terminal = 0, failed = 0;

	if (!m.run)
		abort();
	for (int i = 0; i < world->n; i++) {
		const struct model_node *node = &m.run->nodes[i];

		know(&m, i);
		m.run->has_changes |= node->has_changes;
		m.run->has_failed |= is_start(world, i) && node->state == NODE_FAILED;
		terminal += is_terminal(world, i);
		failed += is_terminal(world, i) && node->state == NODE_FAILED;
		for (int k = 0; k < node->n; k++)
			m.run->n_items += has_items(&node->inputs[k]) ? node->inputs[k].page.n : 0;
	}
	m.run->has_failed |= failed == terminal;
	return m.run;
}
