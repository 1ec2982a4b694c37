/* Records inside of records, records that are JSON, cells by their header, old pages. */
#include "run.h"

static const char page[] =
    "<!DOCTYPE html><html><head><meta property='og:site_name' content=Shop>"
    "<script type='application/ld+json'>{\"@type\": \"ItemList\", \"itemListElement\": ["
    "{\"item\": {\"name\": \"Cup\", \"price\": \"1.299,00\", \"review\": [{\"by\": \"ann\", \"n\": "
    "5},"
    "{\"by\": \"bob\"}]}}, {\"item\": {\"name\": \"Pot\", \"price\": \"3,50\"}}, {\"item\": "
    "{}}]}</script>"
    "<script id=words type='application/json'>[\"one\", \"two\"]</script></head><body>"
    "<div class=shop><h2>North</h2><p class=p>A <b>1.299</b></p><p class=p>B <b>2</b></p></div>"
    "<div class=shop><h2>South</h2><p class=p>C <b>12,50</b></p><p class=q>D <b>1</b></p></div>"
    "<div class=shop><h2>West</h2></div>"
    "<table><tr><th>Name</th><th colspan=2>Size</th><th>Price:</th></tr>"
    "<tr class=r><td>Cup</td><td>1</td><td>2</td><td>3 <i>EUR</i></td></tr>"
    "<tr class=r><td>Pot</td><td colspan=2>wide</td><td>4</td></tr>"
    "<tr class=r><td colspan=3>Pan</td></tr></table>"
    "</body></html>";

static const struct run_case cases[] = {
    {"a list in each record, its numbers read together", "{\"selector\":\".shop\"}",
     "\"name\":{\"selector\":\"h2\"},\"goods\":{\"container\":{\"selector\":\".p\"},\"fields\":{"
     "\"name\":{\"take\":\"own\"},\"price\":{\"selector\":\"b\",\"type\":\"number\"}}}",
     "[{\"name\":\"North\",\"goods\":[{\"name\":\"A\",\"price\":1299},{\"name\":\"B\",\"price\":2}]"
     "},"
     "{\"name\":\"South\",\"goods\":[{\"name\":\"C\",\"price\":12.5}]},{\"name\":\"West\","
     "\"goods\":[]}]"},
    {"of an element, with what it requires", "{\"selector\":\"body\"}",
     "\"all\":{\"container\":{\"selector\":\".shop\",\"require\":[\".q\"]},\"fields\":{"
     "\"in\":{\"container\":{\"selector\":\"> p\"},\"fields\":{\"c\":{\"attribute\":\"class\"}}}}}",
     "[{\"all\":[{\"in\":[{\"c\":\"p\"},{\"c\":\"q\"}]}]}]"},
    {"beside a label", "null",
     "\"s\":{\"anchor\":{\"selector\":\"h2\",\"text\":\"south\"},\"container\":{\"selector\":\"b\"}"
     ","
     "\"fields\":{\"n\":{}}}",
     "[{\"s\":[{\"n\":\"12,50\"}]}]"},
    {"one record inside", "{\"selector\":\".shop\",\"require\":[\".q\"]}",
     "\"x\":{\"selector\":\"h2\"},\"inner\":{\"fields\":{\"q\":{\"selector\":\".q\"}}}",
     "[{\"x\":\"South\",\"inner\":[{\"q\":\"D 1\"}]}]"},

    {"records of JSON", "{\"json\":\"ItemList.itemListElement[*].item\"}",
     "\"name\":{\"json\":\"name\"},\"price\":{\"json\":\"price\",\"type\":\"number\"},"
     "\"by\":{\"json\":\"review.by\"},\"site\":{\"json\":\"meta:og:site_name\"},"
     "\"h\":{\"selector\":\"h2\"}",
     "[{\"name\":\"Cup\",\"price\":1299,\"by\":[\"ann\",\"bob\"],\"site\":\"Shop\",\"h\":\"North\"}"
     ","
     "{\"name\":\"Pot\",\"price\":3.5,\"by\":null,\"site\":\"Shop\",\"h\":\"North\"},"
     "{\"name\":null,\"price\":null,\"by\":null,\"site\":\"Shop\",\"h\":\"North\"}]"},
    {"lists in them", "{\"json\":\"ItemList.itemListElement.item\"}",
     "\"name\":{\"json\":\"name\"},\"r\":{\"container\":{\"json\":\"review\"},\"fields\":{"
     "\"by\":{\"json\":\"by\"},\"n\":{\"json\":\"n\",\"type\":\"integer\"}}}",
     "[{\"name\":\"Cup\",\"r\":[{\"by\":\"ann\",\"n\":5},{\"by\":\"bob\",\"n\":null}]},"
     "{\"name\":\"Pot\",\"r\":[]}]"},
    {"words of JSON", "{\"json\":\"script:words\"}", "\"w\":{}",
     "[{\"w\":\"one\"},{\"w\":\"two\"}]"},
    {"a list of JSON in an element's record", "{\"selector\":\".shop\",\"require\":[\".q\"]}",
     "\"l\":{\"container\":{\"json\":\"..review\"},\"fields\":{\"by\":{\"json\":\"by\"}}}",
     "[{\"l\":[{\"by\":\"ann\"},{\"by\":\"bob\"}]}]"},
    {"no such data", "{\"json\":\"Recipe\"}", "\"w\":{\"json\":\"name\"}", "[]"},

    {"cells by their header", "{\"selector\":\".r\"}",
     "\"name\":{\"column\":\"name\"},\"size\":{\"column\":\"Size\"},"
     "\"price\":{\"column\":\"Price\",\"type\":\"number\"},\"unit\":{\"column\":\"Price\","
     "\"selector\":\"i\"},"
     "\"none\":{\"column\":\"Weight\"}",
     "[{\"name\":\"Cup\",\"size\":\"1\",\"price\":3,\"unit\":\"EUR\",\"none\":null},"
     "{\"name\":\"Pot\",\"size\":\"wide\",\"price\":4,\"unit\":null,\"none\":null},"
     "{\"name\":\"Pan\",\"size\":\"Pan\",\"price\":null,\"unit\":null,\"none\":null}]"},
    {"a header without a table", "{\"selector\":\".shop\"}", "\"x\":{\"column\":\"Name\"}", "[]"},

    {"too deep", "null",
     "\"a\":{\"fields\":{\"b\":{\"fields\":{\"c\":{\"fields\":{\"d\":{\"fields\":{\"e\":{}}}}}}}}}",
     "fields.a.fields.b.fields.c.fields.d.fields: more than 3 containers deep"},
    {"wrong inside", "null", "\"a\":{\"container\":{\"selector\":\"]\"},\"fields\":{\"b\":{}}}",
     "fields.a.container.selector: selector \"]\": expected a selector at character 1"},
    {"a field that is wrong inside", "null", "\"a\":{\"fields\":{\"b\":{\"type\":\"x\"}}}",
     "fields.a.fields.b.type: unknown type \"x\""},
    {"both at once", "{\"selector\":\"a\",\"json\":\"b\"}", "\"a\":{}",
     "container: has a selector or json, not both"},
    {"ways to records", "null", "\"a\":{\"fields\":{\"b\":{}},\"fallbacks\":[]}",
     "fields.a.fallbacks: are for values, not for records"},
};

