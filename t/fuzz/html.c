/* A page: its tree is sound, and can be read and written again. */
#include "extract/html.h"

#include "fuzz/fuzz.h"

/* Every link of the tree agrees with the order of the array. */
static void must_be_sound(const struct document *d, const struct node *n)
{
	uint32_t at = n->index + 1, elements = 0;
	const struct node *previous = NULL;

	must_be(n == &d->nodes[n->index] && n->end <= d->n_nodes);
	NODE_EACH (child, n) {
		must_be(child->index == at && child->parent == n && child->previous == previous);
		if (child->kind == NODE_ELEMENT)
			must_be(child->position == elements++);
		at = child->end;
		previous = child;
	}
	must_be(at == n->end && n->last_child == previous);
}

static void must_be_text(const char *s)
{
	must_be(s && utf8_is_valid(s, strlen(s)));
}

static void check_node(struct arena *a, const struct document *d, const struct node *n)
{
	must_be_sound(d, n);
	if (n->kind == NODE_TEXT) {
		must_be_text(n->text);
		must_be(strlen(n->text) == n->text_length);
		return;
	}
	for (uint32_t i = 0; i < n->n_attributes; i++) {
		must_be_text(n->attributes[i].value);
		must_be(document_intern(d, n->attributes[i].name) == n->attributes[i].name);
	}
	for (uint32_t i = 0; i < n->n_classes; i++)
		must_be(document_intern(d, n->classes[i]) == n->classes[i]);
	must_be_text(node_own_text(a, n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct text page;
	const char *p = (const char *)data, *end = p + n;
	struct document *d;

	work_begin(&w);
	page = text_new(w.arena, 3 * n);
	while (p < end)
		text_add_utf8(&page, utf8_next(&p, end));
	d = html_parse(&w, page.data, page.length, "http://site.test/a/b");
	if (!d)
		must_have_failed(&w);
	for (size_t i = 0; d && i < d->n_nodes; i++)
		check_node(w.arena, d, &d->nodes[i]);
	if (d) {
		must_be_text(node_text(w.arena, d->nodes));
		must_be_text(node_inner_html(w.arena, d->nodes));
	}
	work_end(&w);
	return 0;
}
