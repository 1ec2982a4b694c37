/* Strategies over small pages: every member of a field, and what is no strategy. */
#include "extract/rules.h"

#include "tap.h"

#include "util/json.h"

static const char shop[] =
    "<!DOCTYPE html><html><head><base href='/shop/'>"
    "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebPage\", \"name\": \"Page\"},"
    "{\"@type\": [\"Thing\", \"http://schema.org/Product\"], \"name\": \" Kettle \","
    "\"offers\": [{\"price\": 24.5}, {\"price\": 30}], \"brand\": {\"name\": \"Acme\"},"
    "\"image\": {\"url\": \"/i.jpg\"}, \"review\": {\"@type\": \"Review\", \"body\": \"ok\"}}]}"
    "</script><script type='application/ld+json'>{broken</script></head><body>"
    "<ul class=products>"
    "<li class=ad><h3>Buy!</h3></li>"
    "<li><h3><a href='a?x=1'>Kettle <b>blue</b></a></h3><p class=price>by 1.299,00 €</p>"
    "<i class=tag>hot</i><i class=tag> </i><i class=tag>new</i>"
    "<img src='data:image/gif;base64,AAAA' data-src='k.jpg'></li>"
    "<li><h3>Own <a href='mailto:x@y.z'>Pot</a></h3><p class=price>12,50 €</p>"
    "<img srcset='p1.jpg 1x, p2.jpg 2x'><em>5 of 9 left</em></li>"
    "<li><h3><a href=''></a></h3></li>"
    "</ul>"
    "<table><tr class=athing><td><a href=u1>One</a></td></tr>"
    "<tr><td><span class=user>ann</span> <span class=points>225 points</span></td></tr>"
    "<tr class=athing><td><a href=u2>Two</a></td></tr>"
    "<tr><td><span class=user>bob</span></td></tr></table>"
    "<dl><dt>Area:</dt><dd>54 m²</dd><dt><b>Rooms</b></dt><dd>3</dd></dl>"
    "<p class=facts>Year: 1999</p><p><b>Floor:</b> 2nd <br><b>Lift:</b> yes</p>"
    "<time datetime=2026-05-10>May</time><meta name=author content=Ann></body></html>";

/* The records that the strategy gives, or the message. */
static const char *run(struct work *w, const char *strategy)
{
	struct document *d = html_parse(w, shop, sizeof shop - 1, "http://shop.test/x/y");
	struct json_object *o = json_parse(w, strategy, strlen(strategy));
	struct rules *r = o ? rules_parse(w, o) : NULL;
	struct items *items = r ? rules_run(w, r, d) : NULL;
	struct text t = text_new(w->arena, 100000);

	if (!items)
		return w->message;
	items_print(&t, items);
	return t.data;
}

