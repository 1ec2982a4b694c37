/* A page as a document: its tree, its names, and where its links lead. */
#include "extract/html.h"
#include "extract/names.h"
#include "extract/scan.h"
#include "extract/tree.h"

/* The first base element with an href moves the document's links. */
static void set_base(struct document *d, const char *url)
{
	const char *why;

	d->url = d->base = url ? url_parse(d->arena, url, &why) : NULL;
	if (!d->url)
		return;
	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *n = &d->nodes[i];
		const char *href = n->tag == TAG_base ? node_attribute(n, "href") : NULL;
		const struct url *moved;

		if (!href)
			continue;
		moved = url_join(d->arena, d->url, href, &why);
		if (moved)
			d->base = moved;
		return;
	}
}

struct document *html_parse(struct work *w, const char *html, size_t n, const char *url)
{
	struct document *d = ARENA_NEW(w->arena, struct document);

	d->arena = w->arena;
	d->names = names_new(w->arena);
	if (!html_scan(w, d->names, html, n) || !tree_build(w, d, html, n))
		return NULL;
	set_base(d, url);
	return d;
}

const char *document_intern(const struct document *d, const char *s)
{
	const struct name *e = names_find(d->names, s, strlen(s));

	return e ? e->text : NULL;
}

char *document_url(struct arena *a, const struct document *d, const char *link)
{
	const char *why;
	const struct url *u = d->base ? url_join(a, d->base, link, &why) : url_parse(a, link, &why);

	return u ? url_print(a, u, true) : NULL;
}
