/* Selectors on small pages: what they find, in which scope, and at what cost. */
#include "extract/selector.h"

#include "tap.h"

#include <time.h>

static const char page[] =
    "<!DOCTYPE html><html><body><div id=top class='box wide'>"
    "<ul id=list><li id=a class=item>One</li><li id=b class='item on'>Two <b>x</b></li>"
    "<li id=c>Three</li></ul>"
    "<p id=p1>text<span id=s1>in p</span></p><p id=p2></p><h2 id=h>Area</h2>"
    "<p id=p3 lang=en-GB data-x='a b'>last <i id=i1></i></p>"
    "</div><div id=other><p id=p4>four</p></div></body></html>";

/* The ids of what was found, with spaces between. */
static const char *ids(struct work *w, struct node_list list)
{
	struct text t = text_new(w->arena, 10000);

	for (size_t i = 0; i < list.n; i++)
		text_addf(&t, "%s%s", i ? " " : "", list.items[i]->id ? list.items[i]->id : "-");
	return t.data;
}

static const char *find(struct work *w, struct document *d, const char *selector,
			struct node *scope)
{
	struct selector *s = selector_parse(w, selector);

	return s ? ids(w, selector_all(w, s, d, scope)) : w->message;
}

static struct node *by_id(struct work *w, struct document *d, const char *id)
{
	struct selector *s =
	    selector_parse(w, arena_printf(w->arena, "#%s", selector_escape(w->arena, id)));

	return selector_first(w, s, d, NULL);
}

static const struct {
	const char *selector, *scope, *ids;
} finds[] = {
    {"li", NULL, "a b c"},
    {"ul.x, li.on, #c", NULL, "b c"},
    {"p", "top", "p1 p2 p3"},
    {"html p", "other", "p4"},
    {"> p", "top", "p1 p2 p3"},
    {"> li", "list", "a b c"},
    {"> p", "list", ""},
    {":scope > p", "top", "p1 p2 p3"},
    {":scope", "top", ""},
    {":scope", NULL, "-"},
    {"+ li", "a", "b"},
    {"~ li", "a", "b c"},
    {"~ p > span", "list", "s1"},
    {"li, + p", "list", "a b c p1"},
    {"> html", NULL, "-"},
    {"div > ul > li:last-child", NULL, "c"},
    {"ul ~ p", NULL, "p1 p2 p3"},
    {"h2 + p", NULL, "p3"},
    {"p ~ h2 + p i", NULL, "i1"},
    {"body div p ~ p ~ p i", NULL, "i1"},
    {"p:empty, i:empty", NULL, "p2 i1"},
    {"li:contains('Two x')", NULL, "b"},
    {"h2:contains(Nothing, Area)", NULL, "h"},
    {"h2:contains(\" Ar\\\nea \\A \")", NULL, "h"},
    {"p:contains-own(text), p:contains-own(in)", NULL, "p1"},
    {"li:matches(\"^T[a-z]+ ?x?$\")", NULL, "b c"},
    {"li:matches( 'O(?=ne)|(?i)TWO' )", NULL, "a b"},
    {"li:matches(.on, #c)", NULL, "b c"},
    {"li[class!='item on'], p[id!=p1]:empty", NULL, "a c p2"},
    {"svg|li.on, *|li#c, |h2, x|*#s1", NULL, "b c s1 h"},
    {"[*|data-x], [x|class='item']", NULL, "a p3"},
    {"i:lang(en), p:lang('*-GB')", NULL, "p3 i1"},
    {"p:dir(rtl), h2:dir(ltr)", NULL, "h"},
    {"p:has(> span), p:has(i)", NULL, "p1 p3"},
    {"p:has(+ h2)", NULL, "p2"},
    {"p:has(~ h2 + p > i)", NULL, "p1 p2"},
    {"div:has(li:has(b))", NULL, "top"},
    {"li:not(.item, #b)", NULL, "c"},
    {"p:nth-of-type(2)", NULL, "p2"},
    {"p:nth-last-of-type(1)", NULL, "p3 p4"},
    {"p:nth-child(2 of :not(#p1))", NULL, "p2"},
    {":nth-child(2 of p)", NULL, "p2"},
    {":nth-last-child(1 of p)", NULL, "p3 p4"},
    {"p:only-of-type", NULL, "p4"},
    {"b:only-child", NULL, "-"},
    {"[LANG|=EN]", NULL, "p3"},
    {"[data-x~=b]", NULL, "p3"},
    {"[data-x~=B i]", NULL, "p3"},
    {"[data-x=B]", NULL, ""},
    {".box:is(.wide, .narrow) > #p2", NULL, "p2"},
    {"UL > LI.item", NULL, "a b"},
    {".ITEM", NULL, ""},
    {":root > body > div:first-child > ul", NULL, "list"},
    {".nowhere, li.nowhere a, [data-none]", NULL, ""},
};

