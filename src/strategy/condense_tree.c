/* Elements as indented lines. What only wraps another element is left out, and of a run of equals
 * the first two are shown. */
#include "strategy/condense_parts.h"

#include "bounds.h"
#include "strategy/quote.h"

#define RUN_SHOWN	2 /* of equals with a class */
#define RUN_SHOWN_PLAIN 6 /* without one they may differ in meaning: <p>by …</p><p>on …</p> */
#define MENU_CHROME	60
#define MENU_BYTES	80
#define MANY_SHOWN	3 /* of a list of values */
#define DATA_SHOWN	3 /* data-… attributes */

struct tree {
	struct printer *printer;
	struct node *root;
	uint8_t *depths; /* of what was printed, by index below the root's */
	int lines;
};

static bool attribute_is_shown(const struct node *n, const char *name)
{
	static const char *const shown[] = {"href",	"datetime", "content",
					    "itemprop", "property", "data-testid",
					    "title",	"alt",	    "aria-label"};

	if (strcmp(name, "content") == 0 || strcmp(name, "property") == 0)
		return n->tag == TAG_meta || node_attribute(n, "itemprop");
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		if (strcmp(name, shown[i]) == 0)
			return true;
	return false;
}

static bool is_picture(const struct node *n)
{
	return n->tag == TAG_img || n->tag == TAG_source;
}

static void attribute_add(struct printer *c, struct text *t, const char *name, const char *value)
{
	size_t before = t->length;

	text_add_char(t, ' ');
	if (!name_add(t, name, CONDENSED_NAME_MAX)) {
		t->length = before;
		t->data[before] = '\0';
		return;
	}
	text_add_char(t, '=');
	quote_add(t, value, c->text_max < CONDENSED_VALUE ? c->text_max : CONDENSED_VALUE);
}

static size_t attributes_add(struct printer *c, struct text *t, const struct node *n)
{
	const char *picture = is_picture(n) ? slot_attribute_value(t->arena, n, "src") : NULL;
	size_t data = 0, shown = 0;

	if (picture && *picture) {
		attribute_add(c, t, "src", picture);
		shown++;
	}
	for (uint32_t i = 0; i < n->n_attributes; i++) {
		const struct attribute *a = &n->attributes[i];
		bool is_data = strncmp(a->name, "data-", 5) == 0 && *a->value &&
			       strlen(a->value) <= CONDENSED_VALUE && !is_picture(n) &&
			       data < DATA_SHOWN;
		if (!*a->value || (!is_data && !attribute_is_shown(n, a->name)))
			continue;
		data += is_data;
		shown++;
		attribute_add(c, t, a->name, a->value);
	}
	return shown;
}

/* li.product#first; true when it has such names. */
static bool names_add(struct printer *c, struct text *t, const struct node *n)
{
	const char *classes[CLASSES_MAX];
	size_t count = stable_classes(c->page, n, classes);
	bool any = false;

	if (!name_add(t, n->name, CONDENSED_NAME_MAX))
		text_add(t, "element");
	for (size_t i = 0; i < count; i++) {
		size_t before = t->length;
		text_add_char(t, '.');
		if (name_add(t, classes[i], CONDENSED_NAME_MAX)) {
			any = true;
			continue;
		}
		t->length = before;
		t->data[before] = '\0';
	}
	if (n->id && name_is_stable(n->id) && strlen(n->id) <= CONDENSED_NAME_MAX) {
		size_t before = t->length;
		text_add_char(t, '#');
		if (name_add(t, n->id, CONDENSED_NAME_MAX))
			any = true;
		else {
			t->length = before;
			t->data[before] = '\0';
		}
	}
	return any;
}

bool is_unseen(const struct page *p, const struct node *n)
{
	if (!feature_of(p, n)->hidden)
		return false;
	for (; n && n->kind == NODE_ELEMENT && feature_of(p, n)->hidden; n = n->parent)
		if (node_attribute(n, "itemprop") || node_attribute(n, "itemtype"))
			return false;
	return true;
}

static bool is_shown(const struct printer *c, const struct node *n)
{
	const struct feature *f = feature_of(c->page, n);

	if (n->kind != NODE_ELEMENT || f->skipped || is_unseen(c->page, n))
		return false;
	return f->text_length || f->n_images || node_attribute(n, "itemprop") ||
	       node_attribute(n, "datetime") || node_attribute(n, "aria-label") ||
	       (n->tag == TAG_a && node_attribute(n, "href"));
}

/* Nothing in it but its text, perhaps in bold, all of it shown. */
static bool is_leaf(const struct printer *c, const struct node *n)
{
	for (uint32_t i = n->index + 1; i < n->end; i++) {
		const struct node *in = &c->page->document->nodes[i];
		const struct feature *f = feature_of(c->page, in);
		if (in->kind != NODE_ELEMENT || f->skipped)
			continue;
		if ((f->hidden && f->text_length) ||
		    (is_shown(c, in) && (!tag_is_inline(in->tag) || in->n_attributes)))
			return false;
	}
	return true;
}

