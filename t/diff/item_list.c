/* The scanner of stored items: bounds, members, hashes, and that no damage leads astray. */
#include "diff/item_list.h"
#include "bounds.h"
#include "util/text.h"

#include "tap.h"

static bool scan(struct work *w, const char *text, const char *wrapper, struct item_list *out)
{
	/* of exactly its size, so that a byte read beyond the end is seen by the sanitizers */
	size_t n = strlen(text);
	char *copy = arena_alloc_raw(w->arena, n + !n);

	if (n)
		memcpy(copy, text, n);
	work_forgive(w);
	return item_list_scan(w, copy, n, wrapper, out);
}

static const char *said(struct work *w, struct span s)
{
	return s.at ? arena_copy(w->arena, s.at, s.n) : NULL;
}

static struct span name(const char *quoted)
{
	return (struct span){quoted, strlen(quoted)};
}

static void test_bounds(struct work *w)
{
	struct item_list list;
	struct item_fields fields;

	ok(scan(w, "[]", NULL, &list) && list.n == 0, "no items");
	ok(scan(w, "[{\"a\":\"x\\\"},{\\\\\",\"b\":[{\"c\":\"]\"}],\"d\":-1.5e3},{},7,\"s\",null]",
		NULL, &list),
	   "items of every kind");
	is_int(list.n, 5, "are five");
	is_text(said(w, list.items[0].text),
		"{\"a\":\"x\\\"},{\\\\\",\"b\":[{\"c\":\"]\"}],\"d\":-1.5e3}",
		"marks in texts are no marks");
	fields = item_fields(w, &list.items[0]);
	is_int(fields.n, 3, "three members");
	is_text(said(w, fields.fields[1].name), "\"b\"", "a name");
	is_text(said(w, fields.fields[1].value), "[{\"c\":\"]\"}]", "and its value");
	is_text(said(w, item_member(&list.items[0], name("\"d\""))), "-1.5e3", "by its name");
	ok(!item_member(&list.items[0], name("\"c\"")).at, "not by one further in");
	is_int(item_fields(w, &list.items[2]).n, 0, "a number has no members");
	ok(!item_member(&list.items[3], name("\"s\"")).at, "nor has a text");
}

static void test_wrapper(struct work *w)
{
	struct item_list list;

	ok(scan(w, "[{\"listings\":[{\"a\":1},{\"a\":2}]}]", "listings", &list) && list.n == 2,
	   "inner items of a wrapper");
	is_text(said(w, list.items[1].text), "{\"a\":2}", "are items");
	ok(scan(w, "[{\"listings\":null}]", "listings", &list) && list.n == 1,
	   "no list, no wrapper");
	ok(scan(w, "[{\"a\":1},{\"a\":2}]", "listings", &list) && list.n == 2, "nor are two items");
}

static void test_equality(struct work *w)
{
	struct item_list l;

	ok(scan(
	       w,
	       "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1},{\"a\":2,\"b\":1},{\"a\":1},{\"a\":1,\"b\":2},"
	       "{},[],[1],\"x\"]",
	       NULL, &l),
	   "alike and different");
	ok(item_equal(w, &l.items[0], &l.items[4]), "the same text");
	ok(item_equal(w, &l.items[0], &l.items[1]), "another order of members");
	ok(!item_equal(w, &l.items[0], &l.items[2]), "values of each other");
	ok(!item_equal(w, &l.items[0], &l.items[3]), "a member less");
	ok(!item_equal(w, &l.items[5], &l.items[6]), "an object and an array");
	ok(l.items[0].hash == l.items[1].hash && l.items[0].hash != l.items[2].hash,
	   "by their hashes");
}

/* Every beginning of a good text, and every text with one byte replaced, is taken or refused. */
static void test_damage(struct work *w)
{
	static const char *const bad[] = {"",
					  "[",
					  "{}",
					  "[{\"a\":1}",
					  "[{\"a\":1}] ",
					  "[{\"a\" :1}]",
					  "[{\"a\":}]",
					  "[,]",
					  "[{},]",
					  "[{}{}]",
					  "[{\"a\":1,}]",
					  "[{\"a\":[1}]",
					  "[{\"a\":{]}]",
					  "[{a:1}]",
					  "[\"",
					  "[\"\\\"",
					  "[{\"a\"}]",
					  "[{\"a\":1 }]",
					  "[{},]]",
					  "[{\"a\":1]"};
	const char *good = "[{\"a\":\"\\\\\",\"b\":[{\"c\":[1,2]}]},{\"a\":null}]";
	char text[64];
	struct item_list list;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!scan(w, bad[i], NULL, &list) && error_is(w, ERR_INTERNAL), "damaged: %s",
		   bad[i]);
	for (size_t i = 0; i < strlen(good); i++) {
		for (int c = 1; c < 128; c++) {
			snprintf(text, sizeof text, "%s", good);
			text[i] = (char)c;
			if (scan(w, text, "a", &list))
				for (size_t k = 0; k < list.n; k++)
					item_fields(w, &list.items[k]);
		}
		snprintf(text, sizeof text, "%.*s", (int)i, good);
		if (scan(w, text, NULL, &list))
			ok(false, "taken: %s", text);
	}
	ok(true, "survived");
}

static void test_depth(struct work *w)
{
	struct text t = text_new(w->arena, 1 << 20);
	struct item_list list;

	text_add(&t, "[{\"a\":");
	for (int i = 0; i < 200000; i++)
		text_add_char(&t, '[');
	ok(!scan(w, t.data, NULL, &list), "too deep is refused");
	text_clear(&t);
	text_add(&t, "[\"");
	for (int i = 0; i < 500000; i++)
		text_add_char(&t, '\\');
	text_add(&t, "\"]");
	ok(scan(w, t.data, NULL, &list), "half a million backslashes are a text");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_bounds(&w);
	test_wrapper(&w);
	test_equality(&w);
	test_damage(&w);
	test_depth(&w);
	work_end(&w);
	return done();
}
