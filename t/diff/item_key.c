/* Keys: given, found, remembered. */
#include "diff/item_key.h"
#include "bounds.h"
#include "util/json.h"

#include "tap.h"

static struct item_list list(struct work *w, const char *text)
{
	struct item_list l = {0};

	if (!item_list_scan(w, text, strlen(text), NULL, &l))
		ok(false, "damaged: %s", text);
	return l;
}

static const char *infer(struct work *w, const char *before, const char *after)
{
	struct item_list a = list(w, before), b = list(w, after);
	struct item_key key = item_key_infer(w, &a, &b);

	return item_key_print(w, &key);
}

static void test_found(struct work *w)
{
	static const struct {
		const char *label, *before, *after, *want;
	} rows[] = {
	    {"no items", "[]", "[{\"id\":1}]", "[]"},
	    {"a link before an id",
	     "[{\"id\":1,\"product_url\":\"/a\"},{\"id\":2,\"product_url\":\"/b\"}]",
	     "[{\"id\":1,\"product_url\":\"/a\"},{\"id\":3,\"product_url\":\"/c\"}]",
	     "[\"product_url\"]"},
	    {"an id before a number of trade",
	     "[{\"sku\":\"a\",\"itemId\":1},{\"sku\":\"b\",\"itemId\":2}]",
	     "[{\"sku\":\"a\",\"itemId\":1},{\"sku\":\"b\",\"itemId\":2}]", "[\"itemId\"]"},
	    {"which is before a text",
	     "[{\"name\":\"x\",\"sku\":\"a\"},{\"name\":\"y\",\"sku\":\"b\"}]",
	     "[{\"name\":\"x\",\"sku\":\"a\"},{\"name\":\"y\",\"sku\":\"b\"}]", "[\"sku\"]"},
	    {"a picture's link is none",
	     "[{\"image_url\":\"/1\",\"name\":\"x\"},{\"image_url\":\"/2\",\"name\":\"y\"}]",
	     "[{\"image_url\":\"/1\",\"name\":\"x\"},{\"image_url\":\"/2\",\"name\":\"y\"}]",
	     "[\"name\"]"},
	    {"\"paid\" is no id", "[{\"paid\":1,\"name\":\"x\"},{\"paid\":2,\"name\":\"y\"}]",
	     "[{\"paid\":1,\"name\":\"x\"},{\"paid\":2,\"name\":\"y\"}]", "[\"name\"]"},
	    {"a link that all share",
	     "[{\"url\":\"/\",\"name\":\"x\"},{\"url\":\"/\",\"name\":\"y\"}]",
	     "[{\"url\":\"/\",\"name\":\"x\"},{\"url\":\"/\",\"name\":\"y\"}]", "[\"name\"]"},
	    {"a link that is new each time",
	     "[{\"url\":\"/?1\",\"name\":\"x\"},{\"url\":\"/?2\",\"name\":\"y\"}]",
	     "[{\"url\":\"/?3\",\"name\":\"x\"},{\"url\":\"/?4\",\"name\":\"y\"}]", "[\"name\"]"},
	    {"the text that changes least",
	     "[{\"about\":\"1\",\"name\":\"x\"},{\"about\":\"2\",\"name\":\"y\"},{\"about\":\"3\","
	     "\"name\":\"z\"}]",
	     "[{\"about\":\"1\",\"name\":\"x\"},{\"about\":\"2\",\"name\":\"y\"},{\"about\":\"4\","
	     "\"name\":\"z\"}]",
	     "[\"name\"]"},
	    {"the earlier one where they are even",
	     "[{\"b\":\"1\",\"a\":\"x\"},{\"b\":\"2\",\"a\":\"y\"}]",
	     "[{\"b\":\"1\",\"a\":\"x\"},{\"b\":\"2\",\"a\":\"y\"}]", "[\"b\"]"},
	    {"two together",
	     "[{\"day\":\"mo\",\"at\":9},{\"day\":\"mo\",\"at\":10},{\"day\":\"tu\",\"at\":9}]",
	     "[{\"day\":\"mo\",\"at\":9},{\"day\":\"mo\",\"at\":10},{\"day\":\"tu\",\"at\":10}]",
	     "[\"day\",\"at\"]"},
	    {"three together",
	     "[{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"},{\"a\":\"1\",\"b\":\"1\",\"c\":\"2\"},{\"a\":"
	     "\"1\",\"b\":\"2\",\"c\":\"1\"},"
	     "{\"a\":\"2\",\"b\":\"1\",\"c\":\"1\"}]",
	     "[{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"},{\"a\":\"1\",\"b\":\"1\",\"c\":\"2\"},{\"a\":"
	     "\"1\",\"b\":\"2\",\"c\":\"1\"},"
	     "{\"a\":\"2\",\"b\":\"1\",\"c\":\"1\"}]",
	     "[\"a\",\"b\",\"c\"]"},
	    {"a number alone is no key", "[{\"price\":1},{\"price\":2}]",
	     "[{\"price\":1},{\"price\":2}]", "[]"},
	    {"nor what is missing in half", "[{\"id\":1},{\"id\":null}]", "[{\"id\":1},{\"id\":2}]",
	     "[]"},
	    {"nor what is empty", "[{\"name\":\"\"}]", "[{\"name\":\"\"}]", "[]"},
	    {"items that are no objects", "[1,2]", "[1,3]", "[]"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		is_text(infer(w, rows[i].before, rows[i].after), rows[i].want, rows[i].label);
}

/* 95 of 100 may be enough, 94 are not. */
static void test_share(struct work *w)
{
	for (int with = 94; with <= 95; with++) {
		struct text t = text_new(w->arena, 1 << 16);

		for (int i = 0; i < with; i++)
			text_addf(&t, "%s{\"id\":%d}", i ? "," : "[", i);
		for (int i = with; i < 100; i++)
			text_add(&t, ",{\"id\":null}");
		text_add_char(&t, ']');
		is_text(infer(w, t.data, t.data), with < 95 ? "[]" : "[\"id\"]", "items that have it");
	}
	for (int own = 94; own <= 95; own++) {
		struct text t = text_new(w->arena, 1 << 16);

		for (int i = 0; i < 100; i++)
			text_addf(&t, "%s{\"id\":%d}", i ? "," : "[", i < own ? i : 0);
		text_add_char(&t, ']');
		is_text(infer(w, t.data, t.data), own < 95 ? "[]" : "[\"id\"]", "values of their own");
	}
}

static void test_wide(struct work *w)
{
	struct text t = text_new(w->arena, 1 << 20);

	for (int i = 0; i < 20; i++) {
		for (int k = 0; k < 100; k++)
			text_addf(&t, "%s\"f%d\":%d", k ? "," : i ? ",{" : "[{", k, k);
		text_addf(&t, ",\"a_url\":\"/%d\"}", i);
	}
	text_add_char(&t, ']');
	is_text(infer(w, t.data, t.data), "[\"a_url\"]", "the last of many fields, by its name");
}

static void test_given(struct work *w)
{
	static const struct {
		const char *given, *want;
	} rows[] = {
	    {"\"sku\"", "[\"sku\"]"},
	    {"[\"a\",\"b\"]", "[\"a\",\"b\"]"},
	    {"[]", "[]"},
	    {"7", NULL},
	    {"\"\"", NULL},
	    {"[\"a\",null]", NULL},
	    {"[\"a\",\"b\",\"c\",\"d\"]", NULL},
	    {"{\"a\":1}", NULL},
	};
	struct item_key key;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text t = text_new(w->arena, 1000);
		bool good;

		text_addf(&t, "{\"key\":%s}", rows[i].given);
		good = item_key_parse(w, "key", json_get(json_parse(w, t.data, t.length), "key"),
				      &key);
		is_text(good ? item_key_print(w, &key) : NULL, rows[i].want, rows[i].given);
		ok(good || (w->complaints && strcmp(w->complaints->field, "key") == 0),
		   "names the field");
		w->complaints = w->last_complaint = NULL;
		work_forgive(w);
	}
	ok(item_key_parse(w, "key", NULL, &key) && key.fields.n == 0, "none given");
}

static void test_remembered(struct work *w)
{
	struct item_list good = list(w, "[{\"id\":1},{\"id\":2}]"), none = list(w, "[]");
	struct item_list twice = list(w, "[{\"id\":1},{\"id\":1}]"), gone = list(w, "[{\"a\":1}]");
	struct item_list other = list(w, "[{\"id\":8},{\"id\":9}]");
	struct item_key key = item_key_infer(w, &good, &good), empty = {0};

	ok(item_key_holds(w, &key, &good, &other), "a key holds when all items are new");
	ok(item_key_holds(w, &key, &good, &none), "and when none are left");
	ok(!item_key_holds(w, &key, &good, &twice), "not when it tells nothing apart");
	ok(!item_key_holds(w, &key, &gone, &good), "not when it is gone");
	ok(!item_key_holds(w, &empty, &good, &good), "no key holds nothing");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_found(&w);
	test_share(&w);
	test_wide(&w);
	test_given(&w);
	test_remembered(&w);
	work_end(&w);
	return done();
}
