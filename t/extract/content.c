/* Pages divided into sections: whole ones from t/extract/pages, each beside what is expected, and
 * small ones for the rules. */
#include "extract/content.h"
#include "bounds.h"
#include "extract/content_parts.h"

#include "tap.h"

#include <time.h>

/* "[1] heading\ncontent\n" for each section. */
static const char *dump(struct work *w, const char *html, size_t n)
{
	struct document *d = html_parse(w, html, n, "http://x.test/");
	struct items *items = d ? content_sections(w, d) : NULL;
	struct text t = text_new(w->arena, HTML_SIZE_MAX);

	for (size_t i = 0; items && i < items->n; i++) {
		const char *content = item_value(items, i, 2)->as.text;
		text_addf(&t, "[%d] %s\n", (int)item_value(items, i, 1)->as.integer,
			  item_value(items, i, 0)->as.text);
		if (*content) {
			text_add(&t, content);
			text_add_char(&t, '\n');
		}
	}
	return items ? t.data : w->message;
}

static char *page_file(const char *name, const char *kind, size_t *n)
{
	const char *source = getenv("METER_TEST_SOURCE");
	char path[1000];
	char *data;

	snprintf(path, sizeof path, "%s/t/extract/pages/%s.%s", source ? source : ".", name, kind);
	data = read_file(path, n);
	if (!data) {
		printf("Bail out! cannot read %s\n", path);
		exit(1);
	}
	return data;
}

static void pages(void)
{
	static const char *const names[] = {
	    "article",	/* semantic elements; banner, comments, side bar */
	    "divs",	/* none of them, and classes that say nothing */
	    "index",	/* nothing but links */
	    "javadoc",	/* summaries in tables, details in lists */
	    "mandoc",	/* a manual page */
	    "manual",	/* documentation with code, notes and definitions */
	    "nineties", /* tables for layout, fonts, no end tags */
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct work w;
		size_t n, n_expected;
		char *html = page_file(names[i], "html", &n);
		char *expected = page_file(names[i], "sections", &n_expected);

		work_begin(&w);
		is_text(dump(&w, html, n), expected, names[i]);
		work_end(&w);
		free(html);
		free(expected);
	}
}

#define LONG                                                                                       \
	"Water boils when it is hot enough, which at the sea is at a hundred degrees, and on a "   \
	"mountain somewhat earlier."

