/* Ten conversations of two steps: a strategy is made, its user is not content and says so in plain
 * words, and the second strategy gives the right records. */
#include "strategy/refine.h"

#include "page.h"
#include "tap.h"

struct conversation {
	const char *name, *page, *description, *schema;
	const char *feedback;
	const char *first; /* the first record after it, as JSON */
	size_t n;	   /* records after it */
};

static const struct conversation conversations[] = {
    {"a wrong field", "shop-sale.html", "Products: name and price", NULL,
     "The price is the wrong one", "{\"name\":\"Oak chair\",\"price\":\"$99.00\"}", 5},
    {"an example", "shop-sale.html", "Products with name and code",
     "{\"name\":\"string\",\"code\":\"string\"}", "the first code should be \"OC-11\"",
     "{\"name\":\"Oak chair\",\"code\":\"OC-11\"}", 5},
    {"another field", "product-list.html", "Products: name and price", NULL, "also get the image",
     "{\"name\":\"Blue tea pot\",\"price\":\"$24.50\",\"image\":\"http://shop.test/img/blue.jpg\"}",
     4},
    {"another name", "product-list.html", "Products: name and price",
     "{\"name\":\"string\",\"price\":\"number\"}", "call it cost instead of price",
     "{\"name\":\"Blue tea pot\",\"cost\":24.5}", 4},
    {"a field too many", "odd-even.html", "Topics with title, author and replies", NULL,
     "Please remove the replies.", "{\"title\":\"How to descale a kettle\",\"author\":\"ann\"}", 5},
    {"records too many", "shop-ads.html", "List the lamps with name and price", NULL,
     "without the ads", "{\"name\":\"Desk lamp\",\"price\":\"$31.00\"}", 4},
    {"a header row", "rows-with-head.html", "Stations: station, line and year opened", NULL,
     "skip the header row", "{\"station\":\"Harbour\",\"line\":\"Blue\",\"year_opened\":\"1931\"}",
     4},
    {"a link to elsewhere", "news-sections.html", "News: headline and link", NULL,
     "the link points to the category",
     "{\"headline\":\"Tea harvest begins\",\"link\":\"http://shop.test/news/harvest\"}", 4},
    {"records too few", "topics-pinned.html", "Topics with title, author and replies", NULL,
     "also the pinned topics",
     "{\"title\":\"Rules of this board\",\"author\":\"mod\",\"replie\":\"4\"}", 6},
    {"in German", "german-books.html", "Alle Bücher mit Titel und Preis", NULL,
     "Bitte auch das Bild. Der Preis soll Kosten heißen.",
     "{\"titel\":\"Das Teebuch\",\"Kosten\":\"24,00 "
     "€\",\"bild\":\"http://shop.test/bild/tee.jpg\"}",
     3},
};

struct talk {
	struct work work;
	struct document *document;
	struct proposal *proposal;
	struct json_object *schema;
};

static void show(struct talk *t, const char *what)
{
	struct text out = text_new(t->work.arena, 100000);

	items_print(&out, t->proposal->items);
	printf("# %s: %s\n#   %s\n", what, json_string(&t->work, t->proposal->strategy), out.data);
}

static void begin(struct talk *t, const struct conversation *c)
{
	struct generate_input in = {.description = c->description};
	size_t n;
	char *html = page_file(c->page, &n);

	work_begin(&t->work);
	t->schema = c->schema ? json_parse(&t->work, c->schema, strlen(c->schema)) : NULL;
	in.schema = t->schema ? schema_parse(&t->work, t->schema) : NULL;
	t->document = in.document = html_parse(&t->work, html, n, TEST_URL);
	t->proposal = strategy_generate(&t->work, &in);
	free(html);
}

static bool refine(struct talk *t, const char *description, const char *feedback)
{
	const struct refine_input in = {.document = t->document,
					.description = description,
					.strategy = t->proposal->strategy,
					.feedback = feedback,
					.output_schema = t->schema};
	struct refined *refined = strategy_refine(&t->work, &in);

	if (!refined)
		return false;
	t->proposal = refined->proposal;
	t->schema = refined->output_schema;
	if (t->schema)
		t->proposal->items =
		    schema_apply(&t->work, schema_parse(&t->work, t->schema), t->proposal->items);
	return true;
}

static const char *first_record(struct talk *t)
{
	struct text out = text_new(t->work.arena, 100000);

	items_print_row(&out, t->proposal->items, 0);
	return out.data;
}

static void test_conversation(const struct conversation *c)
{
	struct talk t;

	begin(&t, c);
	printf("# %s: \"%s\"\n", c->name, c->feedback);
	if (!ok(t.proposal != NULL, "a first strategy"))
		return;
	if (getenv("VERBOSE"))
		show(&t, "before");
	ok(!c->first || t.proposal->items->n != c->n || strcmp(first_record(&t), c->first) != 0,
	   "it is not right yet");
	if (!ok(refine(&t, c->description, c->feedback), "and a second one"))
		return;
	if (getenv("VERBOSE"))
		show(&t, "after");
	is_int((int64_t)t.proposal->items->n, (int64_t)c->n, "records");
	if (c->first)
		is_text(first_record(&t), c->first, "the first record");
	for (size_t i = 0; i < t.proposal->n_warnings; i++)
		printf("# %s\n", t.proposal->warnings[i]);
	work_end(&t.work);
}

int main(void)
{
	for (size_t i = 0; i < sizeof conversations / sizeof conversations[0]; i++)
		test_conversation(&conversations[i]);
	return done();
}
