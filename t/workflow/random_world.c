/* The made-up web: every page is a function of its URL, its node and the time. */
#include "workflow/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned sequence;

int chance(int n)
{
	sequence ^= sequence << 13;
	sequence ^= sequence >> 17;
	sequence ^= sequence << 5;
	return n > 0 ? (int)(sequence % (unsigned)n) : 0;
}

static unsigned mixed(unsigned h, unsigned more)
{
	h = (h ^ more) * 2654435761u;
	return h ^ h >> 15;
}

static unsigned mixed_text(unsigned h, const char *s)
{
	for (; s && *s; s++)
		h = mixed(h, (unsigned char)*s);
	return h;
}

/* --- graphs --- */

static void make_node(struct world *world, int at, bool is_start)
{
	struct world_node *node = &world->nodes[at];

	node->is_wrapped = chance(4) == 0;
	node->takes_parameters = chance(2) == 0;
	node->has_constants = chance(2) == 0;
	node->has_mapping = chance(2) == 0;
	node->n_urls = chance(4) + 1;
	for (int i = 0; i < node->n_urls; i++)
		node->urls[i] = chance(6);
	if (is_start)
		node->input = chance(4) ? INPUT_STATIC_URLS : INPUT_TRIGGER_ONLY;
	else
		node->input = chance(3) ? INPUT_UPSTREAM_URLS : (enum graph_input)chance(4);
	if (node->input != INPUT_STATIC_URLS && chance(2))
		node->n_urls = 0;
	if (node->input == INPUT_UPSTREAM_URLS || node->input == INPUT_UPSTREAM_DATA)
		node->n_urls = 0;
}

struct world *world_new(int seed)
{
	struct world *world = calloc(1, sizeof *world);
	int places[NODES];

	if (!world)
		abort();
	sequence = mixed((unsigned)seed, 77) | 1;
	world->seed = (unsigned)seed;
	world->n = chance(NODES) + 1;
	/* Edges lead from earlier to later ones of a shuffled row. */
	for (int i = 0; i < world->n; i++) {
		const int k = chance(i + 1);

		places[i] = places[k];
		places[k] = i;
	}
	for (int i = 0; i < world->n; i++) {
		const int most = i && chance(6) ? chance(3) + 1 : 0;

		for (int k = 0; k < most; k++) {
			const int from = places[i - 1 - chance(i < 4 ? i : 4)];

			world->edges[from][places[i]] = true;
			world->sieves[from][places[i]] = (enum sieve)chance(SIEVES);
		}
		make_node(world, places[i], most == 0);
	}
	return world;
}

void world_go_on(struct world *world, int run)
{
	world->is_forced = run > 0 && chance(8) == 0;
	world->epoch += run > 0 && chance(4) > 0; /* or nothing happens */
	for (int i = 0; i < world->n; i++)
		world->nodes[i].version += chance(40) == 0;
}

/* --- pages --- */

/* How often something has happened to it since the beginning: once in some epochs. */
static int revision(const struct world *world, unsigned h, int one_in)
{
	int n = 0;

	for (int i = 1; i <= world->epoch; i++)
		n += mixed(h, (unsigned)i) % (unsigned)one_in == 0;
	return n;
}

bool world_page(const struct world *world, int node, const char *url, const char *parameters,
		struct page *out)
{
	const unsigned h =
	    mixed_text(mixed_text(mixed(mixed(world->seed, (unsigned)node), 5), url), parameters);
	const int shuffled = revision(world, mixed(h, 1), 12);

	*out = (struct page){.n = 0};
	/* Some fail always, some now and then, some nodes nearly always. */
	if (mixed(h, 2) % 12 == 0 || mixed(h, 1000 + (unsigned)world->epoch) % 12 == 0 ||
	    (mixed(world->seed, 31 + (unsigned)node) % 12 == 0 && h % 8))
		return false;
	out->n = (int)(mixed(h, 3 + (unsigned)shuffled) % (ITEMS + 1));
	for (int i = 0; i < out->n; i++) {
		const unsigned t = mixed(mixed(h, 50), (unsigned)i);

		out->things[i] = (struct thing){.id = (int)(t % 1000),
						.kind = (int)(mixed(t, 1) % 3),
						.number = (int)(mixed(t, 2) % 10),
						.link = (int)(mixed(t, 3) % 10),
						.revision = revision(world, t, 6)};
	}
	return true;
}

