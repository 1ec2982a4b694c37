/* Values as they lie in their text. */
#include "util/json_scan.h"

#include "tap.h"

#include "util/work.h"

static struct span span(const char *text)
{
	return (struct span){text, strlen(text)};
}

static const char *member(struct work *w, const char *object, const char *name)
{
	struct span value = json_member(span(object), span(name));

	return value.at ? arena_printf(w->arena, "%.*s", (int)value.n, value.at) : NULL;
}

static void members(struct work *w)
{
	static const char object[] = "{\"a\":1,\"b\\\"\":\"x\\\\\",\"c\":[{\"a\":2}],\"d\":null}";

	is_text(member(w, object, "\"a\""), "1", "the first member");
	is_text(member(w, object, "\"b\\\"\""), "\"x\\\\\"", "a quote and a backslash");
	is_text(member(w, object, "\"c\""), "[{\"a\":2}]", "a value with others inside");
	is_text(member(w, object, "\"d\""), "null", "the last");
	ok(!member(w, object, "\"e\""), "none");
	ok(!member(w, "[1]", "\"a\"") && !member(w, "", "\"a\""), "no object has none");
}

static void lengths(void)
{
	static const struct {
		const char *array;
		size_t n;
	} rows[] = {{"[]", 0}, {"[1]", 1}, {"[[1,2],\"a,b\",{\"c\":[3,4]}]", 3},
		    {"{}", 0}, {"", 0},	   {"[1,2", 2}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		is_int(json_length(span(rows[i].array)), rows[i].n, rows[i].array);
}

/* Whatever is cut off, no byte behind the end is read: the sanitizers would tell. */
static void ends(struct work *w)
{
	static const char whole[] = "{\"a\":[1,{\"b\":\"\\\"c\"}],\"d\":true}";
	struct span none = {0};

	for (size_t n = 0; n < sizeof whole - 1; n++) {
		const char *part = arena_copy(w->arena, whole, n);

		(void)json_member((struct span){part, n}, span("\"z\""));
		(void)json_length((struct span){part, n});
	}
	ok(span_is_null(none) && span_is_null(span("null")) && !span_is_null(span("nul")), "null");
	ok(span_compare(span("a"), span("b")) < 0 && span_compare(span("ab"), span("a")) > 0 &&
	       span_compare(span("a"), span("a")) == 0,
	   "in order");
	ok(json_names_compare(span("\"a\""), span("\"a!\"")) < 0, "names without their quotes");
	ok(span_equal(span("a"), span("a")) && !span_equal(span("a"), span("b")) &&
	       span_equal(none, span("")),
	   "equal");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	members(&w);
	lengths();
	ends(&w);
	work_end(&w);
	return done();
}