static const struct {
	const char *label, *html, *sections;
} cases[] = {
    {"nothing", "", ""},
    {"no text", "<body><h1> </h1><p><script>x</script></p>", ""},
    {"no headings", "<p>One.<p>Two.", "[0] \nOne.\nTwo.\n"},
    {"a heading alone", "<h1>One</h1>", "[1] One\n"},
    {"headings in order", "<h1>A</h1><h3>B</h3>b<h2>C</h2>", "[1] A\n[3] B\nb\n[2] C\n"},
    {"an empty heading is none", "<h1>A</h1>a<h2> &nbsp;</h2>b", "[1] A\na\nb\n"},
    {"text before the first heading", "x<h2>A</h2>a", "[0] \nx\n[2] A\na\n"},
    {"role and aria-level", "<div role=heading aria-level=4>A</div>a", "[4] A\na\n"},
    {"white space is folded", "<h1> A\n b </h1><p> a \n\t b&nbsp; c ", "[1] A b\na b c\n"},
    {"inline elements join", "<p>a<b>b</b> <i>c</i>d", "[0] \nab cd\n"},
    {"lines end at br and hr", "a<br>b<hr>c", "[0] \na\nb\nc\n"},
    {"items", "<ul><li>a<li><p>b<p>c<li><ul><li>d</ul></ul>e", "[0] \n- a\n- b\nc\n- d\ne\n"},
    {"signs of items", "<ul><li><span>\u2022</span><p>a</p><li>-</ul>b", "[0] \n- a\nb\n"},
    {"an empty item", "<ul><li></li><li>a</ul>b", "[0] \n- a\nb\n"},
    {"terms", "<dl><dt>a<dd>b<dt>c<dd>d</dl>", "[0] \na\nb\nc\nd\n"},
    {"rows", "<table><tr><th>a<th>b<tr><td>c <td><p>d</p><p>e</p></table>",
     "[0] \na | b\nc | d e\n"},
    {"rows without text", "<table><tr><td> <td><tr><td>a<td></table>", "[0] \na |\n"},
    {"a row with blocks is none", "<table><tr><td><ul><li>a<li>b</ul><td>c</table>",
     "[0] \n- a\n- b\nc\n"},
    {"nor is one of long cells", "<table><tr><td>" LONG LONG LONG LONG "<td>" LONG "</table>",
     "[0] \n" LONG LONG LONG LONG "\n" LONG "\n"},
    {"preformatted", "<p>a  b<pre>\n\n  c\n\n\n    d  \n\n</pre>e", "[0] \na b\n  c\n\n    d\ne\n"},
    {"preformatted by the line", "<pre><span>a</span>\n<b>  b</b>\r\nc</pre>", "[0] \na\n  b\nc\n"},
    {"a heading in a link", "<p>" LONG "<a href=/x><h2>A</h2></a>a", "[0] \n" LONG "\n[2] A\na\n"},
    {"signs beside headings", "<h2>A <a href=#a>#</a></h2><h2>B<a href=x>[edit]</a></h2>",
     "[2] A\n[2] B\n"},
    {"a sign that is the heading", "<h2><a href=#top>Top</a></h2>a", "[2] Top\na\n"},
    {"notes of a text stay",
     "<p>Water<a href=#f1>[1]</a> boils<p id=f1>[1] c <a href=#r1>\u21a9</a>",
     "[0] \nWater[1] boils\n[1] c\n"},
    /* what is no content */
    {"hidden", "<p>a<p hidden>b<p style='color: red; Display : NONE'>c<p aria-hidden=true>d",
     "[0] \na\n"},
    {"forms", "<p>a<form>Search: <input><button>Go</button></form><select><option>b</select>" LONG,
     "[0] \na\n" LONG "\n"},
    {"a form around the page", "<form><h1>A</h1><p>" LONG "</form>", "[1] A\n" LONG "\n"},
    {"words of class and id",
     "<div class=siteSidebar>b</div><div id=page_footer>c</div><div class=breadcrumbs>d</div>"
     "<p>" LONG,
     "[0] \n" LONG "\n"},
    {"words that mean something else",
     "<div class='has-sidebar'><p>" LONG "<div class='tag-newsletter'>a</div>"
     "<pre><i class=comments>b</i></pre><span class=nav>c</span></div>",
     "[0] \n" LONG "\na\nb\nc\n"},
    {"names lie", "<div class=sidebar><p>" LONG "</div><p>a", "[0] \n" LONG "\na\n"},
    {"a heading over what was dropped",
     "<h1>A</h1><p>" LONG "<h2>Comments</h2><div id=comments><p>" LONG LONG LONG "</div>",
     "[1] A\n" LONG "\n[2] Comments\n" LONG LONG LONG "\n"},
    {"comments after an article",
     "<h1>A</h1><p>" LONG LONG LONG "<h2>Comments</h2><div id=comments><p>" LONG LONG LONG LONG
     "</div>",
     "[1] A\n" LONG LONG LONG "\n"},
    {"a heading over sections stays",
     "<h1>A</h1><p>" LONG LONG LONG "<h2>B</h2><div class=sharing>" LONG "</div><h3>C</h3><p>c",
     "[1] A\n" LONG LONG LONG "\n[2] B\n[3] C\nc\n"},
    {"a nav of links only", "<nav><a href=/>Home</a></nav><h1>A</h1>a", "[1] A\na\n"},
    {"header of a page, header of an article",
     "<header>Site</header><article><header><h1>A</h1></header><p>" LONG "</article>",
     "[1] A\n" LONG "\n"},
    {"main before the rest", "<p>" LONG "<main><h1>A</h1><p>" LONG "</main><div>" LONG "</div>",
     "[1] A\n" LONG "\n"},
    {"one article", "<div>x<h2>y</h2></div><article><h1>A</h1><p>" LONG "</article>",
     "[1] A\n" LONG "\n"},
    {"several articles",
     "<article><h2>A</h2><p>" LONG "</article><article><h2>B</h2><p>" LONG "</article>",
     "[2] A\n" LONG "\n[2] B\n" LONG "\n"},
    {"the title outside of the content",
     "<title>A and B | Site</title><h1>Site</h1><div><h1>A and B</h1></div><main><p>" LONG
     "</main>",
     "[1] A and B\n" LONG "\n"},
    {"the site's name is not the title",
     "<title>Site</title><h1><a href=/>Site</a></h1><main><p>" LONG "</main>", "[0] \n" LONG "\n"},
    {"links around the text",
     "<p><a href=1>Home</a> <a href=2>Up</a><h1>A</h1><p>" LONG
     "<p><a href=1>Next</a> <a href=2>Up</a>",
     "[1] A\n" LONG "\n"},
    {"links under a heading", "<p>" LONG "<h2>See also</h2><p><a href=1>Next</a>, <a href=2>Up</a>",
     "[0] \n" LONG "\n[2] See also\nNext, Up\n"},
    {"links in what the page calls its content",
     "<main><p>" LONG "<p>See also<ul><li><a href=1>Next</a></ul></main>",
     "[0] \n" LONG "\nSee also\n- Next\n"},
    {"teasers at the end",
     "<main><h1>A</h1><p>" LONG "<h2><a href=/b>B</a></h2><a href=/c><h3>C</h3></a></main>",
     "[1] A\n" LONG "\n"},
};

