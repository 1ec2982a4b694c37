/* Types are inferred from the struct, fields are found, and empty members are told from others. */
#include "util/shape.h"

#include "tap.h"

struct sample {
	bool flag;
	int64_t number;
	double ratio;
	const char *text;
	struct instant at;
	struct blob body;
	struct raw_json stored;
	struct texts list;
	struct json_object *tree;
	const bool *maybe_flag;
	const int64_t *maybe_number;
	const double *maybe_ratio;
};

SHAPE(sample_shape, struct sample, COLUMN(struct sample, flag), COLUMN(struct sample, number),
      COLUMN(struct sample, ratio), FIELD(struct sample, text, .required = true),
      COLUMN(struct sample, at), COLUMN(struct sample, body), COLUMN(struct sample, stored),
      COLUMN(struct sample, list), COLUMN(struct sample, tree), COLUMN(struct sample, maybe_flag),
      COLUMN(struct sample, maybe_number), COLUMN(struct sample, maybe_ratio));

/* The plain members come first in enum and struct, the others can be empty. */
static void test_empty_members(void)
{
	static const char *const items[] = {"x"};
	static const bool yes = true;
	static const int64_t one = 1;
	static const double half = 0.5;
	char tree;
	struct sample empty = {0};
	struct sample full = {.text = "",
			      .at = {1},
			      .body = {"", 0},
			      .stored = {"{}"},
			      .list = {(const char **)(uintptr_t)items, 1},
			      .tree = (struct json_object *)(void *)&tree,
			      .maybe_flag = &yes,
			      .maybe_number = &one,
			      .maybe_ratio = &half};

	for (size_t i = 0; i < sample_shape.n_fields; i++) {
		const struct field *f = &sample_shape.fields[i];
		bool plain =
		    f->type == SHAPE_BOOL || f->type == SHAPE_INT || f->type == SHAPE_DOUBLE;

		ok(shape_is_null(f, (const char *)&empty + f->offset) == !plain,
		   "an empty %s is %s", f->name, plain ? "a value" : "null");
		ok(!shape_is_null(f, (const char *)&full + f->offset), "a set %s is not", f->name);
	}
}

static void test_blobs(void)
{
	const struct blob none = {0}, a = {"abc", 3}, b = {"abd", 3}, part = {"abcd", 2};

	ok(blob_equal(a, (struct blob){"abcd", 3}), "the same bytes");
	ok(!blob_equal(a, b) && !blob_equal(a, part) && !blob_equal(part, a), "others");
	ok(blob_equal(none, none) && blob_equal(none, (struct blob){"", 0}), "none at all");
	ok(!blob_equal(none, a) && !blob_equal(a, none), "none and some");
}

int main(void)
{
	const struct field *text = shape_field(&sample_shape, "text");

	is_text(sample_shape.type_name, "struct sample", "the struct's name");
	is_int(sample_shape.size, sizeof(struct sample), "its size");
	is_int(sample_shape.n_fields, 12, "its members");
	for (size_t i = 0; i < sample_shape.n_fields; i++)
		is_int(sample_shape.fields[i].type, i, sample_shape.fields[i].name);
	ok(text && text->required && text->offset == offsetof(struct sample, text),
	   "a field is found by name");
	ok(!shape_field(&sample_shape, "tex") && !shape_field(&sample_shape, "texts"),
	   "only by its whole name");
	test_empty_members();
	test_blobs();
	return done();
}
