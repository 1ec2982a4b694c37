/* Pages as they are, from bytes to values: what a selector finds in odd ones, what becomes of wrong
 * declarations and broken mark-up, and every bound from both sides. */
#include "bounds.h"
#include "extract/body.h"
#include "extract/selector.h"
#include "util/clock.h"

#include "tap.h"

#ifdef METER_SANITIZERS
#define MANY 20000
#else
#define MANY 200000
#endif

static const char page_url[] = "http://site.test/a/";

/* The texts of all matches, "|" between them; an attribute's values with "selector @attribute". */
static const char *found(struct work *w, struct document *d, const char *what)
{
	char *css = arena_text(w->arena, what), *attribute = strstr(css, " @");
	struct text t = text_new(w->arena, 1000);
	const struct selector *s;
	struct node_list all;

	if (attribute)
		*attribute = '\0';
	s = selector_parse(w, css);
	if (!s)
		return w->message;
	all = selector_all(w, s, d, NULL);
	for (size_t i = 0; i < all.n; i++) {
		const char *value = attribute ? node_attribute(all.items[i], attribute + 2)
					      : node_text(w->arena, all.items[i]);

		text_add(&t, i ? "|" : "");
		text_add(&t, value ? value : "(none)");
	}
	return t.data;
}

static const struct {
	const char *label, *type, *page, *what, *found;
} cases[] = {
    /* frames */
    {"a set of frames", NULL,
     "<html><frameset cols=20%,*><frame src=menu.html><frame src=main.html>"
     "<noframes><p>Get a browser</p></noframes></frameset>",
     "frame @src", "menu.html|main.html"},
    {"its text is not for readers", NULL,
     "<frameset><frame src=x><noframes><p>Get a browser</noframes></frameset>", "html", ""},
    {"nothing is left beside it", NULL, "<frameset></frameset><p>lost</p>", "p", ""},
    {"a frameset after text is none", NULL, "<p>text<frameset><frame></frameset>", "p", "text"},
    {"a page in a page is text", NULL, "<p>1<iframe src=x><p>2</p></iframe>3", "p", "13"},
    {"iframe's address", NULL, "<iframe src=/x></iframe>", "iframe @src", "/x"},
    {"an iframe's page in an attribute", NULL, "<iframe srcdoc='<p>x</p>'></iframe><p>y", "p", "y"},

    /* template and noscript */
    {"content of a template can be chosen", NULL, "<template><b>x</b></template>", "b", "x"},
    {"but is not read with the rest", NULL, "<p>1<template>x</template>2</p>", "p", "12"},
    {"templates in templates", NULL, "<template><template><i>x</template></template>", "i", "x"},
    {"rows in a template", NULL, "<template><tr><td>1</td></tr></template>", "tr > td", "1"},
    {"noscript in the body", NULL, "<p>1<noscript><img src=a.jpg></noscript>2",
     "noscript > img @src", "a.jpg"},
    {"noscript in the head", NULL, "<head><noscript><link href=x.css></noscript><title>T",
     "noscript link @href", "x.css"},
    {"noscript that ends the head", NULL, "<head><noscript><p>x</p></noscript><title>T</title>",
     "title", "T"},

    /* drawings */
    {"a drawing's title is a tooltip", NULL,
     "<a><svg><title>Cart</title><desc>A cart</desc><path/></svg> 5</a>", "a", "5"},
    {"but can be chosen", NULL, "<svg><g><title>Cart</title></g></svg>", "svg title", "Cart"},
    {"the page's title is another", NULL, "<title>Page</title><svg><title>Cart</title></svg>",
     "head > title", "Page"},
    {"text in a drawing", NULL, "<svg><text x=1>10 <tspan>km</tspan></text></svg>", "svg", "10 km"},
    {"html in a drawing", NULL, "<svg><foreignObject><p>x</p></foreignObject></svg>",
     "foreignobject > p", "x"},
    {"a drawing that is not closed", NULL, "<svg><path d=M0><p>x<p>y", "p", "x|y"},
    {"links in a drawing", NULL, "<svg><a xlink:href=/x><text>t</text></a></svg>", "a @xlink:href",
     "/x"},
    {"formulas", NULL, "<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", "math", "x=1"},

    /* character sets */
    {"latin-1 that says UTF-8", "text/html; charset=utf-8", "<p>caf\xe9", "p", "caf\u00e9"},
    {"UTF-8 that says latin-1", "text/html; charset=iso-8859-1", "<p>caf\u00e9", "p", "caf\u00e9"},
    {"ASCII that says UTF-16", "text/html; charset=UTF-16", "<p>x", "p", "x"},
    {"two declarations", NULL, "<meta charset=windows-1251><meta charset=utf-8><p>\xe0", "p",
     "\u0430"},
    {"a declaration in a script counts, as in browsers", NULL,
     "<script>'<meta charset=koi8-r>'</script><p>\xc1", "p", "\u0430"},
    {"a declaration that is too late", NULL, NULL, "p", "\u00e9"},
    {"half a character at the end", NULL, "<p>\u00e9\u00e8\xc3", "p", "\u00e9\u00e8\ufffd"},
    {"a character that a tag cuts", "text/html; charset=shift_jis", "<p>\x93\xfa<b>\x93</b>", "p",
     "\u65e5\ufffd"},

    /* broken mark-up */
    {"nothing is closed", NULL, "<ul><li>1<li>2<ul><li>3", "ul ul li", "3"},
    {"everything is closed twice", NULL, "<p>1</p></p><b>2</b></b></div>", "b", "2"},
    {"closed in the wrong order", NULL, "<b><i>1</b>2</i>", "i", "1|2"},
    {"a paragraph in a link in a paragraph", NULL, "<p>0<a href=x><p>1</a>", "a @href", "x|x"},
    {"a link in a link", NULL, "<a href=1>1<a href=2>2</a></a>", "a", "1|2"},
    {"a form in a form", NULL, "<form id=1><form id=2><input name=x></form></form>",
     "form > input @name", "x"},
    {"text in a table", NULL, "<table>x<tr><td>1</table>", "body > table", "1"},
    {"cells without a table", NULL, "<td>1</td><td>2</td>", "body", "12"},
    {"an attribute twice", NULL, "<a href=1 href=2>x</a>", "a @href", "1"},
    {"a quote that is not closed", NULL, "<a href=\"x>1</a><p>2</p>", "a", ""},
    {"a tag that is not closed", NULL, "<p>1<a href=x", "p", "1"},
    {"a comment that is not closed", NULL, "<p>1<!-- <p>2", "p", "1"},
    {"a comment that ends oddly", NULL, "<!--> <p>1</p> --!><p>2</p>", "p", "1|2"},
    {"a script that is not closed", NULL, "<p>1<script>if (a < b) {", "p", "1"},
    {"a title that is not closed", NULL, "<title>T</p><p>2", "title", "T</p><p>2"},
    {"a script with a comment with a script", NULL,
     "<script><!-- <script>x</script> --></script><p>2", "p", "2"},
    {"two heads, two bodies", NULL,
     "<head><title>1</title></head><body class=a><head><body id=b><p>x", "body#b.a > p", "x"},
    {"elements after the end", NULL, "<body></body></html><p>x", "body > p", "x"},
    {"an unknown entity", NULL, "<p>&nosuch; &amp &copy2", "p", "&nosuch; & \u00a92"},
    {"an address with a reference that is none", NULL, "<a href='?a=1&copy=2'>", "a @href",
     "?a=1&copy=2"},
    {"CDATA where none may be", NULL, "<p><![CDATA[x]]>y", "p", "y"},
    {"XHTML", "application/xhtml+xml",
     "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>"
     "<body><p/>x<br/>y</body></html>",
     "p", "x y"},
};