static const struct {
	const char *label, *container, *fields, *records;
} cases[] = {
    {"text, first match, empty records dropped", "{\"selector\":\".products > li\"}",
     "\"title\":{\"selector\":\"h3 a\"}", "[{\"title\":\"Kettle blue\"},{\"title\":\"Pot\"}]"},
    {"only records with all that is required",
     "{\"selector\":\".products > li\",\"require\":[\".price\",\"em\"]}",
     "\"title\":{\"selector\":\"h3\"}", "[{\"title\":\"Own Pot\"}]"},
    {"numbers by column", "{\"selector\":\".products > li\",\"require\":[\".price\"]}",
     "\"price\":{\"selector\":\".price\",\"type\":\"number\"}",
     "[{\"price\":1299},{\"price\":12.5}]"},
    {"integer and its prefix", "{\"selector\":\".products > li\",\"require\":[\"em\"]}",
     "\"left\":{\"selector\":\"em\",\"regex\":\"of ([0-9]+)\",\"type\":\"integer\"}",
     "[{\"left\":9}]"},
    {"URLs, those of http only", "{\"selector\":\".products > li\",\"require\":[\".price\"]}",
     "\"t\":{\"selector\":\"h3\",\"own\":true},"
     "\"link\":{\"selector\":\"a\",\"attribute\":\"HREF\",\"type\":\"url\"}",
     "[{\"t\":null,\"link\":\"http://shop.test/shop/a?x=1\"},{\"t\":\"Own\",\"link\":null}]"},
    {"pictures that load late", "{\"selector\":\".products > li\",\"require\":[\"img\"]}",
     "\"img\":{\"selector\":\"img\",\"attribute\":\"src\",\"type\":\"url\"}",
     "[{\"img\":\"http://shop.test/shop/k.jpg\"},{\"img\":\"http://shop.test/shop/p1.jpg\"}]"},
    {"a list", "{\"selector\":\".products > li\",\"require\":[\".price\"]}",
     "\"tags\":{\"selector\":\".tag\",\"many\":true},\"c\":{\"constant\":7}",
     "[{\"tags\":[\"hot\",\"new\"],\"c\":7}]"},
    {"prefix and suffix", "{\"selector\":\".products > li\",\"require\":[\".price\"]}",
     "\"p\":{\"selector\":\".price\",\"trim_prefix\":\"By \",\"trim_suffix\":\"€\"}",
     "[{\"p\":\"1.299,00\"},{\"p\":\"12,50\"}]"},
    {"fallbacks", "{\"selector\":\".products > li\",\"require\":[\".price\"]}",
     "\"x\":{\"selector\":\"em\",\"type\":\"integer\",\"fallbacks\":["
     "{\"selector\":\".none\"},{\"selector\":\"h3 b\"},{\"selector\":\".price\"}]}",
     "[{\"x\":1299},{\"x\":5}]"},
    {"records of two rows", "{\"selector\":\"tr.athing\"}",
     "\"t\":{\"selector\":\"a\"},\"user\":{\"selector\":\".user\",\"following\":1},"
     "\"points\":{\"selector\":\".points\",\"following\":1,\"type\":\"int\"},"
     "\"row\":{\"following\":1},\"far\":{\"selector\":\"a\",\"following\":9}",
     "[{\"t\":\"One\",\"user\":\"ann\",\"points\":225,\"row\":\"ann 225 points\",\"far\":null},"
     "{\"t\":\"Two\",\"user\":\"bob\",\"points\":null,\"row\":\"bob\",\"far\":null}]"},
    {"labels", "null",
     "\"area\":{\"anchor\":{\"selector\":\"dt\",\"text\":\"area\"},\"take\":\"next\"},"
     "\"rooms\":{\"anchor\":{\"text\":\"Rooms:\"},\"type\":\"integer\"},"
     "\"year\":{\"anchor\":{\"text\":\"Year\"},\"take\":\"rest\"},"
     "\"floor\":{\"anchor\":{\"selector\":\"b\",\"text\":\"Floor\"},\"take\":\"rest\"},"
     "\"lift\":{\"anchor\":{\"selector\":\"b\",\"text\":\"Lift\"},\"take\":\"rest\","
     "\"type\":\"boolean\"},"
     "\"none\":{\"anchor\":{\"text\":\"Nothing\"},\"take\":\"next\"}",
     "[{\"area\":\"54 m²\",\"rooms\":3,\"year\":\"1999\",\"floor\":\"2nd\",\"lift\":true,"
     "\"none\":null}]"},
    {"attributes", "null",
     "\"d\":{\"selector\":\"time\",\"attribute\":\"datetime\"},"
     "\"a\":{\"selector\":\"meta[name=author]\",\"attribute\":\"content\"}",
     "[{\"d\":\"2026-05-10\",\"a\":\"Ann\"}]"},
    {"data of the page", "null",
     "\"name\":{\"json\":\"Product.name\"},\"price\":{\"json\":\"Product.offers.price\"},"
     "\"all\":{\"json\":\"Product.offers[*].price\",\"many\":true},"
     "\"second\":{\"json\":\"Product.offers[1].price\"},\"brand\":{\"json\":\"Product.brand\"},"
     "\"image\":{\"json\":\"Product.image\",\"type\":\"url\"},\"page\":{\"json\":\"name\"},"
     "\"inner\":{\"json\":\"Review.body\"},\"no\":{\"json\":\"Recipe.name\"}",
     "[{\"name\":\"Kettle\",\"price\":24.5,\"all\":[24.5,30],\"second\":30,\"brand\":\"Acme\","
     "\"image\":\"http://shop.test/i.jpg\",\"page\":\"Page\",\"inner\":\"ok\",\"no\":null}]"},
    {"the record itself", "{\"selector\":\".user\"}", "\"u\":{\"selector\":null},\"v\":{}",
     "[{\"u\":\"ann\",\"v\":\"ann\"},{\"u\":\"bob\",\"v\":\"bob\"}]"},
    {"no record", "{\"selector\":\".nowhere\"}", "\"u\":{}", "[]"},
    {"constants alone are no record", "{\"selector\":\".tag\"}",
     "\"u\":{\"selector\":\"x\"},\"c\":{\"constant\":\"y\"}", "[]"},

    {"a bad selector", "null", "\"p\":{\"selector\":\"a >\"}",
     "fields.p.selector: selector \"a >\": expected a selector at character 4"},
    {"a bad fallback", "null", "\"p\":{\"fallbacks\":[{\"selector\":\"]\"}]}",
     "fields.p.fallbacks[0].selector: selector \"]\": expected a selector at character 1"},
    {"a bad container", "{\"selector\":\"#\"}", "\"p\":{}",
     "container.selector: selector \"#\": expected an id at character 2"},
    {"a bad requirement", "{\"selector\":\"a\",\"require\":[\"b\",5]}", "\"p\":{}",
     "container.require[1]: must be a string"},
    {"a bad type", "null", "\"p\":{\"type\":\"money\"}", "fields.p.type: unknown type \"money\""},
    {"a bad pattern", "null", "\"p\":{\"regex\":\"(\"}",
     "fields.p.regex: pattern \"(\": missing closing parenthesis at byte 1"},
    {"a bad path", "null", "\"p\":{\"json\":\"a.\"}",
     "fields.p.json: path \"a.\": expected a name at byte 3"},
    {"a bad anchor", "null", "\"p\":{\"anchor\":{}}",
     "fields.p.anchor: needs a selector or a text"},
    {"a bad take", "null", "\"p\":{\"anchor\":{\"text\":\"x\"},\"take\":\"all\"}",
     "fields.p.take: unknown take \"all\""},
    {"a wrong kind", "null", "\"p\":{\"selector\":[]}", "fields.p.selector: must be a string"},
    {"a field that is no object", "null", "\"p\":\"h1\"", "fields.p: must be an object"},
    {"a constant that is no value", "null", "\"p\":{\"constant\":[1]}",
     "fields.p.constant: must be a string, a number or a boolean"},
    {"too far", "null", "\"p\":{\"following\":21}",
     "fields.p.following: must be a number from 0 to 20, or \"rest\""},
    {"no fields", "null", "", "fields: must be an object with a field or more"},
};

static void slow_pattern(void)
{
	static const char html[] = "<p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!</p>";
	static const char strategy[] =
	    "{\"fields\":{\"x\":{\"selector\":\"p\",\"regex\":\"^(a+)+$\"}}}";
	struct work w;
	struct rules *r;

	work_begin(&w);
	r = rules_parse(&w, json_parse(&w, strategy, sizeof strategy - 1));
	ok(!rules_run(&w, r, html_parse(&w, html, sizeof html - 1, NULL)),
	   "a pattern that explodes");
	ok(w.class == CLASS_TOO_COMPLEX, "is too complex");
	printf("# %s\n", w.message);
	work_end(&w);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		const char *strategy;

		work_begin(&w);
		strategy =
		    arena_printf(w.arena, "{\"type\":\"css\",\"container\":%s,\"fields\":{%s}}",
				 cases[i].container, cases[i].fields);
		is_text(run(&w, strategy), cases[i].records, cases[i].label);
		work_end(&w);
	}
	slow_pattern();
	return done();
}
