/* The "sitemap" operation: verdicts, dates, parts; and where sitemaps are. */
#include "discover/sitemap.h"

#include "discover/found_lines.h"

#include "util/json.h"

static const struct operation table[] = {{"sitemap", sitemap_operation}, {NULL, NULL}};

static struct json_object *run(struct work *w, const char *request, const char *body, size_t n)
{
	struct json_object *o = json_parse(w, request, strlen(request));

	return operation_run(w, table, "sitemap", o, body, n);
}

static void judged(void)
{
	static const char body[] =
	    "<urlset><url><loc> http://shop.test/p/1?utm_source=map </loc>"
	    "<lastmod>2026-11-26T05:00+02:00</lastmod></url>"
	    "<url><loc>http://shop.test/q/2</loc><lastmod>soon</lastmod></url>"
	    "<url><loc>http://www.shop.test/p/3</loc></url><url><loc>http://b.test/p/4</loc></url>"
	    "<url><loc>/p/5</loc></url><url><loc>mailto:a@b</loc></url></urlset>";
	struct json_object *answer;
	struct work w;

	work_begin(&w);
	answer = run(&w,
		     "{\"url\":\"http://shop.test/sitemap.xml\",\"pattern\":\"/p/*\","
		     "\"scope\":\"site\"}",
		     body, strlen(body));
	is_text(lines(&w, answer),
		"accepted pattern http://shop.test/p/1 2026-11-26T03:00:00Z\n"
		"pattern pattern http://shop.test/q/2\n"
		"accepted pattern http://www.shop.test/p/3\n"
		"site pattern http://b.test/p/4\n"
		"accepted pattern http://shop.test/p/5\n"
		"no_url no_url mailto:a@b\n",
		"entries of a urlset");
	is_int(json_int(answer, "total", 0), 6, "all are counted");
	is_text(json_text(answer, "format"), "urlset", "what it is");
	ok(!json_get(answer, "next"), "it is all of them");
	answer =
	    run(&w, "{\"url\":\"http://shop.test/sitemap.xml\",\"from\":5}", body, strlen(body));
	is_text(lines(&w, answer), "no_url no_url mailto:a@b\n", "from the sixth on");
	answer = run(&w, "{\"url\":\"http://shop.test/sitemap.xml\",\"scope\":\"host\"}", body,
		     strlen(body));
	ok(answer && strstr(lines(&w, answer), "site pattern http://www.shop.test/p/3"),
	   "by the host");
	answer = run(&w,
		     "{\"url\":\"http://cdn.test/sitemap.xml\",\"root\":\"http://b.test/\","
		     "\"scope\":\"host\"}",
		     body, strlen(body));
	ok(answer && strstr(lines(&w, answer), "accepted pattern http://b.test/p/4"),
	   "a file that lies elsewhere");
	work_end(&w);
}

static void of_an_index(void)
{
	static const char body[] =
	    "<sitemapindex><sitemap><loc>http://shop.test/1.xml</loc><lastmod>2026</lastmod>"
	    "</sitemap><sitemap><loc>http://b.test/2.xml</loc></sitemap></sitemapindex>";
	struct json_object *answer;
	struct work w;

	work_begin(&w);
	answer = run(&w,
		     "{\"url\":\"http://shop.test/sitemap.xml\",\"pattern\":\"/p/*\","
		     "\"scope\":\"site\"}",
		     body, strlen(body));
	is_text(lines(&w, answer),
		"pattern accepted http://shop.test/1.xml 2026-01-01T00:00:00Z\n"
		"site site http://b.test/2.xml\n",
		"sitemaps are visited, whatever the pattern");
	ok(json_bool_of(answer, "is_index", false), "it is an index");
	work_end(&w);
}

/* Answers that are put together are the whole file, each entry once. */
static void in_parts(void)
{
	struct work w, part;
	struct text body;
	int64_t from = 0;
	int n = 0, answers = 0;
	bool in_order = true;

	work_begin(&w);
	body = text_new(w.arena, 50u << 20);
	text_add(&body, "<urlset>");
	for (int i = 0; i < 50000; i++)
		text_addf(&body,
			  "<url><loc>http://shop.test/a/product/of/some/length/%d</loc></url>", i);
	text_add(&body, "</urlset>");
	work_begin(&part);
	while (from >= 0 && answers < 20) {
		const char *request =
		    arena_printf(part.arena, "{\"url\":\"http://shop.test/s.xml\",\"from\":%lld}",
				 (long long)from);
		struct json_object *answer = run(&part, request, body.data, body.length);
		struct found_reader r;
		struct found f;

		answers++;
		if (!ok(answer && found_begin(&part, &r, answer), "an answer"))
			break;
		for (; found_next(&part, &r, &f); n++)
			in_order = in_order && strtol(strrchr(f.url, '/') + 1, NULL, 10) == n;
		from = json_int(answer, "next", -1);
		ok(from < 0 || from == n, "the next begins with entry %d", n);
		work_renew(&part);
	}
	is_int(n, 50000, "entries");
	ok(in_order, "in their order");
	ok(answers > 1 && answers < 6, "in %d answers", answers);
	work_end(&part);
	work_end(&w);
}

static void wrong(void)
{
	struct work w;

	work_begin(&w);
	ok(!run(&w, "{}", "", 0) && error_is(&w, ERR_UNACCEPTABLE), "%s", w.message);
	work_forgive(&w);
	ok(!run(&w, "{\"url\":\"http://shop.test/\",\"scope\":\"all\"}", "", 0) &&
	       error_is(&w, ERR_UNACCEPTABLE),
	   "%s", w.message);
	work_forgive(&w);
	ok(!run(&w, "{\"url\":\"http://shop.test/\",\"pattern\":\"\"}", "", 0) &&
	       error_is(&w, ERR_UNACCEPTABLE),
	   "%s", w.message);
	work_forgive(&w);
	ok(!run(&w, "{\"url\":\"http://shop.test/\"}", "", 0) && w.class == CLASS_EMPTY, "%s",
	   w.message);
	work_end(&w);
}

static void places(void)
{
	struct arena *a = arena_new();

	ok(sitemap_start("http://shop.test/sitemap.xml") == START_SITEMAP, "a sitemap");
	ok(sitemap_start("http://shop.test/robots.txt") == START_ROBOTS, "a robots.txt");
	ok(sitemap_start("http://shop.test") == START_SITE, "a site");
	ok(sitemap_start("http://shop.test/?sitemap=1") == START_SITEMAP, "a query");
	is_text(sitemap_guess(a, "http://shop.test:81/x", 0), "http://shop.test:81/sitemap.xml",
		"the usual place");
	ok(sitemap_guess(a, "http://shop.test/", 4) && !sitemap_guess(a, "http://shop.test/", 5),
	   "there are five");
	arena_free(a);
}

int main(void)
{
	judged();
	of_an_index();
	in_parts();
	wrong();
	places();
	return done();
}
