/* Each rule of a field: what is taken, what is complained about, in which words and as what. */
#include "util/json.h"
#include "bounds.h"
#include "util/id.h"

#include "tap.h"

struct order {
	const char *id, *name, *kind, *url, *note;
	int64_t count;
	const int64_t *interval;
	double ratio;
	const double *weight;
	bool force;
	const bool *enabled;
	struct instant since;
	struct texts urls, tags;
	struct json_object *filter, *any;
	struct raw_json extra;
};

static const char *no_x(const char *value)
{
	return strchr(value, 'x') ? "Invalid URL format" : NULL;
}

SHAPE(order_in, struct order, FIELD(struct order, id, .check = id_check, .check_kind = ERR_INVALID),
      FIELD(struct order, name, .required = true, .max = 10),
      FIELD(struct order, kind, .one_of = "css|html|api"), FIELD(struct order, url, .check = no_x),
      COLUMN(struct order, note), FIELD(struct order, count, .min = 1, .max = 100),
      FIELD(struct order, interval, .min = 60), FIELD(struct order, ratio, .min = 0, .max = 1),
      COLUMN(struct order, weight), COLUMN(struct order, force), COLUMN(struct order, enabled),
      COLUMN(struct order, since), FIELD(struct order, urls, .min = 1, .max = 3, .check = no_x),
      COLUMN(struct order, tags), FIELD(struct order, filter, .object = true),
      COLUMN(struct order, any), COLUMN(struct order, extra));

static bool decode(struct work *w, const char *text, struct order *out, struct text *unknown)
{
	work_forgive(w);
	return shape_decode(w, &order_in, json_parse(w, text, strlen(text)), out, unknown);
}

static void test_good(struct work *w)
{
	struct order o = {.note = "kept"};

	ok(decode(w,
		  "{\"id\":\"01234567-89ab-7cde-8f01-23456789abcd\",\"name\":\" n\","
		  "\"kind\":\"api\",\"url\":\"a\",\"note\":null,\"count\":100,\"interval\":60.0,"
		  "\"ratio\":1,\"weight\":-2.5,\"force\":true,\"enabled\":false,"
		  "\"since\":\"2026-05-10T14:32:11Z\",\"urls\":[\"a\",\"b\"],\"tags\":[],"
		  "\"filter\":{},\"any\":[1],\"extra\":{\"b\":[1.50],\"a\":null}}",
		  &o, NULL),
	   "everything in order");
	is_text(o.id, "01234567-89ab-7cde-8f01-23456789abcd", "text");
	is_text(o.note, "kept", "null leaves what was there");
	is_int(o.count, 100, "integer");
	is_int(o.interval ? *o.interval : 0, 60, "60.0 is an integer");
	ok(o.ratio == 1, "an integer is a number");
	ok(o.weight && *o.weight == -2.5, "optional number");
	ok(o.force && o.enabled && !*o.enabled, "booleans");
	is_int(o.since.us, INT64_C(1778423531000000), "instant");
	ok(o.urls.n == 2 && strcmp(o.urls.items[1], "b") == 0, "list");
	ok(o.tags.n == 0 && o.tags.items, "an empty list is not null");
	ok(o.filter && json_object_array_length(o.any) == 1, "JSON");
	is_text(o.extra.data, "{\"b\":[1.5],\"a\":null}", "raw JSON");
	o = (struct order){.force = true};
	ok(decode(w, "{\"name\":\"n\"}", &o, NULL), "only what is required");
	ok(o.force && !o.enabled && !o.interval && !o.weight && !o.urls.items && !o.any,
	   "the rest is as it was");
}

