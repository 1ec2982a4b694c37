/* What is refused before Gumbo sees it, and how soon; and that no real page is. */
#include "extract/scan.h"
#include "bounds.h"
#include "extract/charset.h"
#include "util/clock.h"
#include "util/text.h"

#include "tap.h"

#include <glob.h>
#include <zlib.h>

static void repeat(struct text *t, const char *s, int n)
{
	for (int i = 0; i < n; i++)
		text_addf(t, s, i);
}

/* `before`, then `unit` n times with %d counting. */
static void bounds(void)
{
	static const struct {
		const char *label, *before, *unit;
		int n;
		bool good;
	} cases[] = {
	    {"990 levels", "", "<div>", 990, true},
	    {"100,000 levels", "", "<div>", 100000, false},
	    {"100,000 formatting elements", "", "<b>x", 100000, false},
	    {"levels of svg", "", "<svg>", 50000, false},
	    {"levels in tables", "", "<table><tr><td>", 20000, false},
	    {"levels of custom elements", "", "<x-%d>", 50000, false},
	    {"reopened formatting", "", "<p><b id=x%d>", 50000, false},
	    {"390 attributes", "<a ", "x%d=1 ", 390, true},
	    {"50,000 attributes", "<a ", "x%d=1 ", 50000, false},
	    {"50,000 attributes of an end tag", "</a ", "x%d=1 ", 50000, false},
	    {"100,000 list items", "<ul>", "<li>x", 100000, true},
	    {"100,000 comments", "", "<!-- <div> -->", 100000, true},
	    {"tags in a script", "<script>", "<div>", 100000, true},
	    {"tags in an attribute", "<a title='", "<div>", 100000, true},
	    {"an iframe that a select drops", "<select><iframe></select>", "<div>", 9999, false},
	    {"tags in a CDATA section", "<svg><![CDATA[", "<div>", 100000, true},
	    {"no CDATA section outside of svg", "<![CDATA[>", "<div>", 100000, false},
	    {"2 MB of <", "", "<", 2000000, true},
	    {"end tags without elements", "", "</p></div>", 100000, true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct text t;
		bool good;
		int64_t start;

		work_begin(&w);
		t = text_new(w.arena, 8u << 20);
		text_add(&t, cases[i].before);
		repeat(&t, cases[i].unit, cases[i].n);
		start = clock_monotonic_ms();
		good = html_scan(&w, names_new(w.arena), t.data, t.length);
		ok(good == cases[i].good && (good || w.class == CLASS_TOO_COMPLEX),
		   "%s: %s (%d ms)", cases[i].label, good ? "passes" : w.message,
		   (int)(clock_monotonic_ms() - start));
		work_end(&w);
	}
}

static void odd_ends(void)
{
	static const char *const pages[] = {"",
					    "<",
					    "</",
					    "<a",
					    "</a",
					    "<a b",
					    "<a b=",
					    "<a b='",
					    "<!",
					    "<!-",
					    "<!--",
					    "<script",
					    "<script>",
					    "<script><",
					    "<script></script",
					    "<svg><![CDATA["};

	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		struct work w;
		char *exact;

		work_begin(&w);
		exact = arena_alloc_raw(w.arena, strlen(pages[i])); /* no NUL to lean on */
		memcpy(exact, pages[i], strlen(pages[i]));
		ok(html_scan(&w, names_new(w.arena), exact, strlen(pages[i])), "\"%s\" passes",
		   pages[i]);
		work_end(&w);
	}
}

/* A page, packed or not; empty when it cannot be read. */
static char *read_page(struct work *w, const char *path, size_t *n)
{
	struct text t = text_new(w->arena, HTML_SIZE_MAX);
	gzFile f = gzopen(path, "rb");
	char piece[65536];
	int got;

	while (f && (got = gzread(f, piece, sizeof piece)) > 0)
		text_add_bytes(&t, piece, (size_t)got);
	if (f)
		gzclose(f);
	*n = t.length;
	return t.data;
}

static void real_pages(void)
{
	struct work w;
	glob_t found;
	char *pattern;
	int refused = 0;

	work_begin(&w);
	pattern = arena_printf(w.arena, "%s/corpus/pages/*.html*", test_data());
	if (glob(pattern, 0, NULL, &found) != 0) {
		ok(!getenv("CI"), "real pages: %s is not here # SKIP", pattern);
		work_end(&w);
		return;
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		size_t n;
		char *page = read_page(&w, found.gl_pathv[i], &n);
		struct decoded d = charset_decode(&w, page, n, NULL);

		if (!html_scan(&w, names_new(w.arena), d.text, d.size)) {
			printf("# %s: %s\n", found.gl_pathv[i], w.message);
			refused++;
		}
	}
	ok(found.gl_pathc >= 70, "there are real pages");
	ok(refused == 0, "none of %zu real pages is refused", found.gl_pathc);
	globfree(&found);
	work_end(&w);
}

int main(void)
{
	bounds();
	odd_ends();
	real_pages();
	return done();
}