static void odd_pages(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct document *d;
		struct text late;
		const char *page = cases[i].page;

		work_begin(&w);
		if (!page) { /* the declaration comes too late to be believed */
			late = text_new(w.arena, 2 * CHARSET_PRESCAN);
			while (late.length < CHARSET_PRESCAN)
				text_add(&late, "<!-- -->");
			text_add(&late, "<meta charset=koi8-r><p>\xe9");
			page = late.data;
		}
		d = body_parse(&w, page, strlen(page), cases[i].type, page_url, NULL);
		is_text(d ? found(&w, d, cases[i].what) : w.message, cases[i].found,
			cases[i].label);
		work_end(&w);
	}
}

static void zero_bytes(void)
{
	static const char page[] = "<!-- A few are no sign of another kind of file, when the "
				   "page is long enough: more than one in thirty-two are. "
				   "-->"
				   "<p ti\0tle='a\0b'>1\0002<script>'\0'</script>";
	struct work w;
	struct document *d;

	work_begin(&w);
	d = body_parse(&w, page, sizeof page - 1, "text/html", page_url, NULL);
	is_text(found(&w, d, "p"), "12", "zero bytes in text are left out");
	is_text(found(&w, d, "script"), "'\ufffd'", "in scripts they are replaced");
	is_text(found(&w, d, "p @ti\ufffdtle"), "a\ufffdb", "and in attributes");
	work_end(&w);
}

