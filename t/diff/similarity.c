/* Similarity of words, and sentences about shapes. */
#include "diff/similarity.h"
#include "diff/structure.h"
#include "util/json.h"

#include "diff/listed.h"

#include <math.h>

static void test_words(struct work *w)
{
	static const struct {
		const char *a, *b;
		double want;
		const char *label;
	} rows[] = {
	    {"[]", "[]", 1, "both empty"},
	    {"[{\"a\":\"x\"}]", "[]", 0, "one empty"},
	    {"[]", "[{\"a\":1}]", 0, "the other empty"},
	    {"[{\"a\":null}]", "[{\"a\":null},{\"a\":null}]", 1, "nothing but null"},
	    {"[{\"a\":\"one two\"}]", "[{\"a\":\"one two\"}]", 1, "equal"},
	    {"[{\"a\":\"one two\"}]", "[{\"b\":\"two\"},{\"c\":\"one\"}]", 1,
	     "the words count, not where"},
	    {"[{\"a\":\"one\"}]", "[{\"a\":\"two\"}]", 0, "no word in common"},
	    {"[{\"a\":\"one two\"}]", "[{\"a\":\"one three\"}]", 0.5, "one of two"},
	    {"[{\"a\":\"one one\"}]", "[{\"a\":\"one two\"}]", 0.7071, "4 places"},
	    {"[{\"a\":12.5,\"b\":true}]", "[{\"a\":12.5,\"b\":false}]", 0.5,
	     "numbers and booleans"},
	    {"[{\"a\":\"one\\ntwo\\tthree\\u0001four\"}]", "[{\"a\":\"four three two one\"}]", 1,
	     "escaped space"},
	    {"[{\"a\":\"say \\\"x\\\" \\\\\"}]", "[{\"a\":[\"\\\\\",{\"b\":\"\\\"x\\\" say\"}]}]",
	     1, "quotes, lists and objects"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double got = semantic_similarity(w, (struct span){rows[i].a, strlen(rows[i].a)},
						 (struct span){rows[i].b, strlen(rows[i].b)});

		if (!ok(fabs(got - rows[i].want) < 1e-9, "%s", rows[i].label))
			printf("#   got %f\n", got);
	}
}

static void test_damage(struct work *w)
{
	const char *text = "[{\"a\":\"one \\\"two\\u0001\",\"b\":[1,null]}]";
	bool good = true;

	for (size_t n = 0; n <= strlen(text); n++) {
		char *part = arena_alloc_raw(w->arena, n + 1);
		double s;

		memcpy(part, text, n);
		s = semantic_similarity(w, (struct span){part, n},
					(struct span){text, strlen(text)});
		good &= s >= 0 && s <= 1;
	}
	ok(good, "half a text has some similarity");
}

static struct json_object *shape(struct work *w, const char *items)
{
	const struct item_list list = listed(w, items);
	const char *s = structural_signature(w, &list);

	return json_parse(w, s, strlen(s));
}

static void test_shapes(struct work *w)
{
	static const struct {
		const char *from, *to, *want;
	} rows[] = {
	    {"[{\"a\":1}]", "[{\"a\":2}]", ""},
	    {"[{\"a\":1}]", "[{\"a\":2},{\"a\":3}]", "item count changed from 1 to 2; "},
	    {"[{\"a\":1}]", "[]", "item count changed from 1 to 0; "},
	    {"[{\"a\":1}]", "[{\"b\":1}]", "field b is new; field a is gone; "},
	    {"[{\"a\":1}]", "[{\"a\":\"1\"}]", "field a changed from number to string; "},
	    {"[{\"a\":1},{\"a\":2}]", "[{\"a\":1},{\"a\":null}]",
	     "field a changed from number to null and number; "
	     "field a is present in 1 of 2 items, was in 2 of 2; "},
	    {"[{\"a\":[1]}]", "[{\"a\":[1,2]}]", "longest list of field a changed from 1 to 2; "},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct texts got =
		    structural_changes(w, shape(w, rows[i].from), shape(w, rows[i].to));
		struct text all = text_new(w->arena, 1000);

		for (size_t k = 0; k < got.n; k++)
			text_addf(&all, "%s; ", got.items[k]);
		is_text(all.data, rows[i].want, rows[i].to);
	}
	is_int(structural_changes(w, NULL, NULL).n, 0, "no signatures, no sentences");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_words(&w);
	test_damage(&w);
	test_shapes(&w);
	work_end(&w);
	return done();
}