/* Hardly anything but links, or what stands around the content. */
static bool is_menu(const struct printer *c, const struct node *n)
{
	const struct feature *f = feature_of(c->page, n);

	return f->chrome >= MENU_CHROME ||
	       (f->text_length > MENU_BYTES && f->link_length * 10 > f->text_length * 8);
}

/* Which of its like it is, side by side: 0 is the first. */
static unsigned place_in_run(const struct printer *c, const struct node *n)
{
	uint64_t look = feature_of(c->page, n)->look;
	const struct node *at = node_previous_element(n);
	unsigned place = 0;

	while (at && place < MANY_MAX && feature_of(c->page, at)->look == look) {
		place++;
		at = node_previous_element(at);
	}
	return place;
}

static size_t rest_of_run(const struct printer *c, const struct node *n)
{
	uint64_t look = feature_of(c->page, n)->look;
	size_t rest = 0;

	for (const struct node *at = n; at && feature_of(c->page, at)->look == look;
	     at = node_next_element(at))
		rest++;
	return rest;
}

/* Cells are told by their place and shown all. */
static unsigned run_shown(const struct node *n)
{
	if (n->tag == TAG_td || n->tag == TAG_th)
		return MANY_MAX;
	return n->n_classes ? RUN_SHOWN : RUN_SHOWN_PLAIN;
}

static bool run_ends(struct tree *t, struct node *n)
{
	unsigned place = n == t->root ? 0 : place_in_run(t->printer, n), shown = run_shown(n);
	size_t rest;

	if (place < shown)
		return false;
	rest = place == shown ? rest_of_run(t->printer, n) : 0;
	if (rest) {
		struct arena *a = t->printer->page->work->arena;
		line_add(t->printer, NULL, arena_printf(a, "… %zu more such %s", rest, n->name));
		t->lines++;
	}
	return true;
}

static void line_print(struct printer *c, struct node *n, const char *own)
{
	struct text line = text_new(c->page->work->arena, CONDENSED_LINE_MAX);

	names_add(c, &line, n);
	attributes_add(c, &line, n);
	if (*own) {
		text_add_char(&line, ' ');
		quote_add(&line, own, c->text_max);
	}
	line_add(c, n, line.data);
}

void place_print(struct printer *c, const struct slots *slots, const struct slot *s)
{
	size_t shown = 0;

	for (size_t i = 0; i < slots->n_samples; i++)
		if (s->nodes[i] && c->numbers[s->nodes[i]->index])
			return;
	for (size_t i = 0; i < s->many.n && i < MANY_SHOWN; i++, shown++)
		line_print(c, s->many.nodes[i], s->many.values[i]);
	if (s->many.n > MANY_SHOWN)
		line_add(
		    c, NULL,
		    arena_printf(c->page->work->arena, "… %zu more such", s->many.n - MANY_SHOWN));
	for (size_t i = 0; i < slots->n_samples && !shown; i++)
		if (s->nodes[i]) {
			line_print(c, s->nodes[i], s->values[i]);
			shown++;
		}
}

/* Its line; false when there is nothing to say of it but what is inside. */
static bool element_print(struct tree *t, struct node *n, bool leaf)
{
	struct printer *c = t->printer;
	struct text line = text_new(c->page->work->arena, CONDENSED_LINE_MAX);
	bool any = names_add(c, &line, n);
	const char *own = leaf ? node_text(line.arena, n) : node_own_text(line.arena, n);

	any = attributes_add(c, &line, n) || any || n == t->root || leaf;
	if (*own) {
		text_add_char(&line, ' ');
		quote_add(&line, own, c->text_max);
		any = true;
	}
	if (!any && n->tag != TAG_td && n->tag != TAG_tr && n->tag != TAG_li)
		return false;
	line_add(c, n, line.data);
	t->lines++;
	return true;
}

void tree_print(struct printer *c, struct node *root)
{
	struct tree t = {.printer = c, .root = root};
	int base = c->depth;

	t.depths = ARENA_ARRAY(c->page->work->arena, root->end - root->index, uint8_t);
	for (uint32_t i = root->index; i < root->end && t.lines < c->lines_max && !c->is_over;) {
		struct node *n = &c->page->document->nodes[i];
		uint8_t depth = n == root ? 0 : t.depths[n->parent->index - root->index];
		bool leaf;
		if (n->kind != NODE_ELEMENT) {
			i++;
			continue;
		}
		c->depth = base + depth;
		if ((n != root && (!is_shown(c, n) || (c->skips_menus && is_menu(c, n)))) ||
		    run_ends(&t, n)) {
			i = n->end;
			continue;
		}
		leaf = is_leaf(c, n);
		if (element_print(&t, n, leaf) && depth < CONDENSED_DEPTH_MAX)
			depth++;
		t.depths[i - root->index] = depth;
		i = leaf ? n->end : i + 1;
	}
	c->depth = base;
	if (t.lines >= c->lines_max)
		line_add(c, NULL, "…");
}
