/* What shape_encode writes of each type, and what it leaves out. */
#include "util/json.h"

#include "tap.h"

struct row {
	const char *id, *name, *password, *note;
	int64_t count;
	double ratio;
	bool force;
	struct instant made, used;
	struct raw_json items, none;
	struct texts urls, no_urls;
	struct json_object *filter;
	struct blob body;
	const bool *maybe;
	const int64_t *maybe_count, *no_count;
	const double *maybe_ratio;
};

SHAPE(row_out, struct row, COLUMN(struct row, id), COLUMN(struct row, name),
      FIELD(struct row, password, .secret = true), FIELD(struct row, note, .omit_null = true),
      COLUMN(struct row, count), COLUMN(struct row, ratio), COLUMN(struct row, force),
      COLUMN(struct row, made), COLUMN(struct row, used), COLUMN(struct row, items),
      COLUMN(struct row, none), COLUMN(struct row, urls), COLUMN(struct row, no_urls),
      COLUMN(struct row, filter), COLUMN(struct row, body), COLUMN(struct row, maybe),
      COLUMN(struct row, maybe_count), COLUMN(struct row, no_count),
      COLUMN(struct row, maybe_ratio));

struct hidden {
	const char *password, *note;
};

SHAPE(hidden_out, struct hidden, FIELD(struct hidden, password, .secret = true),
      FIELD(struct hidden, note, .omit_null = true));

static void test_row(struct work *w)
{
	static const bool yes = true;
	static const int64_t least = INT64_MIN;
	static const double third = 1.0 / 3;
	const char *urls[] = {"http://a/", "b\"c"};
	struct row r = {.id = "1",
			.name = "a \"name\"\n",
			.password = "secret",
			.count = -5,
			.ratio = 0.25,
			.made = {INT64_C(1778423531999999)},
			.items = {"[{\"a\":1.50}]"},
			.urls = {urls, 2},
			.filter = json_parse(w, "{\"a\":[]}", 8),
			.body = {"x", 1},
			.maybe = &yes,
			.maybe_count = &least,
			.maybe_ratio = &third};
	struct text t = text_new(w->arena, 4096);

	shape_encode(&t, &row_out, &r);
	is_text(t.data,
		"{\"id\":\"1\",\"name\":\"a \\\"name\\\"\\n\",\"count\":-5,\"ratio\":0.25,"
		"\"force\":false,\"made\":\"2026-05-10T14:32:11Z\",\"used\":null,"
		"\"items\":[{\"a\":1.50}],\"none\":null,\"urls\":[\"http://a/\",\"b\\\"c\"],"
		"\"no_urls\":null,\"filter\":{\"a\":[]},\"maybe\":true,"
		"\"maybe_count\":-9223372036854775808,\"no_count\":null,"
		"\"maybe_ratio\":0.3333333333333333}",
		"every type, null, secret and omitted members");
	ok(json_parse(w, t.data, t.length) != NULL, "is JSON");
}

static void test_members(struct work *w)
{
	struct hidden h = {.password = "secret"};
	struct text t = text_new(w->arena, 4096);

	ok(!shape_encode_members(&t, &hidden_out, &h), "nothing to write");
	is_text(t.data, "", "nothing written");
	shape_encode(&t, &hidden_out, &h);
	is_text(t.data, "{}", "an empty object");
	text_clear(&t);
	h.note = "x";
	ok(shape_encode_members(&t, &hidden_out, &h), "something to write");
	is_text(t.data, "\"note\":\"x\"", "without braces or commas");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_row(&w);
	test_members(&w);
	work_end(&w);
	return done();
}