static const struct {
	const char *text, *field, *message;
	enum error_kind kind;
} bad[] = {
    {"{}", "name", "name is required", ERR_INVALID},
    {"{\"name\":null}", "name", "name is required", ERR_INVALID},
    {"{\"name\":\" \\t\"}", "name", "name is required", ERR_INVALID},
    {"{\"name\":5}", "name", "name must be a string", ERR_INVALID},
    {"{\"name\":\"12345678901\"}", "name", "name must be at most 10 bytes long", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"id\":\"x\"}", "id", "id must be a UUID", ERR_INVALID},
    {"{\"name\":\"n\",\"kind\":\"cs\"}", "kind", "Invalid kind: cs", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"kind\":\"\"}", "kind", "Invalid kind: ", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"kind\":\"css|html\"}", "kind", "Invalid kind: css|html", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"kind\":\"1234567890123456789012345678901234567890123456789012345678"
     "9\xC3\xA4\"}",
     "kind", "Invalid kind: 12345678901234567890123456789012345678901234567890123456789...",
     ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"url\":\"x\"}", "url", "Invalid URL format", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"count\":\"5\"}", "count", "count must be an integer", ERR_INVALID},
    {"{\"name\":\"n\",\"count\":1.5}", "count", "count must be an integer", ERR_INVALID},
    {"{\"name\":\"n\",\"count\":1e30}", "count", "count must be an integer", ERR_INVALID},
    {"{\"name\":\"n\",\"count\":true}", "count", "count must be an integer", ERR_INVALID},
    {"{\"name\":\"n\",\"count\":0}", "count", "count must be between 1 and 100", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"count\":101}", "count", "count must be between 1 and 100",
     ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"interval\":59}", "interval", "interval must be at least 60",
     ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"ratio\":1.01}", "ratio", "ratio must be between 0 and 1", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"ratio\":\"1\"}", "ratio", "ratio must be a number", ERR_INVALID},
    {"{\"name\":\"n\",\"force\":1}", "force", "force must be true or false", ERR_INVALID},
    {"{\"name\":\"n\",\"enabled\":\"yes\"}", "enabled", "enabled must be true or false",
     ERR_INVALID},
    {"{\"name\":\"n\",\"since\":\"yesterday\"}", "since",
     "since must be a date and time such as 2026-05-10T14:32:11Z", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"since\":1}", "since", "since must be a string", ERR_INVALID},
    {"{\"name\":\"n\",\"urls\":\"a\"}", "urls", "urls must be a list of strings", ERR_INVALID},
    {"{\"name\":\"n\",\"urls\":[]}", "urls", "urls must have between 1 and 3 entries",
     ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"urls\":[\"a\",\"b\",\"c\",\"d\"]}", "urls",
     "urls must have between 1 and 3 entries", ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"urls\":[\"a\",2]}", "urls[1]", "urls[1] must be a string", ERR_INVALID},
    {"{\"name\":\"n\",\"urls\":[\"a\",null]}", "urls[1]", "urls[1] must be a string", ERR_INVALID},
    {"{\"name\":\"n\",\"urls\":[\"a\",\"b\",\"x\"]}", "urls[2]", "Invalid URL format",
     ERR_UNACCEPTABLE},
    {"{\"name\":\"n\",\"filter\":[]}", "filter", "filter must be an object", ERR_INVALID},
};

static void test_bad(struct work *w)
{
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct order o = {0};

		ok(!decode(w, bad[i].text, &o, NULL), "%s", bad[i].text);
		is_text(w->message, bad[i].message, "message");
		is_text(w->complaints ? w->complaints->field : NULL, bad[i].field, "field");
		is_int(w->error, bad[i].kind, "kind");
		ok(w->complaints && !w->complaints->next, "one complaint");
	}
	ok(!decode(w, "[]", &(struct order){0}, NULL), "not an object");
	is_text(w->message, "the JSON document must be an object", "says so");
}

static void test_together(struct work *w)
{
	struct order o = {0};
	struct text unknown = text_new(w->arena, 4096);
	int n = 0;

	ok(!decode(w,
		   "{\"kind\":\"x\",\"count\":\"x\",\"urls\":[1,\"x\"],\"color\":1,"
		   "\"a b,\\u00e4%\":{}}",
		   &o, &unknown),
	   "several things are wrong");
	for (struct complaint *c = w->complaints; c; c = c->next)
		n++;
	is_int(n, 5, "each is complained about");
	is_int(w->error, ERR_INVALID, "bad structure outranks bad values");
	is_text(w->message, "name is required", "and gives the message");
	is_text(unknown.data, "color, a%20b%2C%C3%A4%25", "unknown members, fit for a header");
	o = (struct order){.name = "from the path"};
	ok(decode(w, "{}", &o, NULL), "what the struct has already is not missing");
}

static void test_unknown_is_bounded(struct work *w)
{
	struct text body = text_new(w->arena, 1u << 20), unknown = text_new(w->arena, 1u << 20);
	int commas = 0;

	text_add(&body, "{\"name\":\"n\"");
	for (int i = 0; i < 1000; i++)
		text_addf(&body, ",\"unknown-%0200d\":1", i);
	text_add(&body, "}");
	ok(decode(w, body.data, &(struct order){0}, &unknown), "a thousand unknown members");
	for (const char *c = unknown.data; *c; c++)
		commas += *c == ',';
	is_int(commas + 1, UNKNOWN_NAMES_MAX, "the first are named");
	is_int(strcspn(unknown.data, ","), UNKNOWN_NAME_MAX, "with their beginnings");
}

static void test_long_text(struct work *w)
{
	struct text body = text_new(w->arena, 1u << 20);

	text_addf(&body, "{\"name\":\"n\",\"note\":\"%0*d\"}", (int)TEXT_MAX, 0);
	ok(decode(w, body.data, &(struct order){0}, NULL), "a text of the greatest length");
	text_clear(&body);
	text_addf(&body, "{\"name\":\"n\",\"tags\":[\"%0*d\"]}", (int)TEXT_MAX + 1, 0);
	ok(!decode(w, body.data, &(struct order){0}, NULL), "a longer one");
	is_text(w->message, "tags[0] must be at most 65535 bytes long", "is refused by default");
}

