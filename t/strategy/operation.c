/* The operation as the extractor process runs it. */
#include "strategy/generate.h"

#include "tap.h"
#include "util/json.h"

static const char page[] = "<ul><li><h2><a href=a>Blue pot</a></h2><b>$5.00</b></li>"
			   "<li><h2><a href=b>Red pot</a></h2><b>$6.50</b></li>"
			   "<li><h2><a href=c>Iron pot</a></h2><b>$7.25</b></li></ul>";

static struct json_object *answer(struct work *w, const char *request)
{
	struct text out = text_new(w->arena, 100000);

	if (!generate_operation(w, json_parse(w, request, strlen(request)), page, strlen(page),
				&out))
		return NULL;
	return json_parse(w, out.data, out.length);
}

int main(void)
{
	struct work w;
	struct json_object *o;

	work_begin(&w);
	o = answer(
	    &w,
	    "{\"url\":\"http://shop.test/x/\",\"description\":\"Pots: name, price, link\","
	    "\"output_schema\":{\"name\":\"string\",\"price\":\"number\",\"link\":\"string\"}}");
	is_int(json_int(o, "item_count", 0), 3, "records");
	is_text(json_string(&w, json_object_array_get_idx(json_array_of(o, "items"), 1)),
		"{\"name\":\"Red pot\",\"price\":6.5,\"link\":\"http://shop.test/x/b\"}",
		"in the form of the schema");
	is_text(json_text(json_object_of(o, "strategy"), "type"), "css", "with the strategy");
	is_text(json_text(o, "charset"), "UTF-8", "and the charset");
	is_int(json_int(o, "attempts", 0), 1, "at the first attempt");
	o = answer(&w, "{\"url\":\"http://shop.test/\",\"description\":\"Pots: name and price\"}");
	is_text(json_string(&w, json_object_array_get_idx(json_array_of(o, "items"), 0)),
		"{\"name\":\"Blue pot\",\"price\":\"$5.00\"}", "names from the description");
	ok(!answer(&w, "{\"description\":\"x\",\"output_schema\":{\"a\":\"colour\"}}"),
	   "a bad schema fails");
	ok(!answer(&w, "{\"url\":\"http://shop.test/\"}"), "nothing asked for fails");
	ok(error_is(&w, ERR_UNACCEPTABLE), "as a value that cannot be used");
	work_end(&w);
	return done();
}
