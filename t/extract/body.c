/* What is a page and what is not. */
#include "extract/body.h"

#include "tap.h"

#define BYTES(s) s, sizeof s - 1

int main(void)
{
	static const struct {
		const char *label, *data;
		size_t n;
		const char *content_type, *foreign;
	} cases[] = {
	    {"HTML", BYTES("<html>"), "text/html; charset=utf-8", NULL},
	    {"upper case", BYTES("<html>"), " TEXT/HTML", NULL},
	    {"no type", BYTES("<p>x"), NULL, NULL},
	    {"a type that is none", BYTES("<p>x"), "html", NULL},
	    {"plain text", BYTES("hello"), "text/plain", NULL},
	    {"empty", BYTES(""), NULL, NULL},
	    {"XHTML", BYTES("<html/>"), "application/xhtml+xml", NULL},
	    {"an image", BYTES("<html>"), "image/png", "image/png"},
	    {"JSON by its type", BYTES("{}"), "application/json;x", "application/json"},
	    {"JSON without a type", BYTES(" {\"a\": 1}"), NULL, "application/json"},
	    {"a list", BYTES("[1]"), "text/plain", "application/json"},
	    {"brackets in a text", BYTES("[see below] x"), NULL, NULL},
	    {"a PDF called HTML", BYTES("%PDF-1.4"), "text/html", "application/pdf"},
	    {"a zip", BYTES("PK\x03\x04..."), NULL, "application/zip"},
	    {"NULs", BYTES("a\0b\0c"), "text/html", "application/octet-stream"},
	    {"two bytes a character", BYTES("<\0h\0>\0"), "text/html; charset=UTF-16", NULL},
	    {"with a mark", BYTES("\xFF\xFE<\0h\0"), "text/html", NULL},
	    {"one stray NUL", BYTES("<p>\0x"), "text/html", NULL},
	};
	struct work w;
	const char *charset;
	struct document *d;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(
		    body_foreign_type(w.arena, cases[i].data, cases[i].n, cases[i].content_type),
		    cases[i].foreign, cases[i].label);
	ok(!body_parse(&w, BYTES("%PDF-1.7"), NULL, NULL, NULL), "refused");
	is_text(w.message, "Page is not HTML: application/pdf", "with what it is");
	ok(w.class == CLASS_NOT_HTML, "and its class");
	d = body_parse(&w, BYTES("<p>caf\xE9"), "text/html;charset=latin1", NULL, &charset);
	is_text(node_text(w.arena, d->root), "café", "decoded");
	is_text(charset, "windows-1252", "from what");
	work_end(&w);
	return done();
}
