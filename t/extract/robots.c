/* robots.txt: who is meant, which rule decides, what is kept. */
#include "extract/robots.h"

#include "tap.h"

#include "bounds.h"
#include "util/json.h"

static bool may(struct work *w, const char *file, const char *path)
{
	return robots_allow(w, robots_parse(w, file, strlen(file), "meter"), path);
}

static void rules(void)
{
	static const struct {
		const char *label, *file, *path;
		bool allowed;
	} cases[] = {
	    {"an empty file allows", "", "/a", true},
	    {"rubbish allows", "<html>\xff\xfe</html>", "/a", true},
	    {"everybody is meant", "User-agent: *\nDisallow: /a", "/a", false},
	    {"and other paths are not", "User-agent: *\nDisallow: /a", "/b", true},
	    {"an empty rule forbids nothing", "User-agent: *\nDisallow:", "/a", true},
	    {"rules before any group count for nobody", "Disallow: /\n", "/a", true},
	    {"one's own group counts alone",
	     "User-agent: *\nDisallow: /\n\nUser-agent: Meter\nDisallow: /b", "/a", true},
	    {"with a version", "User-agent: meter/1.0\nDisallow: /", "/a", false},
	    {"another's name that begins alike", "User-agent: meterman\nDisallow: /", "/a", true},
	    {"a group of two", "User-agent: x\nUser-agent: meter\nDisallow: /", "/a", false},
	    {"groups of one name are one",
	     "User-agent: meter\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: METER\n"
	     "Disallow: /b",
	     "/b", false},
	    {"the longest rule decides", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c",
	     true},
	    {"and of two alike the kind one", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
	    {"a star", "User-agent: *\nDisallow: /*.pdf", "/x/y.pdf?z", false},
	    {"the end", "User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true},
	    {"the end that is one of two", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf.pdf", false},
	    {"stars in a row", "User-agent: *\nDisallow: /a***b", "/a/b", false},
	    {"a star at the end", "User-agent: *\nDisallow: /a*$", "/abc", false},
	    {"a dollar inside", "User-agent: *\nDisallow: /a$b", "/a$b", false},
	    {"a dollar of the path", "User-agent: *\nDisallow: /a$", "/a$", true},
	    {"an encoded star", "User-agent: *\nDisallow: /a%2Ab", "/a*b", false},
	    {"a query", "User-agent: *\nDisallow: /*?sort=", "/list?sort=up", false},
	    {"letters beyond ASCII", "User-agent: *\nDisallow: /\xC3\xA4", "/%c3%a4", false},
	    {"an encoded slash is no slash", "User-agent: *\nDisallow: /a%2fb", "/a/b", true},
	    {"its case does not matter", "User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false},
	    {"the file itself", "User-agent: *\nDisallow: /", "/robots.txt", true},
	    {"a comment", "User-agent: * # all\nDisallow: /a # b", "/a", false},
	    {"CR alone and blanks", "user-agent:\t*\r disallow :  /a  \r", "/a", false},
	    {"a byte order mark", "\xEF\xBB\xBFUser-agent: *\nDisallow: /", "/a", false},
	    {"a NUL", "User-agent: *\nDisallow: /", "/a", false},
	};
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ok(may(&w, cases[i].file, cases[i].path) == cases[i].allowed, "%s", cases[i].label);
	work_end(&w);
}

static void agents(void)
{
	static const struct {
		const char *user_agent, *token;
	} cases[] = {
	    {"Mozilla/5.0 (compatible; meter/0.1.0)", "meter"},
	    {"Mozilla/5.0 (compatible;Example-Bot/2; +https://bot.example)", "Example-Bot"},
	    {"price_watch/1.0", "price_watch"},
	    {"curl", "curl"},
	    {"", ""},
	    {"1234", ""},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(robots_agent(a, cases[i].user_agent), cases[i].token, cases[i].user_agent);
	arena_free(a);
}

/* What is kept says the same as what was parsed. */
static void keeping(void)
{
	static const char file[] =
	    "Sitemap: https://x.example/a.xml\n"
	    "User-agent: *\nCrawl-delay: 2.5\nDisallow: /\"a\\*$\nAllow: /b\n"
	    "Sitemap: /b.xml";
	struct work w;
	struct robots *r;
	struct text t;

	work_begin(&w);
	t = text_new(w.arena, 1000);
	robots_print(&t, robots_parse(&w, file, strlen(file), "meter"));
	is_text(t.data,
		"{\"delay_ms\":2500,\"rules\":[[false,\"/%22a%5C*$\"],[true,\"/b\"]],"
		"\"sitemaps\":[\"https://x.example/a.xml\",\"/b.xml\"]}",
		"the rules as text");
	r = robots_read(&w, t.data, t.length);
	ok(r && !robots_allow(&w, r, "/%22a%5Cx") && robots_allow(&w, r, "/b"), "and back");
	is_int(robots_crawl_delay_ms(r), 2500, "with the delay");
	is_text(robots_sitemap(r, 1), "/b.xml", "and the sitemaps");
	ok(!robots_sitemap(r, 2), "of which there are two");
	ok(!robots_read(&w, "{}", 2) && error_is(&w, ERR_INTERNAL), "other text is refused");
	work_end(&w);
}

static void bounds(void)
{
	static const char head[] = "User-agent: *\n", rule[] = "Disallow: /a*a*a*a*a*a*a*a*b\n",
			  last[] = "Crawl-delay: 1e300\nDisallow: /end\n";
	size_t room = ROBOTS_MAX + 100, n = strlen(head);
	char *file = malloc(room), *path = malloc(URL_MAX + 1);
	struct work w;
	struct robots *r;

	work_begin(&w);
	memcpy(file, head, n);
	while (n + strlen(rule) < ROBOTS_MAX - 100) {
		memcpy(file + n, rule, strlen(rule));
		n += strlen(rule);
	}
	memcpy(file + n, last, strlen(last));
	memset(path, 'a', URL_MAX);
	path[0] = '/';
	path[URL_MAX] = '\0';
	r = robots_parse(&w, file, n + strlen(last), "meter");
	ok(!robots_allow(&w, r, "/end"), "a file of 500 KiB is read to its end");
	is_int(robots_crawl_delay_ms(r), CRAWL_DELAY_MAX_MS, "no delay is longer than a minute");
	ok(robots_allow(&w, r, path), "and many stars are matched without going back");
	memset(file, '\n', room);
	memcpy(file, head, strlen(head));
	memcpy(file + ROBOTS_MAX + 10, last, strlen(last));
	r = robots_parse(&w, file, room, "meter");
	ok(robots_allow(&w, r, "/end"), "what follows is not read");
	work_end(&w);
	free(file);
	free(path);
}

int main(void)
{
	rules();
	agents();
	keeping();
	bounds();
	return done();
}