static void small(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(dump(&w, cases[i].html, strlen(cases[i].html)), cases[i].sections,
			cases[i].label);
		work_end(&w);
	}
}

/* What takes long is linear: n pieces, and as many levels as a page may have. */
static void heavy(const char *label, const char *begin, const char *piece, size_t n)
{
	struct work w;
	struct document *d;
	struct text t;
	clock_t start;

	work_begin(&w);
	t = text_new(w.arena, HTML_SIZE_MAX);
	text_add(&t, begin);
	for (int i = 0; i < HTML_DEPTH_MAX - 10; i++)
		text_add(&t, "<div class='a b-c'>x");
	for (size_t i = 0; i < n; i++)
		text_add(&t, piece);
	d = html_parse(&w, t.data, t.length, NULL);
	start = clock();
	ok(d && content_sections(&w, d), "%s", label);
	ok((clock() - start) / (CLOCKS_PER_SEC / 1000) < 2000, "in time");
	work_end(&w);
}

static void bounds(void)
{
	struct work w;
	struct document *d;
	struct text t;

	heavy("headers", "", "<header>a</header>", 50000);
	heavy("headings", "<title>a</title>", "<h1>a</h1>", 50000);
	heavy("links", "", "<a href=#>a</a>", 50000);
	heavy("cells", "<table>", "<tr><td>a<td>b", 30000);
	heavy("columns", "",
	      "<div><a href=x>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</a></div>", 50000);

	work_begin(&w);
	t = text_new(w.arena, HTML_SIZE_MAX);
	for (int i = 0; i <= ITEMS_MAX; i++)
		text_add(&t, "<h1>a</h1>");
	d = html_parse(&w, t.data, t.length, NULL);
	ok(d && !content_sections(&w, d), "too many sections");
	ok(w.class == CLASS_TOO_COMPLEX, "are too complex");
	is_text(w.message, "the page has more than 100000 sections", "in words");
	work_end(&w);
}

int main(void)
{
	ok(chrome_words_sorted(), "the words of classes are in order");
	pages();
	small();
	bounds();
	return done();
}