static void finding(struct work *w, struct document *d)
{
	for (size_t i = 0; i < sizeof finds / sizeof finds[0]; i++) {
		struct node *scope = finds[i].scope ? by_id(w, d, finds[i].scope) : NULL;
		const char *label = arena_printf(w->arena, "%s in %s", finds[i].selector,
						 finds[i].scope ? finds[i].scope : "the page");
		is_text(find(w, d, finds[i].selector, scope), finds[i].ids, label);
	}
}

static void single(struct work *w, struct document *d)
{
	struct selector *s = selector_parse(w, "> li.on");
	struct node *list = by_id(w, d, "list"), *b = by_id(w, d, "b");

	ok(selector_first(w, s, d, list) == b, "the first match");
	ok(selector_first(w, s, d, b) == NULL, "none");
	ok(selector_matches(w, s, d, b, list), "an element against a relative selector");
	ok(!selector_matches(w, s, d, b, b), "from another scope it is none");
}

/* A selector that outlives a document must not believe the next one to be the same. */
static void rebinding(void)
{
	struct work lasting;
	struct selector *s;

	work_begin(&lasting);
	s = selector_parse(&lasting, "li.b");
	for (int round = 0; round < 3; round++) {
		struct work w;
		struct document *d;
		const char *html = round == 1 ? "<ol><li class=a>1<li class=b>2</ol>"
					      : "<ul><li class=b>1<li class=a>2<li class=b>3</ul>";

		work_begin(&w);
		d = html_parse(&w, html, strlen(html), NULL);
		is_int(selector_all(&w, s, d, NULL).n, round == 1 ? 1 : 2, "found again");
		work_end(&w);
	}
	work_end(&lasting);
}

/* The same answers when places are used as when nodes are walked. */
static void indexed(struct work *w)
{
	struct text html = text_new(w->arena, 1u << 20);
	struct document *d;
	const char *walked;

	for (int i = 0; i < 300; i++)
		text_addf(&html, "<div class='c%d%s' id=n%d><a class=x>t</a></div>", i % 7,
			  i % 5 ? "" : " five", i);
	d = html_parse(w, html.data, html.length, NULL);
	walked = find(w, d, "div.c3, .five, #n7", NULL);
	for (int i = 0; i < 10; i++)
		find(w, d, "a", NULL);
	is_text(find(w, d, "div.c3, .five, #n7", NULL), walked, "places merge in document order");
	is_int(selector_all(w, selector_parse(w, "div > a"), d, NULL).n, 300, "all by their name");
	is_int(selector_some(w, selector_parse(w, "div > a"), d, NULL, 7).n, 7,
	       "or as many as are asked for");
	is_text(find(w, d, "#n8 ~ #n9, #none", NULL), "n9", "by id");
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Pages and selectors made to be slow end with an error, soon. */
static void bounded(void)
{
	static const struct {
		const char *label, *open, *selector;
		int times;
	} cases[] = {
	    {"nested divs, a chain of ancestors", "<div>", "div div div div div > p > div b", 900},
	    {"siblings, all before", "<p><i>x</i></p>", "p ~ p ~ p ~ p ~ b", 20000},
	    {"siblings, none has", "<p><i>x</i></p>", "p:has(~ b)", 20000},
	    {"counting siblings", "<p><i>x</i></p>", "p:nth-of-type(2n+1):nth-last-of-type(3n)",
	     20000},
	    {"two kinds in turns", "<p></p><s></s>", ":nth-of-type(3)", 20000},
	    {"counting among S", "<p></p>", ":nth-last-child(7 of p:not(:has(b)))", 20000},
	    {"text inside of text", "<div>x", "div:contains(y)", 900},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct document *d;
		struct text html;
		double start;

		work_begin(&w);
		html = text_new(w.arena, 1u << 22);
		for (int k = 0; k < cases[i].times; k++)
			text_add(&html, cases[i].open);
		text_add(&html, "<b>end</b>");
		d = html_parse(&w, html.data, html.length, NULL);
		start = seconds();
		selector_all(&w, selector_parse(&w, cases[i].selector), d, NULL);
		printf("# %s: %.3f s%s%s\n", cases[i].label, seconds() - start, w.error ? ", " : "",
		       w.error ? w.message : "");
		ok(!w.error || w.class == CLASS_TOO_COMPLEX, "%s: done, or given up",
		   cases[i].label);
		ok(seconds() - start < 5, "%s: soon", cases[i].label);
		work_end(&w);
	}
}

int main(void)
{
	struct work w;
	struct document *d;

	work_begin(&w);
	d = html_parse(&w, page, sizeof page - 1, NULL);
	finding(&w, d);
	single(&w, d);
	rebinding();
	indexed(&w);
	work_end(&w);
	bounded();
	return done();
}
