/* The tree: its shape, its indexes, its names and its links. */
#include "extract/html.h"
#include "bounds.h"

#include "tap.h"

static struct document *parse(struct work *w, const char *html)
{
	return html_parse(w, html, strlen(html), "https://site.example/a/b?c");
}

/* The body's subtree in one line: p("one" b("two")). */
static void outline(struct text *t, const struct node *n)
{
	bool first = true;

	if (n->kind == NODE_TEXT) {
		text_addf(t, "\"%s\"", n->text);
		return;
	}
	text_add(t, n->name);
	if (!n->first_child)
		return;
	text_add_char(t, '(');
	NODE_EACH (child, n) {
		if (!first)
			text_add_char(t, ' ');
		first = false;
		outline(t, child);
	}
	text_add_char(t, ')');
}

static void shapes(void)
{
	static const struct {
		const char *label, *html, *outline;
	} cases[] = {
	    {"nothing", "", "html(head body)"},
	    {"text", "one", "html(head body(\"one\"))"},
	    {"nesting", "<p>one<b>two</b>three",
	     "html(head body(p(\"one\" b(\"two\") \"three\")))"},
	    {"texts around a comment are one", "<p>a<!-- x -->b<!-- y --><!-- z -->c<i></i>d",
	     "html(head body(p(\"abc\" i \"d\")))"},
	    {"a comment alone leaves nothing", "<!DOCTYPE html><!-- x --><p><!-- y --></p>",
	     "html(head body(p))"},
	    {"implied cells", "<table><td>1<td>2",
	     "html(head body(table(tbody(tr(td(\"1\") td(\"2\"))))))"},
	    {"foster parents", "<table>a<tr><td>b",
	     "html(head body(\"a\" table(tbody(tr(td(\"b\"))))))"},
	    {"template content", "<template><p>x</p></template>",
	     "html(head(template(p(\"x\"))) body)"},
	    {"noscript is elements", "<body><noscript><p>x</p></noscript>",
	     "html(head body(noscript(p(\"x\"))))"},
	    {"svg in lower case", "<svg><foreignObject><p>x</svg>",
	     "html(head body(svg(foreignobject(p(\"x\")))))"},
	    {"unknown elements", "<My-Card><search>x</search></My-Card>",
	     "html(head body(my-card(search(\"x\"))))"},
	    {"cdata in svg", "<svg><![CDATA[a<b]]></svg>", "html(head body(svg(\"a<b\")))"},
	    {"script", "<script>a<b</script>", "html(head(script(\"a<b\")) body)"},
	    {"a reference beyond 32 bits", "a&#11111111111;b", "html(head body(\"a\ufffdb\"))"},
	    {"entities", "&lt;&eacute;&#x1F600;&nbsp",
	     "html(head body(\"<\u00e9\U0001F600\u00a0\"))"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct document *d;
		struct text t;

		work_begin(&w);
		t = text_new(w.arena, 10000);
		d = parse(&w, cases[i].html);
		outline(&t, d->root);
		is_text(t.data, cases[i].outline, cases[i].label);
		work_end(&w);
	}
}

/* Every link of the tree agrees with the order of the array. */
static bool is_sound(const struct document *d)
{
	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *n = &d->nodes[i];
		uint32_t at = n->index + 1, elements = 0;
		const struct node *previous = NULL;

		if (n->index != i || n->end > d->n_nodes)
			return false;
		NODE_EACH (child, n) {
			if (child->index != at || child->parent != n ||
			    child->previous != previous || !node_contains(n, child))
				return false;
			if (child->kind == NODE_ELEMENT && child->position != elements++)
				return false;
			if (child->kind == NODE_TEXT && strlen(child->text) != child->text_length)
				return false;
			at = child->end;
			previous = child;
		}
		if (at != n->end || n->last_child != previous)
			return false;
	}
	return true;
}

static void soundness(void)
{
	static const char *const pages[] = {
	    "",
	    "<p>a<b>b</p>c<table>d<tr><td>e<!---->f</table>g",
	    "<ul><li>1<li>2<!-- --> <li>3</ul>",
	    "<svg><g><path d=''/><title>t</title></g></svg><p>x",
	    "<!-- --><html><!-- --></html><!-- -->",
	};

	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		struct work w;
		work_begin(&w);
		ok(is_sound(parse(&w, pages[i])), "page %zu: order, ends and positions", i);
		work_end(&w);
	}
}

static void names(void)
{
	struct work w;
	struct document *d;
	const struct node *div, *p, *svg;

	work_begin(&w);
	d = parse(&w, "<div id=main CLASS=' big  red big\nblue ' data-X='A&amp;B'>"
		      "<p class=red id=''>x</p></div><svg viewBox='0' xlink:href=#a xml:lang=en>");
	div = d->root->last_child->first_child;
	p = div->first_child;
	svg = div->next;
	is_int(div->n_classes, 3, "three class tokens");
	is_text(div->classes[2], "blue", "in the order of the page");
	ok(p->classes[0] == div->classes[1], "equal tokens are equal pointers");
	ok(document_intern(d, "red") == p->classes[0], "and can be looked up");
	ok(!document_intern(d, "green"), "what the page does not have is not found");
	is_text(div->id, "main", "id");
	ok(!p->id, "an empty id is none");
	is_text(node_attribute(div, "data-x"), "A&B", "attribute names in lower case");
	ok(!node_attribute(div, "data-y"), "no such attribute");
	is_int(div->tag, TAG_div, "tag number");
	ok(div->name == document_intern(d, "div"), "names are interned");
	is_int(svg->tag, TAG_svg, "svg too");
	is_text(node_attribute(svg, "viewbox"), "0", "lower case in svg");
	is_text(node_attribute(svg, "xlink:href"), "#a", "with its prefix");
	is_text(node_attribute(svg, "xml:lang"), "en", "xml's too");
	work_end(&w);
}

static void links(void)
{
	static const struct {
		const char *label, *html, *link, *url;
	} cases[] = {
	    {"no base", "", "x", "https://site.example/a/x"},
	    {"base", "<base href='/z/'>", "x", "https://site.example/z/x"},
	    {"the first base with an href", "<base><base href='/1/'><base href='/2/'>", "x",
	     "https://site.example/1/x"},
	    {"a bad base is none", "<base href='data:x'>", "x", "https://site.example/a/x"},
	    {"other schemes", "", "mailto:a@b.example", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		work_begin(&w);
		is_text(document_url(w.arena, parse(&w, cases[i].html), cases[i].link),
			cases[i].url, cases[i].label);
		work_end(&w);
	}
}

int main(void)
{
	shapes();
	soundness();
	names();
	links();
	return done();
}
