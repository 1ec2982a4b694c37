/* What the judge says of strategies, good and bad. */
#include "strategy/judge.h"

#include "page.h"
#include "tap.h"

static const char html[] =
    "<ul><li><b>One</b><i>1</i><u>same</u></li><li><b>Two</b><i>2</i><u>same</u></li>"
    "<li><b>Three</b><i>x</i><u>same</u></li><li><b>Four</b><u>same</u></li>"
    "<li><b>Five</b><u>same</u></li></ul>";

static struct verdict judged(struct work *w, const char *fields, size_t expected)
{
	struct page *p = page_of(w, html);
	struct text strategy = text_new(w->arena, 10000);
	static const char schema[] = "{\"title\":\"string\",\"count\":\"number\"}";
	struct request *r = request_read(w, p->vocabulary, "",
					 schema_parse(w, json_parse(w, schema, strlen(schema))));

	text_addf(&strategy,
		  "{\"type\":\"css\",\"container\":{\"selector\":\"li\"},\"fields\":{%s}}", fields);
	return judge(w, r, p->document, json_parse(w, strategy.data, strategy.length), expected);
}

static bool warned(const struct verdict *v, const char *text)
{
	for (size_t i = 0; i < v->n_warnings; i++)
		if (strcmp(v->warnings[i], text) == 0)
			return true;
	return false;
}

/* Every column mostly empty, constant and a copy of another one. */
static void many_warnings(struct work *w)
{
	static const char schema[] = "{\"title\":\"string\",\"author\":\"string\",\"summary\":"
				     "\"string\",\"image\":\"string\"}";
	struct text page = text_new(w->arena, 10000), strategy = text_new(w->arena, 1000);
	struct vocabulary *v = vocabulary_new(w);
	struct json_object *o = json_parse(w, schema, sizeof schema - 1);
	struct request *r = request_read(w, v, "", schema_parse(w, o));
	struct verdict verdict;

	for (int i = 0; i < 20; i++)
		text_addf(&page, "<li><i>%d</i>%s", i, i < 6 ? "<b>same</b>" : "");
	text_add(&strategy, "{\"type\":\"css\",\"container\":{\"selector\":\"li\"},\"fields\":{"
			    "\"n\":{\"selector\":\"i\"}");
	for (size_t i = 0; i < r->n; i++)
		text_addf(&strategy, ",\"%s\":{\"selector\":\"b\"}", r->wishes[i].name);
	text_add(&strategy, "}}");
	verdict = judge(w, r, page_of(w, page.data)->document,
			json_parse(w, strategy.data, strategy.length), 20);
	is_int((int64_t)verdict.n_warnings, 3 * 4 - 1,
	       "all that can be said of four columns is said");
}

int main(void)
{
	struct work w;
	struct verdict v;

	work_begin(&w);
	v = judged(&w, "\"title\":{\"selector\":\"b\"}", 5);
	ok(v.items && v.items->n == 5, "it is run");
	ok(warned(&v, "no value found for field \"count\""), "a field that is not there");
	v = judged(
	    &w, "\"title\":{\"selector\":\"b\"},\"count\":{\"selector\":\"i\",\"type\":\"number\"}",
	    5);
	ok(warned(&v, "field \"count\" is empty in most records"), "a field that is rarely there");
	v = judged(&w, "\"title\":{\"selector\":\"b\"},\"count\":{\"selector\":\"b\"}", 5);
	ok(warned(&v, "fields \"title\" and \"count\" hold the same values"),
	   "two fields that are one");
	ok(!v.holds, "that does not hold");
	v = judged(&w, "\"title\":{\"selector\":\"u\"}", 5);
	ok(warned(&v, "field \"title\" is the same in every record"), "a label is no title");
	ok(judged(&w, "\"title\":{\"selector\":\"b\"}", 5).merit >
	       judged(&w, "\"title\":{\"selector\":\"b\"}", 9).merit,
	   "another number of records than was meant costs");
	v = judged(&w, "\"title\":{\"selector\":\"b >\"}", 5);
	ok(!v.items && !v.holds && !w.message, "what cannot be run is judged without a failure");
	many_warnings(&w);
	work_end(&w);
	return done();
}
