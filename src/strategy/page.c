/* The passes. Chrome and hiddenness go down the tree, lengths and looks come up. */
#include "strategy/page.h"

#include "bounds.h"

#include <math.h>

/* Words of classes and ids of what surrounds the content: how much of a drawback, in percent. */
static const struct {
	const char *word;
	uint8_t chrome;
} chrome_words[] = {
    {"menu", 100},	 {"nav", 100},	       {"navbar", 100}, {"navigation", 100},
    {"breadcrumb", 100}, {"breadcrumbs", 100}, {"cookie", 100}, {"footer", 100},
    {"sidebar", 60},	 {"pagination", 100},  {"pager", 100},	{"filter", 60},
    {"filters", 60},	 {"facet", 80},	       {"facets", 80},	{"promo", 50},
    {"banner", 60},	 {"share", 80},	       {"social", 80},	{"toolbar", 60},
    {"related", 30},	 {"dropdown", 70},     {"modal", 60},	{"newsletter", 70},
    {"login", 60},	 {"advert", 80},       {"ads", 80},	{"consent", 100},
    {"masthead", 60},	 {"topbar", 80},
};

/* Of the page's text: a larger part is the content, whatever its name. */
#define CHROME_SHARE_MAX 0.2

bool tag_is_inline(enum tag tag)
{
	return tag == TAG_b || tag == TAG_i || tag == TAG_em || tag == TAG_strong ||
	       tag == TAG_small || tag == TAG_u || tag == TAG_sub || tag == TAG_sup ||
	       tag == TAG_mark || tag == TAG_code || tag == TAG_abbr || tag == TAG_font ||
	       tag == TAG_br || tag == TAG_wbr || tag == TAG_q || tag == TAG_cite ||
	       tag == TAG_tt || tag == TAG_big || tag == TAG_nobr || tag == TAG_bdi;
}

size_t stable_classes(struct page *p, const struct node *n, const char **out)
{
	size_t count = 0;

	for (uint32_t i = 0; i < n->n_classes && count < CLASSES_MAX; i++)
		if (page_token(p, n->classes[i])->stable)
			out[count++] = n->classes[i];
	return count;
}

/* "price--sale" beside "price" is a variant of it. */
static bool is_modifier(const struct node *n, const char *class)
{
	const char *mark = strstr(class, "--");
	size_t base = mark ? (size_t)(mark - class) : 0;

	for (uint32_t i = 0; base && i < n->n_classes; i++)
		if (strlen(n->classes[i]) == base && strncmp(n->classes[i], class, base) == 0)
			return true;
	return false;
}

/* The tag and what lasts of the names: an itemprop alone when there is one. */
static uint64_t look_of(struct page *p, const struct node *n)
{
	const char *classes[CLASSES_MAX];
	size_t count = stable_classes(p, n, classes);
	const char *type = node_attribute(n, "itemtype");
	const char *property = node_attribute(n, "itemprop");
	uint64_t h = hash_text(HASH_START, n->name);

	for (size_t i = 0; i < count && !property; i++)
		if (!is_modifier(n, classes[i]))
			h = hash_text(h, classes[i]);
	if (type)
		h = hash_text(h, type);
	if (property)
		h = hash_text(h, property);
	return h;
}

static bool tag_is_skipped(enum tag tag)
{
	return tag == TAG_script || tag == TAG_style || tag == TAG_template ||
	       tag == TAG_noscript || tag == TAG_iframe || tag == TAG_head || tag == TAG_svg ||
	       tag == TAG_select;
}

static bool node_is_hidden(const struct node *n)
{
	const char *style = node_attribute(n, "style");
	const char *aria = node_attribute(n, "aria-hidden");

	if (node_attribute(n, "hidden") || (aria && ascii_equal(aria, "true")))
		return true;
	if (!style)
		return false;
	return strstr(style, "display:none") || strstr(style, "display: none") ||
	       strstr(style, "visibility:hidden") || strstr(style, "visibility: hidden");
}

