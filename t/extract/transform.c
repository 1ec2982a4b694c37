/* From the texts of a page to values: transforms, dates, and what is taken of an element. */
#include "run.h"

#include "util/clock.h"

static const char page[] =
    "<!DOCTYPE html><html lang=de><body>"
    "<p id=tags>Tea, Coffee ,, cocoa</p><p id=place>  Bonn,  NW </p>"
    "<p id=title>Blue \xc3\x84PFEL Cup</p><p id=iso>10/2024</p><p id=html>A <b>bold</b>&amp; "
    "br<br></p>"
    "<p id=price>1.299,00 \xe2\x82\xac</p><ul><li class=s>red</li><li class=s>green</li>"
    "<li class=s> </li></ul><i class=d>5/10/24</i><i class=d>13.5.2024</i><i class=d>soon</i>"
    "<a id=data data-product='{\"id\": 7, \"tags\": [\"a\", \"b\"], \"n\": {\"x\": 1}}' "
    "href=/z>z</a>"
    "<div class=card><b class=sold>sold</b></div><div class=card></div>"
    "</body></html>";

static const struct run_case cases[] = {
    {"split", "null", "\"t\":{\"selector\":\"#tags\",\"transforms\":[{\"split\":\",\"}]}",
     "[{\"t\":[\"Tea\",\"Coffee\",\"cocoa\"]}]"},
    {"split and join", "null",
     "\"t\":{\"selector\":\"#tags\",\"transforms\":[{\"split\":\",\"},{\"join\":\"|\"}]}",
     "[{\"t\":\"Tea|Coffee|cocoa\"}]"},
    {"split and choose", "null",
     "\"city\":{\"selector\":\"#place\",\"transforms\":[{\"split\":\",\"},{\"index\":0}]},"
     "\"state\":{\"selector\":\"#place\",\"transforms\":[{\"split\":\",\"},{\"index\":-1}]},"
     "\"none\":{\"selector\":\"#place\",\"transforms\":[{\"split\":\",\"},{\"index\":2}]}",
     "[{\"city\":\"Bonn\",\"state\":\"NW\",\"none\":null}]"},
    {"join of many", "null",
     "\"s\":{\"selector\":\".s\",\"many\":true,\"transforms\":[{\"join\":\", "
     "\"},{\"upper\":true}]}",
     "[{\"s\":[\"RED, GREEN\"]}]"},
    {"join of the first alone", "null",
     "\"s\":{\"selector\":\".s\",\"transforms\":[{\"join\":\", \"}]}", "[{\"s\":\"red, green\"}]"},
    {"the last of many", "null", "\"s\":{\"selector\":\".s\",\"transforms\":[{\"index\":-1}]}",
     "[{\"s\":\"green\"}]"},
    {"lower and upper", "null",
     "\"l\":{\"selector\":\"#title\",\"transforms\":[{\"lower\":true}]},"
     "\"u\":{\"selector\":\"#title\",\"transforms\":[{\"upper\":true}]}",
     "[{\"l\":\"blue \xc3\xa4pfel cup\",\"u\":\"BLUE \xc3\x84PFEL CUP\"}]"},
    {"replace", "null",
     "\"t\":{\"selector\":\"#title\",\"transforms\":[{\"replace\":[\"Cup\",\"Mug\"]},"
     "{\"regex_replace\":[\"^(\\\\w+) (\\\\w+)\",\"$2 ${1}\"]},{\"trim_suffix\":\"mug\"}]}",
     "[{\"t\":\"\xc3\x84PFEL Blue\"}]"},
    {"their order", "null",
     "\"t\":{\"selector\":\"#iso\",\"trim_prefix\":\"10\",\"transforms\":[{\"replace\":[\"/"
     "\",\"\"]},"
     "{\"regex\":\"\\\\d(\\\\d\\\\d)\"}]}",
     "[{\"t\":\"02\"}]"},
    {"nothing is left", "null",
     "\"a\":{\"selector\":\"#tags\",\"transforms\":[{\"regex\":\"none\"},{\"split\":\",\"}]},"
     "\"b\":{\"selector\":\"#iso\"}",
     "[{\"a\":[],\"b\":\"10/2024\"}]"},
    {"numbers of a list", "null",
     "\"n\":{\"selector\":\"#price\",\"type\":\"number\",\"transforms\":[{\"split\":"
     "\"\xe2\x82\xac\"}]}",
     "[{\"n\":[1299]}]"},
    {"HTML", "null", "\"h\":{\"selector\":\"#html\",\"take\":\"html\"}",
     "[{\"h\":\"A <b>bold</b>&amp; br<br>\"}]"},
    {"HTML as it is read", "null",
     "\"h\":{\"selector\":\"#html\",\"take\":\"html\",\"transforms\":[{\"plain\":true}]},"
     "\"t\":{\"selector\":\"#title\",\"transforms\":[{\"plain\":true},{\"lower\":true}]}",
     "[{\"h\":\"A bold& br\",\"t\":\"blue \xc3\xa4pfel cup\"}]"},
    {"own text", "null", "\"o\":{\"selector\":\"#html\",\"take\":\"own\"}", "[{\"o\":\"A & br\"}]"},
    {"lines", "null", "\"l\":{\"selector\":\"ul\",\"take\":\"lines\"}",
     "[{\"l\":[\"red\",\"green\"]}]"},
    {"one of the lines", "null",
     "\"l\":{\"selector\":\"ul\",\"take\":\"lines\",\"transforms\":[{\"index\":1},{\"upper\":true}]"
     "}",
     "[{\"l\":\"GREEN\"}]"},
    {"lines that match", "null",
     "\"l\":{\"selector\":\"ul, p\",\"take\":\"lines\",\"many\":true,\"regex\":\"^(.)[a-z]+$\"}",
     "[{\"l\":[\"r\",\"g\"]}]"},
    {"lines of nothing", "null",
     "\"l\":{\"selector\":\"#none\",\"take\":\"lines\"},\"b\":{\"selector\":\"#iso\"}",
     "[{\"l\":[],\"b\":\"10/2024\"}]"},
    {"whether it is there", "{\"selector\":\".card\"}",
     "\"sold\":{\"selector\":\".sold\",\"take\":\"exists\"},\"c\":{\"attribute\":\"class\"}",
     "[{\"sold\":true,\"c\":\"card\"},{\"sold\":false,\"c\":\"card\"}]"},
    {"what is not there is no record", "{\"selector\":\".card\"}",
     "\"sold\":{\"selector\":\".sold\",\"take\":\"exists\"}", "[{\"sold\":true}]"},
    {"dates of a column", "{\"selector\":\".d\"}", "\"d\":{\"type\":\"date\"},\"t\":{}",
     "[{\"d\":\"2024-10-05\",\"t\":\"5/10/24\"},{\"d\":\"2024-05-13\",\"t\":\"13.5.2024\"},"
     "{\"d\":null,\"t\":\"soon\"}]"},
    {"dates, the order said", "{\"selector\":\".d\"}",
     "\"d\":{\"type\":\"date\",\"first\":\"month\"}",
     "[{\"d\":\"2024-05-10\"},{\"d\":\"2024-05-13\"}]"},
    {"a list of dates", "null", "\"d\":{\"selector\":\".d\",\"type\":\"date\",\"many\":true}",
     "[{\"d\":[\"2024-10-05\",\"2024-05-13\"]}]"},
    {"JSON in an attribute", "null",
     "\"id\":{\"selector\":\"#data\",\"attribute\":\"data-product\",\"json\":\"id\"},"
     "\"tags\":{\"selector\":\"#data\",\"attribute\":\"data-product\",\"json\":\"tags\",\"many\":"
     "true},"
     "\"x\":{\"selector\":\"#data\",\"attribute\":\"data-product\",\"json\":\"n.x\"},"
     "\"no\":{\"selector\":\"#data\",\"json\":\"id\"}",
     "[{\"id\":7,\"tags\":[\"a\",\"b\"],\"x\":1,\"no\":null}]"},

    {"a list that is none", "null", "\"p\":{\"transforms\":{}}",
     "fields.p.transforms: must be a list"},
    {"an entry with two members", "null",
     "\"p\":{\"transforms\":[{\"lower\":true},{\"split\":\",\",\"join\":\",\"}]}",
     "fields.p.transforms[1]: must be an object with one member"},
    {"an unknown one", "null", "\"p\":{\"transforms\":[{\"reverse\":true}]}",
     "fields.p.transforms[0].reverse: unknown transform"},
    {"a pattern that is none", "null", "\"p\":{\"transforms\":[{\"regex\":\"(\"}]}",
     "fields.p.transforms[0].regex: pattern \"(\": missing closing parenthesis at byte 1"},
    {"half a pair", "null", "\"p\":{\"transforms\":[{\"replace\":[\"a\"]}]}",
     "fields.p.transforms[0].replace: must be a list of two strings"},
    {"a reference that is none", "null",
     "\"p\":{\"transforms\":[{\"regex_replace\":[\"a\",\"${\"]}]}",
     "fields.p.transforms[0].regex_replace: has a bad reference to a group"},
    {"an index that is none", "null", "\"p\":{\"transforms\":[{\"index\":\"1\"}]}",
     "fields.p.transforms[0].index: must be a whole number"},
    {"a switch that is off", "null", "\"p\":{\"transforms\":[{\"upper\":false}]}",
     "fields.p.transforms[0].upper: must be true"},
    {"an unknown order", "null", "\"p\":{\"type\":\"date\",\"first\":\"year\"}",
     "fields.p.first: unknown first \"year\""},
    {"a place without its label", "null", "\"p\":{\"take\":\"rest\"}",
     "fields.p.take: needs an anchor to be \"next\" or \"rest\""},
};

static void too_long(void)
{
	struct work w;
	struct text html;
	struct document *d;

	work_begin(&w);
	html = text_new(w.arena, 1u << 20);
	text_add(&html, "<p>");
	for (int i = 0; i < 10000; i++)
		text_add(&html, "a ");
	d = html_parse(&w, html.data, html.length, NULL);
	is_text(run_strategy(
		    &w, d,
		    "{\"fields\":{\"x\":{\"selector\":\"p\",\"transforms\":[{\"replace\":[\"a\","
		    "\"aaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa"
		    " aaaaaaaaaaaaaaa aaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaa\"]}]}}}"),
		"a transformed text has more than 1048576 bytes", "a text that explodes");
	ok(w.class == CLASS_TOO_COMPLEX, "is too complex");
	work_end(&w);
}

int main(void)
{
	struct instant now;

	instant_parse("2026-05-10T14:32:11Z", &now);
	clock_set(now);
	run_cases(page, cases, sizeof cases / sizeof cases[0]);
	too_long();
	return done();
}
