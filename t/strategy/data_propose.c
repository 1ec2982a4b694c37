/* Strategies over JSON of the shapes that APIs have: where the records are, and which member each
 * field is. All through strategy_generate(). */
#include "strategy/data_propose.h"

#include "tap.h"
#include "util/json.h"

static const struct {
	const char *name, *description, *answer;
	const char *path;  /* items_path */
	const char *first; /* the first item */
	size_t n;
} cases[] = {
    {"a plain list", "Books: title, author, price",
     "[{\"title\":\"Tea and steam\",\"author\":\"Ann Lee\",\"price\":9.5},"
     "{\"title\":\"Iron pots\",\"author\":\"Bo Chan\",\"price\":12},"
     "{\"title\":\"On kettles\",\"author\":\"Cy Dunn\",\"price\":7.25}]",
     "$", "{\"title\":\"Tea and steam\",\"author\":\"Ann Lee\",\"price\":9.5}", 3},
    {"values in wrappers", "Cases: debtor, case number, date filed",
     "[{\"case_num\":{\"S\":\"25-1\"},\"pk\":{\"N\":\"991\"},\"filed\":{\"S\":\"2025-06-27\"},"
     "\"debtor\":{\"S\":\"James Barrett\"},\"debtor_lc\":{\"S\":\"james barrett\"}},"
     "{\"case_num\":{\"S\":\"25-2\"},\"pk\":{\"N\":\"992\"},\"filed\":{\"S\":\"2025-06-20\"},"
     "\"debtor\":{\"S\":\"Leslie Klein\"},\"debtor_lc\":{\"S\":\"leslie klein\"}}]",
     "$", "{\"debtor\":\"James Barrett\",\"case_number\":\"25-1\",\"date_filed\":\"2025-06-27\"}",
     2},
    {"posts of a publishing system", "Posts with title, date and link",
     "[{\"id\":7,\"date\":\"2024-05-01T10:00:00\",\"guid\":{\"rendered\":\"http://a.test/?p=7\"},"
     "\"slug\":\"one\",\"type\":\"post\",\"link\":\"http://a.test/one\",\"title\":{\"rendered\":"
     "\"The first post\"},\"author\":3,\"_links\":{\"self\":[{\"href\":\"http://a.test/x/7\"}]}},"
     "{\"id\":8,\"date\":\"2024-05-02T10:00:00\",\"guid\":{\"rendered\":\"http://a.test/?p=8\"},"
     "\"slug\":\"two\",\"type\":\"post\",\"link\":\"http://a.test/two\",\"title\":{\"rendered\":"
     "\"Another one\"},\"author\":3,\"_links\":{\"self\":[{\"href\":\"http://a.test/x/8\"}]}}]",
     "$",
     "{\"title\":\"The first "
     "post\",\"date\":\"2024-05-01T10:00:00\",\"link\":\"http://a.test/one\"}",
     2},
    {"HTML in JSON", "Posts: title and excerpt",
     "[{\"id\":1,\"title\":{\"rendered\":\"Tea &#038; steam\"},\"excerpt\":{\"rendered\":"
     "\"<p>All about <b>tea</b>, and how it is made in a kettle.</p>\\n\",\"protected\":false}},"
     "{\"id\":2,\"title\":{\"rendered\":\"Iron &amp; fire\"},\"excerpt\":{\"rendered\":"
     "\"<p>Pots are cast, and last longer than those who buy them.</p>\\n\",\"protected\":"
     "false}}]",
     "$",
     "{\"title\":\"Tea & steam\",\"excerpt\":\"All about tea, and how it is made in a kettle.\"}",
     2},
    {"products with variants", "Products: name, vendor, price, image",
     "{\"products\":[{\"id\":61,\"title\":\"Blue kettle\",\"handle\":\"blue-kettle\",\"vendor\":"
     "\"Ironwood\",\"tags\":[\"blue\",\"tea\"],\"variants\":[{\"id\":1,\"title\":\"Small\","
     "\"price\":"
     "\"24.50\",\"compare_at_price\":\"30.00\",\"sku\":\"BK-1\"},{\"id\":2,\"title\":\"Large\","
     "\"price\":\"29.50\",\"compare_at_price\":null,\"sku\":\"BK-2\"}],\"images\":[{\"id\":5,"
     "\"src\":\"https://a.test/1.jpg\"}],\"options\":[{\"name\":\"Size\",\"values\":[\"Small\"]}]},"
     "{\"id\":62,\"title\":\"Red "
     "kettle\",\"handle\":\"red-kettle\",\"vendor\":\"Ironwood\",\"tags\":"
     "[],\"variants\":[{\"id\":3,\"title\":\"Small\",\"price\":\"22.00\",\"compare_at_price\":null,"
     "\"sku\":\"RK-1\"}],\"images\":[{\"id\":6,\"src\":\"https://a.test/"
     "2.jpg\"}],\"options\":[]}]}",
     "products",
     "{\"name\":\"Blue kettle\",\"vendor\":\"Ironwood\",\"price\":\"24.50\",\"image\":"
     "\"https://a.test/1.jpg\"}",
     2},
    {"a board of jobs", "Open positions: title, department, location, url",
     "{\"apiVersion\":\"1\",\"jobs\":[{\"id\":\"6765ef2e-7905-4fbc-b941-783049e7835f\",\"title\":"
     "\"Account Executive\",\"department\":\"Sales\",\"team\":\"Europe\",\"employmentType\":"
     "\"FullTime\",\"location\":\"Dublin, Ireland\",\"publishedAt\":\"2024-01-04T10:00:00Z\","
     "\"jobUrl\":\"https://a.test/j/1\",\"applyUrl\":\"https://a.test/j/1/application\"},"
     "{\"id\":\"1ad5ef2e-7905-4fbc-b941-783049e78aaa\",\"title\":\"Site Engineer\",\"department\":"
     "\"Engineering\",\"team\":\"Infra\",\"employmentType\":\"FullTime\",\"location\":"
     "\"Remote, "
     "Europe\",\"publishedAt\":\"2024-02-04T10:00:00Z\",\"jobUrl\":\"https://a.test/j/2\","
     "\"applyUrl\":\"https://a.test/j/2/application\"}]}",
     "jobs",
     "{\"title\":\"Account Executive\",\"department\":\"Sales\",\"location\":\"Dublin, Ireland\","
     "\"url\":\"https://a.test/j/1\"}",
     2},
    {"hits of a search", "Results: name and price",
     "{\"hits\":[{\"objectID\":\"a81\",\"name\":\"Tea pot\",\"price\":12.5,\"_highlightResult\":"
     "{\"name\":{\"value\":\"<em>Tea</em> pot\",\"matchLevel\":\"full\"}}},{\"objectID\":\"a82\","
     "\"name\":\"Tea cup\",\"price\":4,\"_highlightResult\":{\"name\":{\"value\":\"<em>Tea</em> "
     "cup\",\"matchLevel\":\"full\"}}}],\"nbHits\":2,\"page\":0,\"facets\":{\"brand\":{\"x\":1}}}",
     "hits", "{\"name\":\"Tea pot\",\"price\":12.5}", 2},
    {"edges and nodes", "Products: title, price, currency",
     "{\"data\":{\"products\":{\"edges\":[{\"cursor\":\"eyJsYXN0X2lkIjoxMjM0NTY3ODkw\",\"node\":{"
     "\"id\":\"gid://x/1\",\"title\":\"Pan\",\"priceRange\":{\"min\":{\"amount\":\"9.00\","
     "\"currencyCode\":\"EUR\"}}}},{\"cursor\":\"eyJsYXN0X2lkIjoxMjM0NTY3ODkx\",\"node\":{\"id\":"
     "\"gid://x/"
     "2\",\"title\":\"Wok\",\"priceRange\":{\"min\":{\"amount\":\"19.00\",\"currencyCode\":"
     "\"EUR\"}}}}],\"pageInfo\":{\"hasNextPage\":true}}}}",
     NULL, "{\"title\":\"Pan\",\"price\":\"9.00\",\"currency\":\"EUR\"}", 2},
    {"features of a map", "Stations: name, city, status",
     "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":"
     "\"Point\",\"coordinates\":[1.5,2.5]},\"properties\":{\"name\":\"North "
     "Gate\",\"city\":\"Ulm\","
     "\"status\":\"open\"}},{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":"
     "[1.6,2.6]},\"properties\":{\"name\":\"South "
     "Gate\",\"city\":\"Ulm\",\"status\":\"closed\"}}]}",
     NULL, "{\"name\":\"North Gate\",\"city\":\"Ulm\",\"status\":\"open\"}", 2},
    {"labels and values", "Flats: title, area, rooms",
     "{\"list\":[{\"title\":\"Flat at the park\",\"facts\":[{\"label\":\"Area\",\"value\":\"54 "
     "m²\"},"
     "{\"label\":\"Rooms\",\"value\":\"2\"}]},{\"title\":\"Flat at the "
     "lake\",\"facts\":[{\"label\":"
     "\"Rooms\",\"value\":\"3\"},{\"label\":\"Area\",\"value\":\"80 m²\"}]}]}",
     "list", "{\"title\":\"Flat at the park\",\"area\":\"54 m²\",\"room\":\"2\"}", 2},
    {"resources with attributes", "Articles: title, body, created",
     "{\"data\":[{\"type\":\"articles\",\"id\":\"1\",\"attributes\":{\"title\":\"Why kettles "
     "sing\","
     "\"body\":\"Steam finds its way out, and sings.\",\"created\":\"2024-05-22T14:56:29Z\"},"
     "\"relationships\":{\"author\":{\"data\":{\"id\":\"42\",\"type\":\"people\"}}}},{\"type\":"
     "\"articles\",\"id\":\"2\",\"attributes\":{\"title\":\"Cast iron\",\"body\":\"It lasts for a "
     "century, with care.\",\"created\":\"2024-06-22T14:56:29Z\"},\"relationships\":{\"author\":"
     "{\"data\":{\"id\":\"43\",\"type\":\"people\"}}}}],\"included\":[{\"type\":\"people\",\"id\":"
     "\"42\",\"attributes\":{\"name\":\"Ann\"}},{\"type\":\"people\",\"id\":\"43\",\"attributes\":"
     "{\"name\":\"Bo\"}}]}",
     NULL,
     "{\"title\":\"Why kettles sing\",\"body\":\"Steam finds its way out, and sings.\",\"created\":"
     "\"2024-05-22T14:56:29Z\"}",
     2},
    {"one thing", "This product: name, price and brand",
     "{\"ok\":true,\"product\":{\"sku\":\"P-9\",\"name\":\"Cast iron pot\",\"brand\":{\"id\":4,"
     "\"name\":\"Ironwood\"},\"price\":{\"value\":89.9,\"currency\":\"EUR\"}},\"related\":[{"
     "\"name\":"
     "\"Lid\",\"price\":{\"value\":9.9,\"currency\":\"EUR\"}},{\"name\":\"Spoon\",\"price\":"
     "{\"value\":4.5,\"currency\":\"EUR\"}}]}",
     NULL, "{\"name\":\"Cast iron pot\",\"price\":89.9,\"brand\":\"Ironwood\"}", 1},
    {"children with data", "Posts with title, author, score and number of comments",
     "{\"kind\":\"Listing\",\"data\":{\"after\":\"t3_x\",\"children\":[{\"kind\":\"t3\",\"data\":{"
     "\"subreddit\":\"tea\",\"title\":\"First flush is here\",\"author\":\"ann\",\"score\":41,"
     "\"ups\":41,\"num_comments\":9,\"thumbnail\":\"https://a.test/"
     "1.jpg\",\"created_utc\":1700000000,"
     "\"permalink\":\"/r/1\"}},{\"kind\":\"t3\",\"data\":{\"subreddit\":\"tea\",\"title\":"
     "\"Which kettle do you use?\",\"author\":\"bo\",\"score\":12,\"ups\":12,\"num_comments\":30,"
     "\"thumbnail\":\"self\",\"created_utc\":1700000100,\"permalink\":\"/r/2\"}}]}}",
     NULL, "{\"title\":\"First flush is here\",\"author\":\"ann\",\"score\":41,\"comment\":9}", 2},
    {"a German list", "Alle Veranstaltungen mit Titel, Datum und Ort",
     "{\"anzahl\":2,\"veranstaltungen\":[{\"titel\":\"Lesung im Park\",\"datum\":\"12.05.2024\","
     "\"ort\":\"Ulm\"},{\"titel\":\"Konzert\",\"datum\":\"13.05.2024\",\"ort\":\"Bonn\"}]}",
     "veranstaltungen", "{\"titel\":\"Lesung im Park\",\"datum\":\"12.05.2024\",\"ort\":\"Ulm\"}",
     2},
    {"lists in fields", "Recipes: name, ingredients (list)",
     "{\"recipes\":[{\"name\":\"Bread\",\"ingredients\":[\"500 g flour\",\"300 ml water\","
     "\"10 g salt\"]},{\"name\":\"Tea\",\"ingredients\":[\"1 bag of tea\",\"200 ml water\","
     "\"sugar\"]}]}",
     "recipes",
     "{\"name\":\"Bread\",\"ingredients\":[\"500 g flour\",\"300 ml water\",\"10 g salt\"]}", 2},
    {"things under their keys", "Stations: name and temperature",
     "{\"stations\":{\"s1\":{\"name\":\"Brocken\",\"temperature\":3.5},\"s2\":{\"name\":"
     "\"Zugspitze\","
     "\"temperature\":-4},\"s3\":{\"name\":\"Arkona\",\"temperature\":9}}}",
     "stations.*", "{\"name\":\"Brocken\",\"temperature\":3.5}", 3},
};

