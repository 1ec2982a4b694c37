/* Searches on a site that is a table: which URLs they find, in which order, and which they leave
 * alone. */
#include "job/crawl.h"

#include "discover/links.h"
#include "discover/sitemap.h"
#include "extract/operation.h"
#include "job/crawl_tried.h"
#include "store/database.h"

const struct operation operations[] = {{"robots", robots_operation},
				       {"links", links_operation},
				       {"sitemap", sitemap_operation},
				       {NULL, NULL}};

#define SITE "https://shop.test"

#define MIXED(n) "<a href='/list?a" n "=1&b=1'>x</a>"
#define TEN(n)                                                                                     \
	MIXED(n "0")                                                                               \
	MIXED(n "1")                                                                               \
	MIXED(n "2")                                                                               \
	MIXED(n "3")                                                                               \
	MIXED(n "4") MIXED(n "5") MIXED(n "6") MIXED(n "7") MIXED(n "8") MIXED(n "9")

static const struct site_page {
	const char *url, *location, *body;
} site[] = {
    {SITE "/robots.txt", NULL,
     "User-agent: *\nDisallow: /secret/\nSitemap: /maps/index.xml\nSitemap: /maps/more.txt\n"},
    {SITE "/", NULL,
     "<a href='/shelf/1'>1</a><a href='shelf/2/'>2</a><a href='/book/9/'>9</a>"
     "<a href='/secret/book/1/'>s</a><a href='https://other.test/book/1/'>o</a>"
     "<a href='/moved'>m</a><a href='mailto:a@b'>x</a>"},
    {SITE "/shelf/1", NULL,
     "<base href='/book/'><a href='1/'>1</a><a href='2/?b=2&amp;a=1'>2</a><a href='/'>home</a>"},
    {SITE "/shelf/2/", NULL,
     "<a href='/book/2/?a=1&amp;b=2#top'>2</a><a href='/book/3/'>3</a>"
     "<a rel='nofollow' href='/book/4/'>4</a><a href='/gone'>g</a>"},
    {SITE "/moved", "/moved/on", ""},
    {SITE "/moved/on", "/shelf/3", ""},
    {SITE "/shelf/3", NULL, "<a href='/book/5/'>5</a><a href='/moved'>back</a>"},
    {SITE "/book/9/", NULL, "<link rel=canonical href='/book/8/'><a href='/book/7/'>7</a>"},
    {SITE "/book/8/", NULL, "<a href='/book/9/'>9</a>"},
    {"https://moving.test/", "https://www.moving.test/", ""},
    {"https://www.moving.test/", NULL, "<a href='/book/1/'>1</a><a href='/more'>more</a>"},
    {"https://www.moving.test/more", NULL, "<a href='/book/2/'>2</a>"},
    {"https://circle.test/", NULL,
     "<a href='/book/1/'>1</a><a href='/book/2'>2</a><a href='/book/4'>4</a>"
     "<a href='/book/6'>6</a><a href='/book/8/'>8</a>"},
    {"https://circle.test/book/1/", NULL, "<link rel=canonical href='/book/1'>"},
    {"https://circle.test/book/1", "/book/1/", ""},
    {"https://circle.test/book/2", "/book/2/", ""},
    {"https://circle.test/book/2/", NULL, "<link rel=canonical href='/book/2'>"},
    {"https://circle.test/book/4", NULL, "<link rel=canonical href='/book/5'>"},
    {"https://circle.test/book/5", NULL, "<link rel=canonical href='/book/4'>"},
    {"https://circle.test/book/6", "/book/7", ""},
    {"https://circle.test/book/7", "/book/6", ""},
    {"https://circle.test/book/8/", NULL, "<link rel=canonical href='/b/8'>"},
    {"https://circle.test/b/8", "/book/8", ""},
    {"https://circle.test/book/8", "/book/8/", ""},
    {"https://mixed.test/", NULL, "<a href='/1'>1</a><a href='/2'>2</a>"},
    {"https://mixed.test/1", NULL, TEN("1") TEN("2") TEN("3") TEN("4")},
    {"https://mixed.test/2", NULL, "<a href='/list?book=1&page=2'>x</a>"},
    {SITE "/maps/index.xml", NULL,
     "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
     "<sitemap><loc>https://shop.test/maps/1.xml</loc></sitemap>"
     "<sitemap><loc>https://shop.test/maps/index.xml</loc></sitemap>"
     "<sitemap><loc>https://shop.test/maps/none.xml</loc></sitemap></sitemapindex>"},
    {SITE "/maps/1.xml", NULL,
     "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
     "<url><loc>https://shop.test/book/1/</loc><lastmod>2026-05-10</lastmod></url>"
     "<url><loc>https://shop.test/book/1/</loc></url>"
     "<url><loc>https://shop.test/secret/2/</loc></url>"
     "<url><loc>https://shop.test/about</loc></url></urlset>"},
    {SITE "/maps/far.xml", NULL,
     "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
     "<sitemap><loc>https://silent.test/1.xml</loc></sitemap>"
     "<sitemap><loc>https://silent.test/2.xml</loc></sitemap>"
     "<sitemap><loc>https://silent.test/3.xml</loc></sitemap>"
     "<sitemap><loc>https://shop.test/maps/more.txt</loc></sitemap>"
     "<sitemap><loc>https://silent.test/4.xml</loc></sitemap></sitemapindex>"},
    {SITE "/maps/more.txt", NULL, "https://shop.test/book/2/\nhttps://shop.test/book/3/\n"},
};

