/* Strategies for whole pages: what they extract, and that they are the same each time. */
#include "strategy/generate.h"

#include "page.h"
#include "tap.h"

struct page_case {
	const char *page, *description, *schema;
	const char *first; /* the first record, as JSON */
	size_t n;
};

static const struct page_case cases[] = {
    {"product-list.html", "List the products with name, price, image and link",
     "{\"name\":\"string\",\"price\":\"number\",\"image\":\"string\",\"link\":\"string\"}",
     "{\"name\":\"Blue tea pot\",\"price\":24.5,\"image\":\"http://shop.test/img/blue.jpg\","
     "\"link\":\"http://shop.test/pots/blue\"}",
     4},
    {"product-list.html", "Products: name, price and original price", NULL,
     "{\"name\":\"Blue tea pot\",\"price\":\"$24.50\",\"original_price\":\"$30.00\"}", 4},
    {"odd-even.html", "Topics with title, author and replies",
     "{\"title\":\"string\",\"author\":\"string\",\"replies\":\"integer\"}",
     "{\"title\":\"How to descale a kettle\",\"author\":\"ann\",\"replies\":12}", 5},
    {"table.html", "Rulings: case name, case number, filing date, judge and PDF link", NULL,
     "{\"case_name\":\"Kettle v. Pot\",\"case_number\":\"21-104\",\"filing_date\":\"May 3, 2021\","
     "\"judge\":\"Brown\",\"pdf_link\":\"http://shop.test/list/r/21-104.pdf\"}",
     4},
    {"detail.html", "Product name, brand, price and weight",
     "{\"name\":\"string\",\"brand\":\"string\",\"price\":\"number\",\"weight\":\"string\"}",
     "{\"name\":\"Cast iron pot\",\"brand\":\"Ironwood\",\"price\":89.9,\"weight\":\"2.4 kg\"}", 1},
    {"detail.html", "Related products: name and price", NULL,
     "{\"name\":\"Blue tea pot\",\"price\":\"$24.50\"}", 3},
    {"article.html", "The title, author and date of this article", NULL,
     "{\"title\":\"Why kettles sing\",\"author\":\"Maria Lopez\",\"date\":\"May 10, 2021\"}", 1},
    {"article.html", "List the section headings of the article", "{\"heading\":\"string\"}",
     "{\"heading\":\"Bubbles\"}", 3},
    {"three-rows.html", "Stories: title, link, points, author and number of comments",
     "{\"title\":\"string\",\"link\":\"string\",\"points\":\"number\",\"author\":\"string\","
     "\"comments\":\"number\"}",
     "{\"title\":\"Steam engines are back\",\"link\":\"http://a.test/x\",\"points\":41,"
     "\"author\":\"ann\",\"comments\":9}",
     4},
    {"german-shop.html", "Alle Artikel mit Name, Preis und Link",
     "{\"name\":\"string\",\"preis\":\"number\",\"link\":\"string\"}",
     "{\"name\":\"Blaue Teekanne\",\"preis\":24.5,\"link\":\"http://shop.test/kanne/blau\"}", 3},
    {"lines.html", "Rulings: docket number, filing date and author", NULL,
     "{\"docket_number\":\"2021-104\",\"filing_date\":\"5/3/2021\",\"author\":\"Jane Brown\"}", 3},
};

static struct proposal *propose(struct work *w, const struct page_case *c)
{
	struct generate_input in = {.description = c->description};
	struct schema *schema = NULL;
	size_t n;
	char *html = page_file(c->page, &n);
	struct proposal *p;

	if (c->schema)
		in.schema = schema = schema_parse(w, json_parse(w, c->schema, strlen(c->schema)));
	in.document = html_parse(w, html, n, TEST_URL);
	p = strategy_generate(w, &in);
	if (p && schema)
		p->items = schema_apply(w, schema, p->items);
	free(html);
	return p;
}

/* The first record of the items. */
static const char *first_record(struct work *w, struct items *items)
{
	struct text out = text_new(w->arena, 100000);
	struct items one = *items;

	one.n = 1;
	items_print(&out, &one);
	out.data[out.length - 1] = '\0';
	return out.data + 1;
}

static void test_case(const struct page_case *c)
{
	struct work w;
	struct proposal *p, *again;

	work_begin(&w);
	p = propose(&w, c);
	printf("# %s: %s\n", c->page, c->description);
	if (ok(p && p->items->n, "something is found")) {
		const char *strategy = json_string(&w, p->strategy);
		is_int((int64_t)p->items->n, (int64_t)c->n, "records");
		if (!is_text(first_record(&w, p->items), c->first, "the first record"))
			printf("# %s\n", strategy);
		ok(p->confidence > 0.5 && p->confidence <= 1, "confidence %.2f", p->confidence);
		again = propose(&w, c);
		is_text(json_string(&w, again->strategy), strategy, "the same once more");
	}
	work_end(&w);
}

static void test_nothing(const char *html, const char *description)
{
	struct work w;
	struct generate_input in = {.description = description};

	work_begin(&w);
	in.document = html_parse(&w, html, strlen(html), TEST_URL);
	ok(!strategy_generate(&w, &in), "nothing in \"%s\"", html);
	is_text(w.message, "Could not extract data matching the description", "and it says so");
	work_end(&w);
}

/* A field that the page does not have stays empty and is warned about. */
static void test_missing(void)
{
	static const struct page_case c = {.page = "german-shop.html",
					   .description = "Artikel: Name, Preis und Telefon"};
	struct work w;
	struct proposal *p;

	work_begin(&w);
	p = propose(&w, &c);
	ok(p && p->n_warnings == 1, "one warning");
	is_text(p && p->n_warnings ? p->warnings[0] : NULL, "no value found for field \"telefon\"",
		"names the field");
	ok(p && p->confidence <= 0.6, "and makes less sure");
	work_end(&w);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		test_case(&cases[i]);
	test_missing();
	test_nothing("", "title and price");
	test_nothing("<p>", "title and price");
	test_nothing("<script>var a = 1;</script>", "title and price");
	return done();
}