const char *link_text(int link, char out[TEXT])
{
	static const char *const forms[] = {"http://t.test/p/%d#part", "/p/%d", "../p/%d",
					    "//t.test/p/%d"};

	if (link == 7)
		return "mailto:somebody@t.test";
	if (link == 8)
		return "  ";
	if (link == 9)
		return NULL;
	snprintf(out, TEXT, forms[link % 4], link);
	return out;
}

const char *link_meant(int link, char out[TEXT])
{
	if (link > 6)
		return NULL;
	snprintf(out, TEXT, "http://t.test/p/%d", link);
	return out;
}

void print_items(struct text *t, const struct page *page, bool is_wrapped)
{
	char link[TEXT];

	text_add(t, is_wrapped ? "[{\"list\":[" : "[");
	for (int i = 0; i < page->n; i++) {
		const struct thing *thing = &page->things[i];
		const char *s = link_text(thing->link, link);

		text_addf(t, "%s{\"id\":%d,\"kind\":\"K%d\",\"number\":%d,\"revision\":%d",
			  i ? "," : "", thing->id, thing->kind, thing->number, thing->revision);
		if (s)
			text_addf(t, ",\"link\":\"%s\"", s);
		text_add(t, "}");
	}
	text_add(t, is_wrapped ? "]}]" : "]");
}

/* --- as a snapshot --- */

static const char *const inputs[] = {"static_urls", "upstream_urls", "upstream_data",
				     "trigger_only"};

static const char *const filters[] = {
    [SIEVE_NONE] = "null",
    [SIEVE_EMPTY] = "{\"mode\":\"all\",\"conditions\":[]}",
    [SIEVE_KIND] =
	"{\"conditions\":[{\"field\":\"kind\",\"operator\":\"equals\",\"value\":\"k1\"}]}",
    [SIEVE_NOT_KIND] = "{\"conditions\":[{\"field\":\"kind\",\"operator\":\"not_equals\","
		       "\"value\":\"k1\",\"case_sensitive\":true},{\"field\":\"kind\","
		       "\"operator\":\"regex_match\",\"value\":\"^k[02]$\"}]}",
    [SIEVE_NUMBER] = "{\"mode\":\"all\",\"conditions\":[{\"field\":\"number\",\"operator\":\"gt\","
		     "\"value\":\"4\"}]}",
    [SIEVE_EITHER] =
	"{\"mode\":\"any\",\"conditions\":[{\"field\":\"link\",\"operator\":"
	"\"not_exists\"},{\"field\":\"number\",\"operator\":\"lt\",\"value\":\"5\"}]}"};

const char *own_url(struct work *w, int node)
{
	return arena_printf(w->arena, "http://t.test/own/%d", node);
}

static void print_node(struct text *t, const struct world_node *node, int at)
{
	text_addf(t,
		  "%s{\"id\":\"id%d\",\"node_key\":\"n%d\",\"strategy_id\":\"s%d\",\"input_type\":"
		  "\"%s\",\"url_field\":\"link\"",
		  at ? "," : "", at, at, at, inputs[node->input]);
	text_add(t, ",\"static_urls\":[");
	for (int i = 0; i < node->n_urls; i++)
		text_addf(t, "%s\"http://t.test/p/%d\"", i ? "," : "", node->urls[i]);
	text_add(t, "]");
	if (node->has_constants)
		text_add(t, ",\"static_parameters\":{\"z\":1,\"a\":\"x\"}");
	if (node->has_mapping)
		text_add(t, ",\"parameter_config\":{\"a\":\"kind\",\"b\":{\"field\":\"none\","
			    "\"default\":7}}");
	text_add(t, "}");
}

const char *world_snapshot(struct work *w, const struct world *world)
{
	struct text t = text_new(w->arena, 1u << 20);
	int n = 0;

	text_add(&t, "{\"nodes\":[");
	for (int i = 0; i < world->n; i++)
		print_node(&t, &world->nodes[i], i);
	text_add(&t, "],\"edges\":[");
	for (int i = 0; i < world->n; i++)
		for (int k = 0; k < world->n; k++)
			if (world->edges[i][k])
				text_addf(&t,
					  "%s{\"source\":%d,\"target\":%d,\"filter_config\":%s}",
					  n++ ? "," : "", i, k, filters[world->sieves[i][k]]);
	text_add(&t, "]}");
	return t.data;
}