static const struct {
	const char *field, *value, *message; /* NULL: good */
} texts[] = {
    {"count", "5", NULL},
    {"count", "+5", "count must be an integer"},
    {"count", " 5", "count must be an integer"},
    {"count", "5 ", "count must be an integer"},
    {"count", "", "count must be an integer"},
    {"count", "-", "count must be an integer"},
    {"count", "0x5", "count must be an integer"},
    {"count", "5.0", "count must be an integer"},
    {"count", "99999999999999999999", "count must be between 1 and 100"},
    {"count", "-1", "count must be between 1 and 100"},
    {"interval", "60", NULL},
    {"ratio", "0.5", NULL},
    {"ratio", "5e-1", NULL},
    {"ratio", "0x1p-1", "ratio must be a number"},
    {"ratio", "nan", "ratio must be a number"},
    {"ratio", "", "ratio must be a number"},
    {"ratio", "1e999", "ratio must be a number"},
    {"weight", "1e308", NULL},
    {"force", "true", NULL},
    {"force", "False", NULL},
    {"force", "1", NULL},
    {"force", "0", NULL},
    {"force", "yes", "force must be true or false"},
    {"enabled", "", "enabled must be true or false"},
    {"since", "2026-05-10", NULL},
    {"since", "10.5.2026", "since must be a date and time such as 2026-05-10T14:32:11Z"},
    {"name", "", "name is required"},
    {"name", "\xC0\xAF", "name must be UTF-8 text"},
    {"name", "12345678901", "name must be at most 10 bytes long"},
    {"kind", "html", NULL},
    {"kind", "HTML", "Invalid kind: HTML"},
    {"id", "1", "id must be a UUID"},
};

static void test_texts(struct work *w)
{
	struct order o = {0};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		bool good;

		work_forgive(w);
		good = shape_decode_text(w, shape_field(&order_in, texts[i].field), texts[i].value,
					 &o);
		ok(good == !texts[i].message, "%s=%s", texts[i].field, texts[i].value);
		is_text(w->message, texts[i].message, "message");
	}
	is_int(o.count, 5, "integer");
	is_int(o.interval ? *o.interval : 0, 60, "optional integer");
	ok(o.ratio == 0.5 && o.weight && *o.weight == 1e308 && !o.force, "numbers and boolean");
	is_text(o.kind, "html", "text");
	work_forgive(w);
	ok(!shape_complete(w, &order_in, &o), "the name is still missing");
	is_text(w->message, "name is required", "says so");
	work_forgive(w);
	o.name = "n";
	ok(shape_complete(w, &order_in, &o), "now complete");
}

struct part {
	const char *key;
	int64_t count;
};

SHAPE(part_in, struct part,
      FIELD(struct part, key, .required = true, .missing = "A part has a key"),
      FIELD(struct part, count, .min = 0, .max = 9));

static void test_lists(struct work *w)
{
	static const char good[] = "[{\"key\":\"a\",\"count\":3},{\"key\":\"b\"}]",
			  faulty[] = "[{\"count\":3},7,{\"key\":\"c\",\"count\":10}]";
	struct part *parts;
	size_t n;

	work_forgive(w);
	ok(shape_decode_list(w, &part_in, "parts", json_parse(w, good, strlen(good)), 2, &parts,
			     &n) &&
	       n == 2,
	   "a list of objects");
	is_text(parts[1].key, "b", "in its order");
	is_int(parts[0].count, 3, "with its members");
	ok(shape_decode_list(w, &part_in, "parts", NULL, 2, &parts, &n) && n == 0, "or of none");
	ok(!shape_decode_list(w, &part_in, "parts", json_parse(w, good, strlen(good)), 1, &parts,
			      &n),
	   "not too many");
	is_text(w->message, "parts must have at most 1 entries", "says so");
	work_forgive(w);
	ok(!shape_decode_list(w, &part_in, "parts", json_parse(w, faulty, strlen(faulty)), 9,
			      &parts, &n),
	   "nothing bad in it");
	is_text(w->message, "A part has a key", "words of a field's own");
	is_text(w->complaints->field, "parts[0].key", "with the place");
	is_text(w->complaints->next->message, "parts[1] must be an object", "only objects");
	is_text(w->complaints->next->next->message, "parts[2].count must be between 0 and 9",
		"the place in the words as well");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_good(&w);
	test_bad(&w);
	test_together(&w);
	test_unknown_is_bounded(&w);
	test_long_text(&w);
	test_texts(&w);
	test_lists(&w);
	work_end(&w);
	return done();
}