static uint8_t words_chrome(struct words words)
{
	for (size_t i = 0; i < words.n; i++)
		for (size_t k = 0; k < sizeof chrome_words / sizeof chrome_words[0]; k++)
			if (strcmp(words.items[i]->text, chrome_words[k].word) == 0)
				return chrome_words[k].chrome;
	return 0;
}

static uint8_t larger(uint8_t a, uint8_t b)
{
	return a > b ? a : b;
}

static uint8_t node_chrome(struct page *p, const struct node *n)
{
	const char *role = node_attribute(n, "role"), *type = node_attribute(n, "itemtype");
	uint8_t chrome = 0;

	if (n->tag == TAG_nav || n->tag == TAG_footer)
		chrome = 90;
	else if (n->tag == TAG_aside)
		chrome = 60;
	if (role && (ascii_equal(role, "navigation") || ascii_equal(role, "contentinfo") ||
		     ascii_equal(role, "menu")))
		chrome = 100;
	if (type && strstr(type, "readcrumb"))
		chrome = 100;
	if (n->id)
		chrome = larger(chrome, words_chrome(page_token(p, n->id)->words));
	for (uint32_t i = 0; i < n->n_classes; i++)
		chrome = larger(chrome, words_chrome(page_token(p, n->classes[i])->words));
	return chrome;
}

static uint32_t visible_bytes(const struct node *n)
{
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < n->text_length; i++)
		bytes += !ascii_is_space(n->text[i]);
	return bytes;
}

/* Down: what a node has from its parent, and the text before it. */
static void pass_down(struct page *p)
{
	uint32_t offset = 0;

	for (size_t i = 1; i < p->document->n_nodes; i++) {
		const struct node *n = &p->document->nodes[i];
		struct feature *f = &p->features[i];
		const struct feature *parent = feature_of(p, n->parent);
		f->offset = offset;
		f->skipped = parent->skipped;
		f->hidden = parent->hidden;
		if (n->kind == NODE_TEXT) {
			f->text_length = f->skipped ? 0 : visible_bytes(n);
			offset += f->text_length;
			continue;
		}
		f->skipped = f->skipped || tag_is_skipped(n->tag);
		f->hidden = f->hidden || node_is_hidden(n);
		f->look = look_of(p, n);
		f->n_images = n->tag == TAG_img;
	}
}

/* Up: children come after their parent, so backwards every node is complete when it is met. */
static void pass_up(struct page *p)
{
	for (size_t i = p->document->n_nodes; i-- > 1;) {
		const struct node *n = &p->document->nodes[i];
		struct feature *f = &p->features[i], *parent = feature_of(p, n->parent);
		if (n->kind == NODE_TEXT) {
			parent->has_own_text = parent->has_own_text || f->text_length;
		} else {
			uint64_t before = 0;
			f->inner_look = HASH_START;
			if (n->tag == TAG_a)
				f->link_length = f->text_length;
			NODE_EACH (child, n) {
				uint64_t look = feature_of(p, child)->look;
				if (child->kind == NODE_ELEMENT && look != before)
					f->inner_look = hash_number(f->inner_look, look);
				before = child->kind == NODE_ELEMENT ? look : before;
			}
			f->row_look = hash_number(f->inner_look, f->look);
		}
		parent->text_length += f->text_length;
		parent->link_length += f->link_length;
		parent->n_images += f->n_images;
	}
}

#define LOGS 256 /* most elements hold less text: their logarithms are taken once */

static void pass_chrome(struct page *p)
{
	double all = p->features[0].text_length + 1.0;
	float logs[LOGS];

	for (size_t i = 0; i < LOGS; i++)
		logs[i] = logf((float)i + 2);
	for (size_t i = 1; i < p->document->n_nodes; i++) {
		const struct node *n = &p->document->nodes[i];
		struct feature *f = &p->features[i];
		f->length_log =
		    f->text_length < LOGS ? logs[f->text_length] : logf((float)f->text_length + 2);
		f->chrome = feature_of(p, n->parent)->chrome;
		if (n->kind == NODE_ELEMENT && f->text_length < all * CHROME_SHARE_MAX)
			f->chrome = larger(f->chrome, node_chrome(p, n));
	}
}

