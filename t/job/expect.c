/* What is learned of runs, and what is odd then. */
#include "job/expect.h"
#include "bounds.h"
#include "diff/structure.h"

#include "diff/listed.h"

/* "24" items with all fields, or JSON. */
static struct measure measure(struct work *w, int64_t n, const char *items, int64_t bytes)
{
	struct text t = text_new(w->arena, 1 << 20);
	struct item_list list;
	const char *signature;

	for (int64_t i = 0; !items && i < n; i++)
		text_addf(&t, "%s{\"name\":\"x\",\"price\":%d}", i ? "," : "[", (int)i);
	text_add(&t, items ? items : n ? "]" : "[]");
	list = listed(w, t.data);
	signature = structural_signature(w, &list);
	return (struct measure){.item_count = n,
				.body_size = bytes,
				.signature = json_parse(w, signature, strlen(signature))};
}

/* `runs` runs with as many items as lies between least and most in turn, 1,000 bytes each. */
static struct expectation learned(struct work *w, int runs, int least, int most)
{
	struct expectation e = {0};

	for (int i = 0; i < runs; i++) {
		struct measure m = measure(w, least + i % (most - least + 1), NULL, 1000);

		expect_learn(w, &e, &m);
	}
	return e;
}

static const char *class_of(struct oddity odd)
{
	return error_class_word(odd.class);
}

static void test_items(struct work *w)
{
	static const struct {
		int runs, least, most, n;
		const char *class, *text;
	} rows[] = {
	    {12, 20, 24, 20, "", NULL},
	    {12, 20, 24, 10, "", NULL},
	    {12, 20, 24, 9, "data",
	     "Extraction returned 9 items, the last 12 runs had 20 to 24: a part of the page may "
	     "be "
	     "missing"},
	    {12, 20, 24, 48, "", NULL},
	    {12, 20, 24, 49, "data",
	     "Extraction returned 49 items, the last 12 runs had 20 to 24: it may find more than "
	     "what is "
	     "meant"},
	    {12, 20, 24, 0, "layout",
	     "Extraction returned 0 items, the last 12 runs had 20 to 24: the page's layout may "
	     "have "
	     "changed"},
	    {1, 20, 20, 0, "layout",
	     "Extraction returned 0 items, the last run had 20: the page's layout may have "
	     "changed"},
	    {2, 20, 20, 1, "", NULL},
	    {3, 20, 20, 1, "data",
	     "Extraction returned 1 item, the last 3 runs had 20: a part of the page may be "
	     "missing"},
	    {3, 3, 3, 1, "", NULL},
	    {3, 4, 4, 1, "data",
	     "Extraction returned 1 item, the last 3 runs had 4: a part of the page may be "
	     "missing"},
	    {3, 1, 1, 11, "", NULL},
	    {3, 1, 1, 12, "data",
	     "Extraction returned 12 items, the last 3 runs had 1: it may find more than what is "
	     "meant"},
	    {12, 0, 2, 0, "", NULL},
	    {0, 0, 0, 0, "", NULL},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct expectation e = learned(w, rows[i].runs, rows[i].least, rows[i].most);
		struct measure m = measure(w, rows[i].n, NULL, 1000);
		struct oddity odd = expect_judge(w, &e, &m);
		const char *label =
		    arena_printf(w->arena, "%d items after %d runs of %d to %d", rows[i].n,
				 rows[i].runs, rows[i].least, rows[i].most);

		is_text(class_of(odd), rows[i].class, label);
		is_text(odd.text, rows[i].text, label);
	}
}

