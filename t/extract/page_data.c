/* Data in pages, whatever their form, by paths. */
#include "extract/page_data.h"

#include "tap.h"

#include "util/json.h"

static const char page[] =
    "<!DOCTYPE html><html><head>"
    "<meta property=\"og:title\" content=\"Blue cup\"><meta name=description content=Fine>"
    "<meta property=\"og:image\" content=a.jpg><meta property=\"OG:image\" content=b.jpg>"
    "<meta name=dc.title content=Dotted><meta name=empty>"
    "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebPage\", \"name\": \"Page\"},"
    "{\"@type\": [\"Thing\", \"http://schema.org/Product\"], \"name\": \"Cup\","
    "\"offers\": [{\"price\": 24.5}, {\"price\": 30}],"
    "\"review\": {\"@type\": \"Review\", \"body\": \"ok\"}}]}</script>"
    "<script type='application/ld+json'><!-- {\"@type\": \"Event\", \"name\": \"Fair\",} "
    "--></script>"
    "<script type='application/ld+json'>{broken</script>"
    "<script id=__NEXT_DATA__ type='application/json'>{\"props\": {\"items\": [{\"n\": 1}, {\"n\": "
    "2}]"
    ", \"deep\": {\"price\": 7}}}</script>"
    "<script type='application/json; charset=utf-8'>[{\"price\": 8}]</script>"
    "<script>window.__STATE__ = {items: [{name: 'x'}, {name: 'y'}], ok: !0}; var other = [1, 2];\n"
    "window[\"quoted\"] = {\"a\": 1}\nwindow.late = window.late || {b: 2};\n"
    "x.parsed=JSON.parse('{\"c\":\"\\\\u0041\"}');\n"
    "dataLayer.push({event: 'one'}); dataLayer.push({event: 'two'});\n"
    "my__STATE__ = {no: 1}; if (other == [3]) {} call(other);</script>"
    "</head><body>"
    "<div itemscope itemtype='https://schema.org/Product https://schema.org/Thing' itemref='more "
    "gone'>"
    "<b itemprop=name>Tea <i>pot</i></b><a itemprop='url sameAs' href='/t'>x</a>"
    "<div itemprop=offers itemscope><meta itemprop=price content=3></div>"
    "<div itemprop=offers itemscope><span itemprop=price content='4'>four</span></div>"
    "<p itemscope><i itemprop=inner>apart</i></p></div>"
    "<p id=more><time itemprop=made datetime=2024-05-10>May</time><b itemprop=name>Second</b></p>"
    "<div vocab='https://schema.org/' typeof=Book resource='#b'><b property=name>Atlas</b>"
    "<span property='schema:author' typeof=Person><i property=name>Ann</i></span>"
    "<span property='http://schema.org/isbn' content='123'>no</span></div>"
    "</body></html>";

static const struct {
	const char *path, *values;
} cases[] = {
    {"Product.name", "[\"Cup\"]"},
    {"name", "[\"Page\",\"Cup\",\"Fair\"]"},
    {"Product.offers.price", "[24.5,30]"},
    {"Product.offers[1].price", "[30]"},
    {"Review.body", "[\"ok\"]"},
    {"Event.name", "[\"Fair\"]"},
    {"..price", "[24.5,30]"},
    {"[@Product].name", "[\"Cup\"]"},
    {"inner", "[\"apart\"]"},
    {"Book.author.name", "[\"Ann\"]"},
    {"Nothing.at.all", "[]"},
    {"ld:Product.name", "[\"Cup\"]"},
    {"ld:Book.name", "[]"},
    {"microdata:Product.name", "[\"Tea pot\",\"Second\"]"},
    {"microdata:Product",
     "[{\"@type\":[\"https://schema.org/Product\",\"https://schema.org/Thing\"],"
     "\"name\":[\"Tea pot\",\"Second\"],\"url\":\"/t\",\"sameAs\":\"/t\","
     "\"offers\":[{\"price\":\"3\"},{\"price\":\"4\"}],"
     "\"made\":\"2024-05-10\"}]"},
    {"microdata:offers[*].price", "[\"3\",\"4\"]"},
    {"rdfa:Book", "[{\"@type\":\"Book\",\"@id\":\"#b\",\"name\":\"Atlas\",\"author\":"
		  "{\"@type\":\"Person\",\"name\":\"Ann\"},\"isbn\":\"123\"}]"},
    {"script:__NEXT_DATA__.props.items[*].n", "[1,2]"},
    {"script:__NEXT_DATA__",
     "[{\"props\":{\"items\":[{\"n\":1},{\"n\":2}],\"deep\":{\"price\":7}}}]"},
    {"script:..price", "[7,8]"},
    {"script:price", "[8]"},
    {"script:nowhere.x", "[]"},
    {"window:__STATE__.items.name", "[\"x\",\"y\"]"},
    {"window:__STATE__.ok", "[true]"},
    {"window:other", "[1,2]"},
    {"window:other[1]", "[2]"},
    {"window:quoted.a", "[1]"},
    {"window:late.b", "[2]"},
    {"window:parsed.c", "[\"A\"]"},
    {"window:dataLayer.event", "[\"one\",\"two\"]"},
    {"window:my__STATE__.no", "[1]"},
    {"window:nowhere", "[]"},
    {"meta:og:title", "[\"Blue cup\"]"},
    {"meta:og:image", "[\"a.jpg\",\"b.jpg\"]"},
    {"meta:dc.title", "[\"Dotted\"]"},
    {"meta:description", "[\"Fine\"]"},
    {"meta:empty", "[]"},
};

static const struct {
	const char *path, *message;
} bad[] = {
    {"meta:", "path \"meta:\": expected a name at byte 6"},
    {"window:[0].a", "path \"window:[0].a\": expected the name of a variable at byte 8"},
    {"window:..a", "path \"window:..a\": expected the name of a variable at byte 8"},
    {"ld:a[", "path \"a[\": expected a name at byte 3"},
};

static const char *find(struct work *w, struct page_data *data, const char *path)
{
	struct data_path *p = data_path_parse(w, path);
	struct text t = text_new(w->arena, 100000);
	struct json_list found;

	if (!p)
		return w->message;
	found = page_data_find(data, p);
	text_add_char(&t, '[');
	for (size_t i = 0; i < found.n; i++) {
		text_add(&t, i ? "," : "");
		json_print(&t, found.items[i]);
	}
	text_add_char(&t, ']');
	return t.data;
}

int main(void)
{
	struct page_data *data;
	struct work w;

	work_begin(&w);
	data = page_data_new(&w, html_parse(&w, page, sizeof page - 1, NULL));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(find(&w, data, cases[i].path), cases[i].values, cases[i].path);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(find(&w, data, cases[i].path), cases[i].values, "and once more");
	ok(!w.error, "broken scripts are no failure");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		is_text(find(&w, data, bad[i].path), bad[i].message, bad[i].path);
	work_end(&w);
	return done();
}