static struct proposal *propose(struct work *w, const char *description, const char *answer)
{
	struct captures given = captures_new(w);
	struct capture *c = capture_add(w, &given);
	struct generate_input in = {.description = description, .given = &given, .is_answer = true};

	c->url = "https://a.test/api?page=1";
	c->body = answer;
	c->body_size = strlen(answer);
	c->content_type = "application/json";
	in.document = html_parse(w, "", 0, "https://a.test/");
	return strategy_generate(w, &in);
}

static const char *first_of(struct work *w, const struct proposal *p)
{
	struct text t = text_new(w->arena, 100000);

	if (!p || !p->items->n)
		return NULL;
	items_print_row(&t, p->items, 0);
	return t.data;
}

static void test_shapes(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct proposal *p;

		work_begin(&w);
		p = propose(&w, cases[i].description, cases[i].answer);
		if (!is_text(first_of(&w, p), cases[i].first, cases[i].name))
			printf("# %s\n", p ? json_string(&w, p->strategy) : w.message);
		is_int(p ? p->items->n : 0, cases[i].n, "all of them");
		if (p && cases[i].path)
			is_text(json_text(p->strategy, "items_path"), cases[i].path,
				"where they are");
		work_end(&w);
	}
}

static void test_nothing(void)
{
	static const char *const answers[] = {"[1,2,3]", "[]",	   "{}",     "{\"a\":{}}",
					      "\"x\"",	 "[[[]]]", "[null]", "{\"error\":\"no\"}",
					      "<p>",	 ""};

	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		struct work w;

		work_begin(&w);
		ok(!propose(&w, "Books: price and rating", answers[i]), "nothing in %s",
		   answers[i]);
		ok(error_is(&w, ERR_UNACCEPTABLE), "and it says so");
		work_end(&w);
	}
}

