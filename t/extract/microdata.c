/* Microdata that someone made to do harm: circles, chains and references to everything. */
#include "extract/microdata.h"

#include "tap.h"

#include "bounds.h"
#include "util/json.h"

#include <time.h>

static const char *read_items(struct work *w, const char *html)
{
	struct document *d = html_parse(w, html, strlen(html), NULL);

	return json_string(w, microdata_read(w, d, MARKUP_MICRODATA));
}

static void circles(struct work *w)
{
	is_text(read_items(w, "<p>none</p>"), "[]", "a page without any");
	is_text(read_items(w, "<div itemscope itemref=a><p id=a itemprop=x>1</p></div>"),
		"[{\"x\":[\"1\",\"1\"]}]", "a reference to what is inside already");
	is_text(read_items(w, "<div itemscope itemref=b id=a itemprop=y></div>"
			      "<div itemscope itemref=a id=b itemprop=x></div>"),
		"[{\"x\":{}}]", "two that refer to each other");
	is_text(read_items(w, "<div itemscope itemref=a id=a itemprop=y></div>"), "[{}]",
		"one that refers to itself");
	is_text(read_items(w, "<div itemscope><b itemprop=x>1</b><p itemscope itemprop='y z'>"
			      "<b itemprop=x>2</b></p></div>"),
		"[{\"x\":\"1\",\"y\":{\"x\":\"2\"},\"z\":{\"x\":\"2\"}}]",
		"one value of two names");
}

/* Each item has the one before as its value, by reference. */
static void chain(struct work *w)
{
	struct text html = text_new(w->arena, 1u << 20);
	struct json_object *list;
	unsigned depth = 0;

	for (int i = 0; i < 200; i++)
		text_addf(&html, "<p itemscope id=i%d itemprop=x itemref=i%d></p>", i, i - 1);
	list = microdata_read(w, html_parse(w, html.data, html.length, NULL), MARKUP_MICRODATA);
	for (struct json_object *o = json_object_array_get_idx(list, 0); o; o = json_get(o, "x"))
		depth++;
	ok(depth > 2 && depth < JSON_DEPTH_MAX, "a chain is cut: %u levels", depth);
	ok(json_object_array_length(list) > 1, "and its rest stands alone");
}

static void quadratic(struct work *w)
{
	struct text html = text_new(w->arena, 1u << 24);
	clock_t start = clock();

	text_add(&html, "<div id=all>");
	for (int i = 0; i < 20000; i++)
		text_add(&html, "<b itemprop=x></b>");
	text_add(&html, "</div>");
	for (int i = 0; i < 20000; i++)
		text_add(&html, "<p itemscope itemref='all all all all'></p>");
	microdata_read(w, html_parse(w, html.data, html.length, NULL), MARKUP_MICRODATA);
	printf("# %.2f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
	ok(clock() - start < 4 * CLOCKS_PER_SEC, "references to everything end");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	circles(&w);
	chain(&w);
	quadratic(&w);
	work_end(&w);
	return done();
}
