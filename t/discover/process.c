/* Sitemaps and pages in the extractor process: under its filter and limits, with what is made to
 * use up its time and memory; and what a large sitemap takes in the program that asks. */
#include "discover/found.h"
#include "discover/links.h"
#include "discover/sitemap.h"

#include "extract/own_program.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/json.h"

#include <zlib.h>

static const struct operation table[] = {
    {"sitemap", sitemap_operation}, {"links", links_operation}, {NULL, NULL}};

static struct json_object *ask(struct work *w, struct extractor *x, const char *operation,
			       int64_t from, const struct text *body)
{
	struct json_object *request = json_new_object(w);

	json_put_text(request, "url", "http://shop.test/");
	json_put_int(request, "from", from);
	return extractor_run(
	    w, x, &(struct ask){operation, request, body->data, body->length, NULL}, NULL, NULL);
}

static struct text body(struct work *w, const char *start, const char *row, size_t n,
			const char *end)
{
	struct text t = text_new(w->arena, 2 * SITEMAP_MAX);

	text_add(&t, start);
	for (size_t i = 0; i < n; i++)
		text_addf(&t, row, (int)i);
	text_add(&t, end);
	return t;
}

static struct text gzip(struct work *w, const struct text *t)
{
	struct text out = text_new(w->arena, SITEMAP_MAX);
	unsigned char *piece = arena_alloc(w->arena, 1 << 16);
	z_stream z = {0};
	int got = Z_OK;

	(void)deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (unsigned char *)t->data;
	z.avail_in = (unsigned)t->length;
	while (got == Z_OK) {
		z.next_out = piece;
		z.avail_out = 1 << 16;
		got = deflate(&z, Z_FINISH);
		text_add_bytes(&out, piece, (1u << 16) - z.avail_out);
	}
	(void)deflateEnd(&z);
	return out;
}

static void usual(struct extractor *x)
{
	struct json_object *answer;
	struct work w;
	struct text t;

	work_begin(&w);
	t = body(&w, "<urlset>", "<url><loc>/%d</loc></url>", 3, "</urlset>");
	answer = ask(&w, x, "sitemap", 0, &t);
	is_int(json_int(answer, "total", -1), 3, "a sitemap");
	t = gzip(&w, &t);
	answer = ask(&w, x, "sitemap", 0, &t);
	is_int(json_int(answer, "total", -1), 3, "as gzip");
	t = body(&w, "<html>", "<a href='http://www.shop.test/%d'>a</a>", 3, "");
	answer = ask(&w, x, "links", 0, &t);
	is_int(json_int(answer, "total", -1), 3, "links");
	work_end(&w);
}

/* Each ends with its own reason, soon. */
static void hostile(struct extractor *x)
{
	static const struct {
		const char *label, *start, *row;
		size_t n;
		enum error_class class;
	} cases[] = {
	    {"laughs", "<!DOCTYPE a [<!ENTITY b '0'>]><urlset>&b;", " ", 1, CLASS_DATA},
	    {"a bomb", "<urlset>", "                                        ", 2000000,
	     CLASS_TOO_LARGE},
	    {"too many URLs", "<urlset>", "<url><loc>/%d</loc></url>", 50001, CLASS_TOO_LARGE},
	    {"too deep", "<urlset>", "<a>", 100000, CLASS_TOO_COMPLEX},
	    {"names", "<urlset>", "<a%d/>", 1000000, CLASS_TOO_COMPLEX},
	    {"a long tag", "<urlset><a ", "a%d='' ", 1000000, CLASS_TOO_COMPLEX},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct json_object *answer;
		int64_t start_ms, ms;
		struct text t;
		struct work w;

		work_begin(&w);
		t = body(&w, cases[i].start, cases[i].row, cases[i].n, " ");
		t = gzip(&w, &t);
		start_ms = clock_monotonic_ms();
		answer = ask(&w, x, "sitemap", 0, &t);
		ok(!answer && w.class == cases[i].class, "%s: %s", cases[i].label, w.message);
		ms = clock_monotonic_ms() - start_ms;
		ok(ms < 20000, "%s: in %d ms", cases[i].label, (int)ms);
		work_end(&w);
	}
}

/* Fifty thousand URLs, part by part: what each takes is given back with it. */
static void large(struct extractor *x)
{
	size_t most = 0, n = 0;
	int64_t from = 0, start_ms;
	struct work w, part;
	struct text t;

	work_begin(&w);
	t = body(&w, "<urlset>",
		 "<url><loc>https://www.shop.test/catalogue/a-product-of-some-kind-%d.html</loc>"
		 "<lastmod>2026-11-26T03:56:09+00:00</lastmod><priority>0.5</priority></url>\n",
		 SITEMAP_URLS_MAX, "</urlset>");
	t = gzip(&w, &t);
	work_begin(&part);
	start_ms = clock_monotonic_ms();
	while (from >= 0) {
		struct json_object *answer = ask(&part, x, "sitemap", from, &t);
		struct found_reader r;
		struct found f;

		if (!ok(answer && found_begin(&part, &r, answer), "a part, from %d", (int)from))
			break;
		while (found_next(&part, &r, &f))
			n += f.collect == VERDICT_ACCEPTED && f.lastmod != NULL;
		from = json_int(answer, "next", -1);
		most = arena_bytes(part.arena) > most ? arena_bytes(part.arena) : most;
		work_renew(&part);
	}
	is_int(n, SITEMAP_URLS_MAX, "all URLs and their dates");
	ok(most < 6u << 20, "in %zu bytes, beside %zu of the file; %d ms", most, t.length,
	   (int)(clock_monotonic_ms() - start_ms));
	work_end(&part);
	work_end(&w);
}

static void reads(struct extractor *x)
{
	usual(x);
	hostile(x);
	large(x);
}

int main(int argc, char **argv)
{
	(void)argc;
	return own_extractor(argv, "process", table, reads);
}