/* Between a page and data, both with what was asked for. */
static const char *type_of(const char *page, const char *answer, bool wants_api)
{
	static char type[16];
	struct work w;
	struct captures found;
	struct generate_input in = {.description = "Cups: name and price"};
	struct proposal *p;

	work_begin(&w);
	found = captures_new(&w);
	in.document = html_parse(&w, page, strlen(page), "https://a.test/");
	in.found = &found;
	in.wants_api = wants_api;
	if (answer) {
		struct capture *c = capture_add(&w, &found);
		c->url = "https://a.test/api";
		c->body = answer;
		c->body_size = strlen(answer);
	}
	p = strategy_generate(&w, &in);
	(void)snprintf(type, sizeof type, "%s", p ? json_text(p->strategy, "type") : "none");
	work_end(&w);
	return type;
}

static void test_choice(void)
{
	static const char page[] =
	    "<ul><li><h3 class=name>Blue cup</h3><b class=price>$5.00</b></li>"
	    "<li><h3 class=name>Red cup</h3><b class=price>$6.50</b></li>"
	    "<li><h3 class=name>Tin cup</h3><b class=price>$7.25</b></li></ul>";
	static const char cups[] = "[{\"name\":\"Blue cup\",\"price\":5},{\"name\":\"Red cup\","
				   "\"price\":6.5},{\"name\":\"Tin cup\",\"price\":7.25}]";
	static const char others[] = "[{\"code\":\"x\",\"label\":\"y\"},{\"code\":\"z\"}]";

	is_text(type_of(page, NULL, false), "css", "a page alone");
	is_text(type_of(page, others, false), "css", "data about something else");
	is_text(type_of(page, others, true), "css", "even when an API is wanted");
	is_text(type_of(page, cups, true), "api", "an API that is wanted");
	is_text(type_of("<div id=app></div>", cups, false), "api", "a page without text");
	is_text(type_of("<div id=app></div>", others, true), "none", "neither");
}

int main(void)
{
	test_shapes();
	test_nothing();
	test_choice();
	return done();
}
