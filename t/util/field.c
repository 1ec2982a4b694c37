/* The rules one by one, where decoding whole documents does not reach: limits of both kinds, lists
 * of words, and how a check's complaint is put. */
#include "util/field.h"
#include "bounds.h"

#include "tap.h"

static const char *never(const char *value)
{
	return *value == 'N' ? "Never" : "must not be this";
}

static void test_ranges(struct work *w)
{
	static const struct {
		enum shape_type type;
		double min, max, value;
		const char *message; /* NULL: within */
	} cases[] = {
	    {SHAPE_INT, 0, 0, -1e18, NULL},
	    {SHAPE_INT, 0, 9, 0, NULL},
	    {SHAPE_INT, 0, 9, 9, NULL},
	    {SHAPE_INT, 0, 9, -1, "x must be between 0 and 9"},
	    {SHAPE_INT, -5, 0, 1, "x must be between -5 and 0"},
	    {SHAPE_INT, 60, 0, 1e18, NULL},
	    {SHAPE_INT, 60, 0, 59, "x must be at least 60"},
	    {SHAPE_DOUBLE, 0.5, 1.5, 1.6, "x must be between 0.5 and 1.5"},
	    {SHAPE_TEXT, 0, 10, 11, "x must be at most 10 bytes long"},
	    {SHAPE_TEXT, 8, 0, 7, "x must be at least 8 bytes long"},
	    {SHAPE_TEXTS, 1, 1000, 0, "x must have between 1 and 1000 entries"},
	    {SHAPE_TEXTS, 0, 5, 6, "x must have at most 5 entries"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct field f = {
		    .name = "x", .type = cases[i].type, .min = cases[i].min, .max = cases[i].max};

		work_forgive(w);
		ok(field_check_range(w, &f, cases[i].value) == !cases[i].message,
		   "%g from %g to %g", cases[i].value, cases[i].min, cases[i].max);
		is_text(w->message, cases[i].message, "message");
	}
}

static void test_texts(struct work *w)
{
	struct field words = {.name = "x", .type = SHAPE_TEXT, .one_of = "a|bc"};
	struct field empty = {.name = "x", .required = true, .allow_empty = true};
	struct field checked = {.name = "x", .check = never, .check_kind = ERR_CONFLICT};

	ok(field_check_text(w, &words, "a") && field_check_text(w, &words, "bc"), "words");
	ok(!field_check_text(w, &words, "b") && !field_check_text(w, &words, "a|bc") &&
	       !field_check_text(w, &words, "") && !field_check_text(w, &words, "bcd"),
	   "other words");
	ok(field_check_text(w, &empty, ""), "required, but may be empty");
	work_forgive(w);
	ok(!field_check_text(w, &checked, "N"), "checked");
	is_text(w->message, "Never", "a whole sentence is the message");
	is_int(w->error, ERR_CONFLICT, "of the field's kind");
	work_forgive(w);
	ok(!field_check_entry(w, &checked, 7, "x"), "an entry is checked");
	is_text(w->message, "x[7] must not be this", "and named");
	is_text(w->complaints->field, "x[7]", "as the field");
	is_int(field_kind(&words), ERR_UNACCEPTABLE, "the kind when none is given");
	work_forgive(w);
	ok(!field_wrong_type(w, "x", "a list") && !field_missing(w, &words), "always false");
	is_text(w->message, "x must be a list", "the first is the message");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_ranges(&w);
	test_texts(&w);
	work_end(&w);
	return done();
}
