/* Penalties follow the experience of tools that write robust locators (ROBULA+, finder): names
 * meant for machines first, then classes, then tags, positions last. */
#include "strategy/compound.h"

#include "extract/selector.h"

#define PENALTY_PROPERTY 0.3
#define PENALTY_ID	 0.4
#define PENALTY_TEST	 0.5
#define PENALTY_SEMANTIC 0.9
#define PENALTY_CLASS	 1.0
#define PENALTY_TAG	 2.0
#define PENALTY_UNSTABLE 3.0
#define PENALTY_POSITION 4.0

static void add(struct compounds *out, const char *text, double penalty)
{
	if (text && out->n < COMPOUNDS_MAX)
		out->items[out->n++] = (struct compound){text, penalty};
}

static bool tag_is_semantic(enum tag tag)
{
	return (tag >= TAG_h1 && tag <= TAG_h6) || tag == TAG_time || tag == TAG_article ||
	       tag == TAG_address || tag == TAG_figure || tag == TAG_del || tag == TAG_ins ||
	       tag == TAG_blockquote || tag == TAG_dt || tag == TAG_dd;
}

/* [name="value"], when all have it and the value can be quoted plainly. */
static const char *attribute_text(struct page *p, struct node *const *nodes, size_t n,
				  const char *name)
{
	const char *value = node_attribute(nodes[0], name);

	if (!value || !*value || strlen(value) > 60 || strpbrk(value, "\"\\\n\r\f"))
		return NULL;
	for (size_t i = 1; i < n; i++) {
		const char *other = node_attribute(nodes[i], name);
		if (!other || strcmp(other, value) != 0)
			return NULL;
	}
	return arena_printf(p->work->arena, "[%s=\"%s\"]", name, value);
}

static void attributes_add(struct page *p, struct node *const *nodes, size_t n,
			   struct compounds *out)
{
	static const struct {
		const char *name;
		double penalty;
	} naming[] = {
	    {"itemprop", PENALTY_PROPERTY}, {"data-testid", PENALTY_TEST},
	    {"property", PENALTY_TEST},	    {"itemtype", PENALTY_TEST},
	    {"data-th", PENALTY_TEST},	    {"headers", PENALTY_TEST},
	    {"data-title", PENALTY_TEST},   {"data-label", PENALTY_TEST},
	    {"data-stat", PENALTY_TEST},    {"name", PENALTY_TEST},
	    {"rel", PENALTY_CLASS},	    {"role", PENALTY_CLASS},
	};
	for (size_t i = 0; i < sizeof naming / sizeof naming[0]; i++) {
		const char *text = attribute_text(p, nodes, n, naming[i].name);
		if (text && nodes[0]->tag == TAG_meta)
			text = arena_printf(p->work->arena, "meta%s", text);
		add(out, text, naming[i].penalty);
	}
}

static bool all_have_class(struct node *const *nodes, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		bool has = false;
		for (uint32_t k = 0; k < nodes[i]->n_classes; k++)
			has = has || nodes[i]->classes[k] == name;
		if (!has)
			return false;
	}
	return true;
}

static void classes_add(struct page *p, struct node *const *nodes, size_t n, bool same_tag,
			struct compounds *out)
{
	struct arena *a = p->work->arena;
	const char *stable[CLASSES_MAX];
	size_t n_stable = 0;

	for (uint32_t i = 0; i < nodes[0]->n_classes && n_stable < CLASSES_MAX; i++)
		if (all_have_class(nodes, n, nodes[0]->classes[i])) {
			const char *name = selector_escape(a, nodes[0]->classes[i]);
			double penalty = page_token(p, nodes[0]->classes[i])->stable
					     ? PENALTY_CLASS
					     : PENALTY_UNSTABLE;
			add(out, arena_printf(a, ".%s", name), penalty);
			if (same_tag)
				add(out, arena_printf(a, "%s.%s", nodes[0]->name, name),
				    penalty + 0.2);
			if (penalty < PENALTY_UNSTABLE)
				stable[n_stable++] = name;
		}
	if (n_stable >= 2)
		add(out, arena_printf(a, ".%s.%s", stable[0], stable[1]), PENALTY_CLASS + 0.6);
}

static void positions_add(struct page *p, struct node *const *nodes, size_t n,
			  struct compounds *out)
{
	unsigned of_type = 1;
	bool same = true;

	for (const struct node *at = node_previous_element(nodes[0]); at;
	     at = node_previous_element(at))
		of_type += at->tag == nodes[0]->tag;
	for (size_t i = 1; i < n; i++)
		same = same && nodes[i]->position == nodes[0]->position;
	if (same)
		add(out,
		    arena_printf(p->work->arena, "%s:nth-child(%u)", nodes[0]->name,
				 nodes[0]->position + 1),
		    nodes[0]->tag == TAG_td || nodes[0]->tag == TAG_th ? PENALTY_POSITION - 1
								       : PENALTY_POSITION);
	add(out, arena_printf(p->work->arena, "%s:nth-of-type(%u)", nodes[0]->name, of_type),
	    PENALTY_POSITION);
}

void compounds_find(struct page *p, struct node *const *nodes, size_t n, const char *attribute,
		    bool positions, bool ids, struct compounds *out)
{
	struct arena *a = p->work->arena;
	bool same_tag = true;

	out->n = 0;
	for (size_t i = 1; i < n; i++)
		same_tag = same_tag && nodes[i]->tag == nodes[0]->tag &&
			   (nodes[i]->tag != TAG_OTHER || nodes[i]->name == nodes[0]->name);
	attributes_add(p, nodes, n, out);
	if (ids && nodes[0]->id && name_is_stable(nodes[0]->id)) {
		bool same = true;
		for (size_t i = 1; i < n; i++)
			same = same && nodes[i]->id == nodes[0]->id;
		if (same)
			add(out, arena_printf(a, "#%s", selector_escape(a, nodes[0]->id)),
			    PENALTY_ID);
	}
	classes_add(p, nodes, n, same_tag, out);
	if (!same_tag)
		return;
	if (attribute && nodes[0]->tag != TAG_meta)
		add(out, arena_printf(a, "%s[%s]", nodes[0]->name, attribute), PENALTY_TAG - 0.4);
	add(out, nodes[0]->name, tag_is_semantic(nodes[0]->tag) ? PENALTY_SEMANTIC : PENALTY_TAG);
	if (positions)
		positions_add(p, nodes, n, out);
}
