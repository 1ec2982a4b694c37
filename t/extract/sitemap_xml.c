/* Sitemaps and feeds as XML: formats, extensions, and what is refused. */
#include "extract/sitemap_lines.h"

#include "bounds.h"
#include "util/clock.h"

struct xml_case {
	const char *label, *from, *to;
};

static void run_cases(const struct xml_case *cases, size_t n)
{
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < n; i++)
		is_text(read_all(&w, cases[i].from, strlen(cases[i].from)), cases[i].to,
			cases[i].label);
	work_end(&w);
}

static void files(void)
{
	static const struct xml_case cases[] = {
	    {"a urlset",
	     "<?xml version='1.0'?>\n<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\n"
	     "<url><loc>http://a.test/?a=1&amp;b=2</loc><lastmod>2026</lastmod></url>\n"
	     "<url><lastmod>2025</lastmod><loc><![CDATA[http://a.test/?c&d]]></loc></url>"
	     "<url></url></urlset>",
	     "http://a.test/?a=1&b=2 2026\nhttp://a.test/?c&d 2025\n"},
	    {"another prefix", "<s:urlset><s:url><s:loc>http://a.test/</s:loc></s:url></s:urlset>",
	     "http://a.test/\n"},
	    {"extensions",
	     "<urlset><url><loc>http://a.test/1</loc><image:image><image:loc>http://a.test/i"
	     "</image:loc></image:image><video:content_loc>http://a.test/v</video:content_loc>"
	     "<xhtml:link rel='alternate' hreflang='de' href='http://a.test/de'/><news:news>"
	     "<news:publication_date>2026-11-26</news:publication_date></news:news></url></urlset>",
	     "http://a.test/1 2026-11-26\n"},
	    {"a change counts more than publication",
	     "<urlset><url><loc>http://a.test/1</loc><news:publication_date>2025"
	     "</news:publication_date><lastmod>2026</lastmod></url></urlset>",
	     "http://a.test/1 2026\n"},
	    {"a loc elsewhere",
	     "<urlset><loc>http://a.test/1</loc><url><x><loc>http://a.test/2"
	     "</loc></x></url></urlset>",
	     ""},
	    {"two in one entry",
	     "<urlset><url><loc>http://a.test/1</loc><lastmod>2026</lastmod>"
	     "<loc>http://a.test/2</loc></url></urlset>",
	     "http://a.test/1 2026\nhttp://a.test/2\n"},
	    {"RSS",
	     "<rss><channel><link>http://a.test/</link><item><link>http://a.test/1</link>"
	     "<guid>x</guid><pubDate>Thu, 26 Nov 2026 03:56:09 GMT</pubDate></item><item>"
	     "<guid>http://a.test/2</guid><atom:link href='http://a.test/x'/></item>"
	     "<item><title>no address</title><guid>3</guid></item></channel></rss>",
	     "http://a.test/1 Thu, 26 Nov 2026 03:56:09 GMT\nhttp://a.test/2\n"},
	    {"RSS 1.0",
	     "<rdf:RDF><channel><link>http://a.test/</link></channel><item>"
	     "<link>http://a.test/1</link><dc:date>2026-11-26</dc:date></item></rdf:RDF>",
	     "http://a.test/1 2026-11-26\n"},
	    {"Atom",
	     "<feed><link href='http://a.test/'/><entry><link rel='edit' href='http://a.test/e'/>"
	     "<link href='http://a.test/1'/><link rel='alternate' href='http://a.test/2'/>"
	     "<updated>2026-11-26</updated><published>2025-01-01</published></entry></feed>",
	     "http://a.test/1 2026-11-26\n"},
	};

	run_cases(cases, sizeof cases / sizeof cases[0]);
}

static void refused(void)
{
	static const struct xml_case cases[] = {
	    {"what follows white space", " \n<?xml version='1.0'?><urlset/>", ""},
	    {"a page", "<html><body></body></html>", "Not a sitemap: its first element is <html>"},
	    {"a page with its DOCTYPE", "<!DOCTYPE html><html></html>",
	     "Not a sitemap: it is a page of HTML"},
	    {"a DOCTYPE", "<!DOCTYPE urlset><urlset/>", "Sitemap is refused: it has a DOCTYPE"},
	    {"an entity", "<urlset><url><loc>&x;</loc></url></urlset>",
	     "Sitemap is not well-formed XML: undefined entity in line 1"},
	    {"no end", "<urlset>\n<url>\n<loc>http://a.test/</loc></url>",
	     "Sitemap is not well-formed XML: no element found in line 3"},
	    {"another encoding", "<?xml version='1.0' encoding='utf-7'?><urlset/>",
	     "Sitemap is not well-formed XML: unknown encoding in line 1"},
	};
	run_cases(cases, sizeof cases / sizeof cases[0]);
}

static void deep(void)
{
	struct text file;
	struct work w;

	work_begin(&w);
	file = text_new(w.arena, 100000);
	text_add(&file, "<urlset>");
	for (int i = 2; i <= SITEMAP_DEPTH_MAX; i++)
		text_add(&file, "<a>");
	is_text(read_all(&w, file.data, file.length),
		"Sitemap is not well-formed XML: no element found in line 1", "as deep as may be");
	text_add(&file, "<a>");
	is_text(read_all(&w, file.data, file.length),
		"Sitemap is too complex: its elements are too deep", "deeper");
	work_end(&w);
}

/* Appends `row` with a number in it until the file is full. */
static struct text full_file(struct work *w, const char *start, const char *row)
{
	struct text t = text_new(w->arena, SITEMAP_MAX - 100);

	text_add(&t, start);
	for (int i = 0; t.length < SITEMAP_MAX - 1000; i++)
		text_addf(&t, row, i);
	return t;
}

/* Files as large as may be, of things that take a parser's time or memory. */
static void hostile(void)
{
	static const struct {
		const char *label, *start, *row, *why;
	} cases[] = {
	    {"a comment without end", "<urlset><!--", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%d",
	     "Sitemap is too complex: a tag or comment has more than 262144 bytes"},
	    {"an attribute without end", "<urlset><url a='", "&amp;aaaaaaaaaaaaaaaa%d",
	     "Sitemap is too complex: a tag or comment has more than 262144 bytes"},
	    {"attributes without end", "<urlset><url ", "a%d='' ",
	     "Sitemap is too complex: a tag or comment has more than 262144 bytes"},
	    {"names without end", "<urlset>", "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%d/>",
	     "Sitemap is too complex: too many names, or too long ones"},
	    {"text without end", "<urlset><url><loc>http://a.test/", "aaaaaaaaaaaaaaaaaaaaaaaaa%d",
	     "Sitemap is not well-formed XML: no element found in line 1"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t start_ms;
		struct text file;
		struct work w;

		work_begin(&w);
		file = full_file(&w, cases[i].start, cases[i].row);
		start_ms = clock_monotonic_ms();
		is_text(read_all(&w, file.data, file.length), cases[i].why, cases[i].label);
		ok(clock_monotonic_ms() - start_ms < 20000, "in %d ms",
		   (int)(clock_monotonic_ms() - start_ms));
		work_end(&w);
	}
}

int main(void)
{
	files();
	refused();
	deep();
	hostile();
	return done();
}