static const char old_page[] =
    "<body><p class=facts>Area: 54 <i>m</i><br>Rooms: 3<br>Built in <b>1999</b> Lift : "
    "<b>yes</b></p>"
    "<div><span>Docket No.:</span> 12-34 <br> Court: <a>High</a></div>"
    "<h3>One</h3><p>a</p><p>b</p><ul><li>c</li></ul><h3>Two</h3><h3>Three</h3><div><p>d</p></div>"
    "<h3></h3><table><thead><tr><th>Team<th colspan=2>Score<th>Note</tr></thead>"
    "<tr class=r><td rowspan=2>Reds<td>1<td>2<td>x"
    "<tr class=r><td>3<td colspan=2><table><tr><th>Score<tr class=in><td>9</table>"
    "<tbody><tr class=r><td>Blues<td rowspan=9>5<td>6<td>y</tbody></table></body>";

static const struct run_case old_cases[] = {
    {"lines with labels", "null",
     "\"area\":{\"anchor\":{\"text\":\"Area\"},\"take\":\"rest\"},"
     "\"rooms\":{\"anchor\":{\"text\":\"rooms:\"},\"take\":\"rest\",\"type\":\"integer\"},"
     "\"built\":{\"anchor\":{\"text\":\"Built in\"},\"take\":\"next\"},"
     "\"lift\":{\"anchor\":{\"tag\":\"p\",\"text\":\"Lift\"},\"take\":\"next\",\"type\":"
     "\"boolean\"},"
     "\"docket\":{\"anchor\":{\"text\":\"Docket No.\"},\"take\":\"rest\"},"
     "\"court\":{\"anchor\":{\"text\":\"Court\"},\"take\":\"rest\"}",
     "[{\"area\":\"54 m\",\"rooms\":3,\"built\":\"1999\",\"lift\":true,\"docket\":\"12-34\","
     "\"court\":\"High\"}]"},
    {"what follows up to the next record", "{\"selector\":\"h3\"}",
     "\"h\":{},\"p\":{\"selector\":\"p\",\"following\":\"rest\",\"many\":true},"
     "\"first\":{\"following\":\"rest\"},"
     "\"all\":{\"following\":\"rest\",\"transforms\":[{\"join\":\"; \"}]}",
     "[{\"h\":\"One\",\"p\":[\"a\",\"b\"],\"first\":\"a\",\"all\":\"a; b; c\"},"
     "{\"h\":\"Two\",\"p\":[],\"first\":null,\"all\":null},"
     "{\"h\":\"Three\",\"p\":[\"d\"],\"first\":\"d\",\"all\":\"d\"},"
     "{\"h\":null,\"p\":[],\"first\":\"Team Score Note Reds 1 2 x 3 Score 9 Blues 5 6 y\","
     "\"all\":\"Team Score Note Reds 1 2 x 3 Score 9 Blues 5 6 y\"}]"},
    {"cells that span rows, a table in a cell", "{\"selector\":\"tr.r, tr.in\"}",
     "\"team\":{\"column\":\"team\"},\"score\":{\"column\":\"Score\"}",
     "[{\"team\":\"Reds\",\"score\":\"1\"},{\"team\":\"Reds\",\"score\":\"3\"},"
     "{\"team\":null,\"score\":\"9\"},{\"team\":\"Blues\",\"score\":\"5\"}]"},
    {"too much at once", "null", "\"x\":{\"following\":\"rest\",\"column\":\"a\"}",
     "fields.x.following: \"rest\" has no anchor and no column"},
};

int main(void)
{
	run_cases(old_page, old_cases, sizeof old_cases / sizeof old_cases[0]);
	run_cases(page, cases, sizeof cases / sizeof cases[0]);
	return done();
}