/* A host of many rules, whose pages lead from one to the next. */
#define LARGE "https://large.test"
#define RULES (450u << 10) /* bytes: almost as many as are read */

static const char *asked; /* URLs that were fetched */

static const char *large_body(struct work *w, const char *path)
{
	struct text t = text_new(w->arena, RULES + 100);

	if (strcmp(path, "/robots.txt") != 0) {
		text_addf(&t, "<a href='/page/%ld/'>next</a>",
			  strtol(path + strlen("/page/"), NULL, 10) + 1);
		return t.data;
	}
	text_add(&t, "User-agent: *\n");
	for (int i = 0; t.length < RULES; i++)
		text_addf(&t, "Disallow: /forbidden/%d/\n", i);
	return t.data;
}

static const struct site_page *page_of(const char *url)
{
	for (size_t i = 0; i < sizeof site / sizeof site[0]; i++)
		if (strcmp(site[i].url, url) == 0)
			return &site[i];
	return NULL;
}

static struct fetch_response *respond(struct work *w, const struct fetch_request *request)
{
	const struct site_page *page = page_of(request->url);
	struct fetch_response *r = ARENA_NEW(w->arena, struct fetch_response);
	const char *why;

	asked = arena_printf(w->arena, "%s%s ", asked, request->url + strlen("https://"));
	if (strncmp(request->url, "https://silent.test/", strlen("https://silent.test/")) == 0)
		return fail_class(w, CLASS_TIMEOUT, "Page not accessible: no answer in time");
	if (!page && !request->any_status && strncmp(request->url, LARGE, strlen(LARGE)) != 0)
		return fail_class(w, CLASS_HTTP, "Page not accessible: 404 Not Found");
	r->status = page ? 200 : 404;
	r->url = request->url;
	r->content_type = NULL;
	r->body = page ? page->body : "";
	if (strncmp(request->url, LARGE, strlen(LARGE)) == 0) {
		r->status = 200;
		r->body = large_body(w, request->url + strlen(LARGE));
	}
	r->body_size = strlen(r->body);
	if (page && page->location && request->no_redirects)
		r->location = url_print(w->arena,
					url_join(w->arena, url_parse(w->arena, request->url, &why),
						 page->location, &why),
					false);
	return r;
}

static bool drive(struct work *w, struct conversation *c)
{
	while (c->want.kind != WANT_NOTHING) {
		struct answer answer = {0};

		if (c->want.kind == WANT_FETCH)
			answer.response = respond(w, &c->want.fetch);
		else
			answer.result =
			    operation_run(w, operations, c->want.operation, c->want.request,
					  c->want.body, c->want.body_size);
		if (!c->advance(w, c, &answer))
			return false;
	}
	return true;
}

/* What the search accepts, in its order, without the scheme. */
static const char *found(struct work *w, const struct discovery_config *config)
{
	struct crawl_tried book;
	struct crawl crawl = {.config = config,
			      .book = &book.book,
			      .user_agent = "meter/1.0",
			      .pages_left = 100,
			      .trap = config->seed_url ? trap_new(w->arena) : NULL,
			      .year = 2026,
			      .month = 5};
	const char *all = "";

	asked = "";
	crawl_tried_open(w, &book, config);
	if (!crawl_begin(w, &crawl) || !drive(w, &crawl.conversation))
		return w->message;
	ok(crawl.is_over, "it comes to its end");
	for (size_t i = 0; i < book.n_urls; i++)
		if (book.urls[i].verdict == VERDICT_ACCEPTED && !book.urls[i].is_other)
			all = arena_printf(w->arena, "%s%s ", all,
					   book.urls[i].url + strlen("https://"));
	return all;
}

static void test_links(struct work *w)
{
	struct discovery_config c = {.method = "link_pattern",
				     .seed_url = SITE "/",
				     .link_pattern = "/book/*/",
				     .max_depth = 2,
				     .max_urls = 100};

	is_text(found(w, &c),
		"shop.test/book/1/ shop.test/book/2/?b=2&a=1 shop.test/book/3/ "
		"shop.test/book/8/ shop.test/book/7/ shop.test/book/5/ ",
		"links that fit, each once");
	is_text(asked,
		"shop.test/robots.txt shop.test/ shop.test/shelf/1 shop.test/shelf/2/ "
		"shop.test/book/9/ shop.test/moved shop.test/book/8/ shop.test/moved/on "
		"shop.test/shelf/3 shop.test/book/1/ shop.test/book/2/?b=2&a=1 shop.test/book/3/ "
		"shop.test/gone shop.test/book/7/ shop.test/book/5/ ",
		"breadth first, nothing twice, nothing that is forbidden");
	c.navigation_pattern = "/shelf/";
	is_text(found(w, &c),
		"shop.test/book/9/ shop.test/book/1/ shop.test/book/2/?b=2&a=1 "
		"shop.test/book/3/ ",
		"with a pattern for pages only these are read");
	is_text(asked, "shop.test/ shop.test/shelf/1 shop.test/shelf/2/ ",
		"and the seed; rules are remembered");
	c.navigation_pattern = NULL;
	c.max_depth = 0;
	is_text(found(w, &c), "shop.test/book/9/ ", "of the seed alone");
	c = (struct discovery_config){.method = "link_pattern",
				      .seed_url = "https://moving.test/",
				      .link_pattern = "/book/",
				      .max_depth = 1,
				      .max_urls = 100};
	is_text(found(w, &c), "www.moving.test/book/1/ www.moving.test/book/2/ ",
		"where the seed leads the site begins");
}

