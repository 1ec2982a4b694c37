/* Where the content is: the element that HTML has for it, else the smallest one outside of which
 * nothing reads like content. */
#include "extract/content_parts.h"

#include "util/text.h"

static bool is_main(const struct node *n)
{
	const char *role;

	if (n->tag == TAG_main)
		return true;
	role = n->kind == NODE_ELEMENT ? node_attribute(n, "role") : NULL;
	return role && ascii_equal(role, "main");
}

/* a is at least p percent of b. */
static bool is_percent(uint32_t a, unsigned p, uint32_t b)
{
	return (uint64_t)a * 100 >= (uint64_t)b * p;
}

/* The main element with the most text; or the only article, if it holds most of the page's. */
static struct node *marked_content(const struct reading *r, struct node *body)
{
	struct node *main = NULL, *article = NULL, *end = node_after(r, body);
	const struct measure *all = measure_of(r, body);
	unsigned n_articles = 0;

	for (struct node *x = body; x < end; x = is_dropped(r, x) ? node_after(r, x) : x + 1) {
		if (is_dropped(r, x))
			continue;
		if (is_main(x) && (!main || measure_of(r, x)->chars > measure_of(r, main)->chars))
			main = x;
		if (x->tag == TAG_article && !(article && node_contains(article, x))) {
			article = x;
			n_articles++;
		}
	}
	if (main && is_percent(measure_of(r, main)->chars, 25, all->chars))
		return main;
	if (n_articles == 1 && is_percent(measure_of(r, article)->prose, 50, all->prose))
		return article;
	return body;
}

/* Whether the reader would miss n. */
static bool is_content(const struct reading *r, const struct node *n, const struct measure *whole)
{
	const struct measure *m = measure_of(r, n);
	bool is_text = m->linked * 2 < m->chars;

	if (n->kind == NODE_TEXT)
		return m->chars >= 25;
	if (is_dropped(r, n))
		return false;
	if (heading_level(n) && m->chars)
		return true;
	if (n->tag == TAG_p || n->tag == TAG_pre || n->tag == TAG_blockquote)
		return is_text;
	return (m->marks & MARK_HEADING && is_text) || m->prose * 100ull > whole->prose * 15ull;
}

/* The child that is all of the content in n; NULL when the content is n. */
static struct node *inner_content(const struct reading *r, const struct node *n)
{
	const struct measure *whole = measure_of(r, n);
	struct node *best = NULL;

	if (!whole->prose) /* nothing to go by */
		return NULL;
	NODE_EACH (child, n) {
		if (child->kind == NODE_ELEMENT && !is_dropped(r, child) &&
		    measure_of(r, child)->chars &&
		    (!best || measure_of(r, child)->prose > measure_of(r, best)->prose))
			best = child;
	}
	if (!best || !is_percent(measure_of(r, best)->prose, 80, whole->prose))
		return NULL;
	NODE_EACH (child, n) {
		if (child != best && is_content(r, child, whole))
			return NULL;
	}
	return best;
}

/* Elements that are wrapped around content, as tables once were. */
static bool is_wrapper(const struct node *n)
{
	static const bool wraps[TAG__MAX] = {
	    [TAG_body] = true,	  [TAG_div] = true,    [TAG_main] = true,     [TAG_article] = true,
	    [TAG_section] = true, [TAG_center] = true, [TAG_font] = true,     [TAG_form] = true,
	    [TAG_table] = true,	  [TAG_tbody] = true,  [TAG_tr] = true,	      [TAG_td] = true,
	    [TAG_span] = true,	  [TAG_OTHER] = true,  [TAG_fieldset] = true,
	};

	return n->kind == NODE_ELEMENT && wraps[n->tag];
}

/* The text of <title>, or "". */
static const char *page_title(const struct reading *r)
{
	const struct node *end = r->d->nodes + r->d->n_nodes;

	for (const struct node *x = r->d->nodes; x < end; x++) {
		if (x->tag == TAG_title)
			return node_text(r->w->arena, x);
		if (x->tag == TAG_body)
			break;
	}
	return "";
}

/* A site's name stands in front of its pages too: that one leads home. */
static bool is_site_name(const struct node *h1)
{
	const struct node *link = node_first_element(h1);
	const char *href = link && link->tag == TAG_a ? node_attribute(link, "href") : NULL;

	return href && (strcmp(href, "/") == 0 || strcmp(href, "./") == 0);
}

/* The last h1 before the root with which the page's title begins. */
static struct node *title_before(struct reading *r, const struct node *root)
{
	const char *title = page_title(r);
	struct node *found = NULL;

	for (struct node *x = r->d->nodes; *title && x < root; x++) {
		const char *text;
		if (x->tag != TAG_h1 || node_contains(x, root) || is_site_name(x))
			continue;
		text = node_text(r->w->arena, x);
		if (*text && ascii_starts(title, text))
			found = x;
		x = node_after(r, x) - 1;
	}
	return found;
}

struct node *content_root(struct reading *r, struct node **title)
{
	struct node *root = r->d->root, *inner;

	*title = NULL;
	if (!root)
		return NULL;
	NODE_EACH (child, r->d->root) {
		if (child->tag == TAG_body)
			root = child;
	}
	if (!measure_of(r, root)->chars)
		return NULL;
	inner = marked_content(r, root);
	r->is_marked = inner != root;
	root = inner;
	while (root->tag != TAG_article && (inner = inner_content(r, root)) && is_wrapper(inner))
		root = inner;
	if (!(measure_of(r, root)->marks & MARK_TITLE))
		*title = title_before(r, root);
	return root;
}
