/* A selector on the first line, a page after it: the ways to ask give the same answer. */
#include "extract/selector.h"

#include "fuzz/fuzz.h"

static const char small_page[] =
    "<title>t</title><ul id=u lang=en class='a b'><li class=a>1<li data-x='A b'><b>2</b>"
    "<li><a href=/>3</a></ul><form><input checked><select disabled><option>4</select></form><p>";

static void ask(struct work *w, const struct selector *s, struct document *d)
{
	struct node_list all = selector_all(w, s, d, NULL);
	const struct node *first;

	if (w->error != ERR_NONE) {
		must_be(w->class == CLASS_TOO_COMPLEX && all.n == 0);
		return;
	}
	for (size_t i = 0; i < all.n; i++) {
		must_be(all.items[i]->kind == NODE_ELEMENT);
		must_be(i == 0 || all.items[i - 1]->index < all.items[i]->index);
		must_be(selector_matches(w, s, d, all.items[i], NULL) || w->error != ERR_NONE);
	}
	first = selector_first(w, s, d, NULL);
	must_be(w->error != ERR_NONE || first == (all.n ? all.items[0] : NULL));
	work_forgive(w);
	(void)selector_all(w, s, d, d->root->last_child);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	const struct selector *s;
	struct document *d = NULL;

	work_begin(&w);
	in = cut(w.arena, data, n);
	s = selector_parse(&w, in.line);
	if (!s)
		must_be(w.error == ERR_UNACCEPTABLE && w.message);
	else if (in.n_rest == 0)
		d = html_parse(&w, small_page, strlen(small_page), NULL);
	else if (utf8_is_valid(in.rest, in.n_rest))
		d = html_parse(&w, in.rest, in.n_rest, NULL);
	if (d && d->root && d->root->last_child)
		ask(&w, s, d);
	work_end(&w);
	return 0;
}