/* Pages that say they are others, which lead back to them. */
static void test_circles(struct work *w)
{
	const struct discovery_config c = {.method = "link_pattern",
					   .seed_url = "https://circle.test/",
					   .link_pattern = "/book/",
					   .max_depth = 1,
					   .max_urls = 100};

	is_text(found(w, &c),
		"circle.test/book/1/ circle.test/book/8/ circle.test/book/2/ circle.test/book/5 ",
		"of a circle the page that was read is found, of one of redirects none");
	is_text(asked,
		"circle.test/robots.txt circle.test/ circle.test/book/1/ circle.test/book/2 "
		"circle.test/book/4 circle.test/book/6 circle.test/book/8/ circle.test/book/1 "
		"circle.test/book/2/ circle.test/book/5 circle.test/book/7 circle.test/b/8 "
		"circle.test/book/8 ",
		"each once");
}

/* As many mixtures of parameters as are believed, of which none is read or collected. */
static void test_mixtures(struct work *w)
{
	struct discovery_config c = {.method = "link_pattern",
				     .seed_url = "https://mixed.test/",
				     .link_pattern = "book=",
				     .max_depth = 1,
				     .max_urls = 100};

	is_text(found(w, &c), "mixed.test/list?book=1&page=2 ",
		"what is too deep to be read is in nobody's way");
	c.max_depth = 2;
	is_text(found(w, &c), "", "what is read may be too much");
}

static void test_sitemaps(struct work *w)
{
	struct discovery_config c = {.method = "sitemap",
				     .sitemap_url = SITE "/maps/index.xml",
				     .url_pattern = "/*/*/",
				     .max_urls = 100};

	is_text(found(w, &c), "shop.test/book/1/ ", "nested sitemaps, without what is forbidden");
	is_text(asked, "shop.test/maps/index.xml shop.test/maps/1.xml shop.test/maps/none.xml ",
		"each once, and itself not again");
	c.sitemap_url = SITE "/";
	c.url_pattern = NULL;
	is_text(found(w, &c),
		"shop.test/book/2/ shop.test/book/3/ shop.test/book/1/ shop.test/about ",
		"a site's address finds those of its robots.txt");
	c.sitemap_url = "https://bare.test/";
	is_text(found(w, &c), "", "a site without any has none");
	ok(strstr(asked, "bare.test/sitemap.xml "), "where they usually are");
	c.sitemap_url = SITE "/maps/far.xml";
	is_text(found(w, &c), "shop.test/book/2/ shop.test/book/3/ ", "a host that is silent");
	is_text(asked,
		"shop.test/maps/far.xml silent.test/robots.txt silent.test/robots.txt "
		"shop.test/maps/more.txt ",
		"is asked for its rules twice, and not for each of its pages");
}

/* Pages of one step, of up to 50. */
static int pages_of_step(struct work *w, size_t step_bytes, size_t most_bytes)
{
	struct discovery_config c = {.method = "link_pattern",
				     .seed_url = LARGE "/page/0/",
				     .link_pattern = "/page/*/",
				     .max_depth = 100,
				     .max_urls = 100};
	struct crawl_tried book;
	struct crawl crawl = {.config = &c,
			      .book = &book.book,
			      .user_agent = "meter/1.0",
			      .pages_left = 50,
			      .step_bytes = step_bytes,
			      .most_bytes = most_bytes};

	asked = "";
	crawl_tried_open(w, &book, &c);
	ok(crawl_begin(w, &crawl) && drive(w, &crawl.conversation) && !crawl.is_over,
	   "a part of a search");
	return 50 - (int)crawl.pages_left;
}

static void test_steps(struct work *w)
{
	const size_t step = 5u << 19; /* the extractor works in the same arena here */
	int n;

	is_int(pages_of_step(w, 1, 0), 1, "does one page, whatever it leaves");
	n = pages_of_step(w, step, 0);
	ok(n > 2 && n < 50, "others as long as there is room (%d)", n);
	is_int(pages_of_step(w, 0, 0), 50, "or all");
	is_int(pages_of_step(w, step, 1), 1, "but no more when there is too much already");
}

static void all_tests(struct work *w)
{
	test_steps(w);
	test_links(w);
	test_circles(w);
	test_mixtures(w);
	test_sitemaps(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