static void test_fields(struct work *w)
{
	static const char usual[] =
	    "[{\"a\":1,\"b\":\"x\",\"c\":null},{\"a\":2,\"b\":\"y\",\"c\":1},"
	    "{\"a\":3,\"b\":\"z\",\"c\":null},{\"a\":null,\"b\":\"z\",\"c\":null}]";
	static const struct {
		const char *items, *class, *text;
	} rows[] = {
	    {usual, "", NULL},
	    {"[{\"a\":1,\"b\":\"x\",\"c\":null},{\"a\":2,\"b\":\"y\"},{\"a\":3,\"b\":\"z\"},{\"a\":"
	     "null,\"b\":null}]",
	     "data",
	     "Field c is missing in 4 of 4 items, the last 3 runs had it in at least 25 %: its "
	     "place on "
	     "the page may have changed"},
	    {"[{\"a\":1,\"b\":\"x\",\"c\":7},{\"a\":null,\"b\":\"y\"},{\"a\":null,\"b\":\"z\"},{"
	     "\"a\":null,\"b\":\"\"}]",
	     "data",
	     "Field a is missing in 3 of 4 items, the last 3 runs had it in at least 75 %: its "
	     "place on "
	     "the page may have changed"},
	    {"[{\"a\":\"1\",\"b\":\"x\",\"c\":7},{\"a\":\"2\",\"b\":\"y\"},{\"a\":\"3\",\"b\":"
	     "\"z\"},{\"a\":\"4\",\"b\":\"\"}]",
	     "data",
	     "Field a has the type string, the last 3 runs had number: it may be another value of "
	     "the page"},
	    {"[{\"a\":\"1\",\"b\":\"x\",\"c\":7},{\"a\":2,\"b\":\"y\"},{\"a\":3,\"b\":\"z\"},{"
	     "\"a\":4,\"b\":\"\"}]",
	     "", NULL},
	    {"[{\"a\":null,\"b\":null},{\"a\":null,\"b\":null},{\"a\":null,\"b\":null},{\"a\":null,"
	     "\"b\":null}]",
	     "layout",
	     "Extraction found no field in 4 items, the last 3 runs had them: the page's layout "
	     "may have "
	     "changed"},
	    {"[]", "", NULL}, /* filtered away: the page still had four */
	};
	struct expectation e = {0};
	struct measure m = measure(w, 4, usual, 1000);

	for (int i = 0; i < 3; i++)
		expect_learn(w, &e, &m);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct oddity odd;

		m = measure(w, 4, rows[i].items, 1000);
		odd = expect_judge(w, &e, &m);
		is_text(class_of(odd), rows[i].class, rows[i].items);
		is_text(odd.text, rows[i].text, rows[i].items);
	}
	m = measure(w, 4,
		    "[{\"a\":1,\"b\":\"x\"},{\"a\":1,\"b\":\"x\"},{\"a\":1,\"b\":\"x\"},{\"a\":1,"
		    "\"b\":\"x\"}]",
		    1000);
	expect_learn(w, &e, &m);
	is_text(class_of(expect_judge(w, &e, &m)), "",
		"a field that was missing once may be missing");
	m.signature = measure(w, 4, rows[1].items, 1000).signature;
	m.is_sections = true;
	is_text(class_of(expect_judge(w, &e, &m)), "", "fields of sections are not judged");
	m.item_count = 0;
	is_text(class_of(expect_judge(w, &e, &m)), "layout", "but no sections at all are");
}

static void test_size(struct work *w)
{
	static const struct {
		int64_t bytes;
		const char *class;
	} rows[] = {{100, ""}, {99, "data"}, {10009, ""}, {10010, "data"}, {0, ""}};
	struct expectation e = learned(w, 3, 5, 5);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct measure m = measure(w, 5, NULL, rows[i].bytes);

		is_text(class_of(expect_judge(w, &e, &m)), rows[i].class, "a page of another size");
	}
	struct measure m = measure(w, 5, NULL, 99);
	is_text(expect_judge(w, &e, &m).text,
		"The page has 99 bytes, the last 3 runs had 1000: it may be another page",
		"is told");
}

/* Bands hold for a window after the last run that widened them, and are gone after two. */
static void test_window(struct work *w)
{
	struct expectation e = learned(w, 1, 100, 100);
	struct measure m = measure(w, 10, NULL, 1000), many = measure(w, 100, NULL, 1000);
	const char *before;

	for (int i = 1; i < 2 * EXPECT_WINDOW; i++)
		expect_learn(w, &e, &m);
	is_text(class_of(expect_judge(w, &e, &many)), "", "what was in the window before is known");
	before = e.json;
	expect_learn(w, &e, &m);
	ok(strcmp(before, e.json) != 0, "a window is over");
	is_text(class_of(expect_judge(w, &e, &many)), "data", "what was longer ago is forgotten");
	is_text(expect_judge(w, &e, &many).text,
		"Extraction returned 100 items, the last 51 runs had 10: it may find more than "
		"what is meant",
		"runs are those that count");
	before = e.json;
	expect_learn(w, &e, &m);
	is_text(e.json, before, "a run like the others changes no text");
	is_int(e.runs, 2, "but the number");
}

static void test_damage(struct work *w)
{
	static const char *const texts[] = {"",
					    "nonsense",
					    "[]",
					    "{}",
					    "{\"now\":7}",
					    "{\"now\":{\"items\":[1]}}",
					    ("{\"now\":{\"items\":[\"a\",null],\"bytes\":{},"
					     "\"fields\":{\"name\":[],\"price\":[null,"
					     "7]}},\"past\":[]}")};
	struct measure m = measure(w, 5, NULL, 1000);

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct expectation e = {texts[i], 12};

		expect_judge(w, &e, &m);
		expect_learn(w, &e, &m);
		ok(e.json && json_parse(w, e.json, strlen(e.json)), "learns on from %s", texts[i]);
	}
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_items(&w);
	test_fields(&w);
	test_size(&w);
	test_window(&w);
	test_damage(&w);
	work_end(&w);
	return done();
}