/* --- bounds --- */

/* `before`, `unit` n times with %d counting, and what closes a value and a tag: one attribute more.
 */
static const struct {
	const char *label, *before, *unit;
	int n;
	bool good;
} bounds[] = {
    {"elements as deep as allowed", "", "<div>", HTML_DEPTH_MAX - 2, true},
    {"one deeper", "", "<div>", HTML_DEPTH_MAX - 1, false},
    {"as many attributes as allowed", "<a ", "a%d=1 ", HTML_ATTRIBUTES_MAX - 1, true},
    {"one more", "<a ", "a%d=1 ", HTML_ATTRIBUTES_MAX, false},
    {"the same attribute again and again", "<a ", "a=%d ", HTML_ATTRIBUTES_MAX, false},
    {"one class of many tokens", "<p class='", "c%d ", MANY, true},
    {"many classes", "", "<p class=c%d>", MANY, true},
    {"many ids", "", "<br id=i%d>", MANY, true},
    {"many elements of their own", "", "<x-%d/></x-%d>", MANY, true},
    {"many comments", "<p>", "a<!-- %d -->", MANY, true},
    {"many references", "<p>", "&#%d;", MANY, true},
    {"many references that are none", "<p>", "&x%d", MANY, true},
    {"a value of 4 MB", "<p title='", "0123456789", 400000, true},
#ifndef METER_SANITIZERS
    {"a million nodes", "", "<p>x", 500000, true},
    {"more nodes than allowed", "", "<p>x", HTML_NODES_MAX / 2 + 1, false},
#endif
};

static void bounds_are_kept(void)
{
	for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
		struct work w;
		struct text t;
		struct document *d;
		int64_t start;

		work_begin(&w);
		t = text_new(w.arena, PAGE_MAX);
		text_add(&t, bounds[i].before);
		for (int k = 0; k < bounds[i].n; k++)
			text_addf(&t, bounds[i].unit, k, k);
		text_add(&t, "'>");
		start = clock_monotonic_ms();
		d = body_parse(&w, t.data, t.length, "text/html", page_url, NULL);
		ok(!d == !bounds[i].good && (d || w.class == CLASS_TOO_COMPLEX),
		   "%s: %zu nodes, %s (%d ms)", bounds[i].label, d ? d->n_nodes : 0,
		   d ? "parsed" : w.message, (int)(clock_monotonic_ms() - start));
		work_end(&w);
	}
}

static void size_is_bounded(void)
{
	struct work w;

	work_begin(&w);
	/* Nothing is read of what is too large. */
	ok(!html_parse(&w, "", (size_t)HTML_SIZE_MAX + 1, NULL), "a page that is too large");
	is_int(w.class, CLASS_TOO_COMPLEX, "is too complex");
	work_end(&w);
}

int main(void)
{
	odd_pages();
	zero_bytes();
	bounds_are_kept();
	size_is_bounded();
	return done();
}