/* The first h1 with text that is no part of the chrome, else the first h1 at all. */
static void find_heading(struct page *p)
{
	for (size_t i = 1; i < p->document->n_nodes; i++) {
		struct node *n = &p->document->nodes[i];
		const struct feature *f = &p->features[i];
		if (n->kind != NODE_ELEMENT)
			continue;
		if (n->tag == TAG_title && !*p->title && n->parent->tag == TAG_head)
			p->title = node_text(p->work->arena, n);
		if (n->tag != TAG_h1 || !f->text_length || f->hidden)
			continue;
		if (!p->heading || (feature_of(p, p->heading)->chrome && !f->chrome))
			p->heading = n;
	}
}

const struct reading *page_reading(struct page *p, const char *value)
{
	uint64_t hash = hash_text(HASH_START, value);
	const uint32_t *at = map_get(&p->read, hash);

	if (at)
		return &p->readings[*at];
	if (p->n_readings == p->readings_capacity) {
		size_t capacity = p->readings_capacity ? p->readings_capacity * 2 : 1024;
		struct reading *grown = ARENA_ARRAY(p->work->arena, capacity, struct reading);
		if (p->n_readings)
			memcpy(grown, p->readings, p->n_readings * sizeof *grown);
		p->readings = grown;
		p->readings_capacity = capacity;
	}
	map_put(&p->read, hash, (uint32_t)p->n_readings);
	p->readings[p->n_readings] = value_read(value);
	return &p->readings[p->n_readings++];
}

/* "Oak chair - Chairs | The Shop" has three parts. The end of the one that starts there. */
static const char *part_end(const char *start, const char **next)
{
	static const char *const marks[] = {" | ",  " - ", " – ", " — ",
					    " :: ", " · ", " » ", " « "};

	for (const char *at = start; *at; at++)
		for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
			if (strncmp(at, marks[i], strlen(marks[i])) == 0) {
				*next = at + strlen(marks[i]);
				return at;
			}
	*next = NULL;
	return start + strlen(start);
}

/* Of a <title> the part that is the page's heading, too, else the longest one. */
static const char *title_part(struct arena *a, const char *title, const char *heading)
{
	const char *best = title, *next;
	size_t most = 0;

	for (const char *at = title; at; at = next) {
		size_t n = (size_t)(part_end(at, &next) - at);
		if (n && n == strlen(heading) && strncasecmp(at, heading, n) == 0)
			return arena_copy(a, at, n);
		if (n > most) {
			most = n;
			best = at;
		}
	}
	return arena_copy(a, best, most < PAGE_TITLE_MAX ? most : PAGE_TITLE_MAX);
}

struct page *page_read(struct work *w, struct vocabulary *v, struct document *d)
{
	struct page *p = ARENA_NEW(w->arena, struct page);

	p->work = w;
	p->document = d;
	p->vocabulary = v;
	p->weights = weights;
	p->features = ARENA_ARRAY(w->arena, d->n_nodes, struct feature);
	p->paths = arena_alloc_raw(w->arena, d->n_nodes * sizeof *p->paths);
	p->ordinals = arena_alloc_raw(w->arena, d->n_nodes * sizeof *p->ordinals);
	p->tokens = map_new(w->arena);
	p->read = map_new(w->arena);
	p->title = "";
	pass_down(p);
	pass_up(p);
	pass_chrome(p);
	find_heading(p);
	p->title_main =
	    title_part(w->arena, p->title, p->heading ? node_text(w->arena, p->heading) : "");
	p->title_words = words_split(v, p->title_main, strlen(p->title_main));
	return p;
}
