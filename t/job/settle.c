/* What is left of a run when that is taken back which is not to be told. */
#include "job/settle.h"

#include "util/json.h"

#include "tap.h"

struct settings {
	const char *order, *ignore, *thresholds;
};

/* The items that later runs are compared with; shown, when it is not NULL, those of the run. */
static const char *settled(struct work *w, const struct settings *set, const char *before,
			   const char *first, const char *after, const char **shown)
{
	const char *fields[] = {"id"};
	const struct item_key key = {.fields = {fields, 1}};
	struct text t = text_new(w->arena, 10000), u = text_new(w->arena, 10000);
	struct item_sides of_first;
	struct sensitivity s;
	struct settling in = {.sensitivity = &s, .key = &key};
	struct settled out;

	if (!sensitivity_read(w, set->order, set->ignore, set->thresholds, &s) ||
	    !item_sides_scan(w, &s, before, NULL, &in.before) ||
	    !item_sides_scan(w, &s, after, NULL, &in.after) ||
	    (first && !item_sides_scan(w, &s, first, NULL, &of_first)))
		return w->message;
	in.first = first ? &of_first : NULL;
	if (!items_settle(w, &in, &out))
		return w->message;
	item_list_print(&out.items.whole, &t);
	item_list_print(&out.shown, &u);
	if (shown)
		*shown = u.data;
	return t.data;
}

#define P(id, p) "{\"id\":\"" id "\",\"p\":" p "}"

static void test_thresholds(struct work *w)
{
	const struct settings five = {.ignore = "[\"v\"]", .thresholds = "{\"p\":{\"percent\":5}}"};
	const char *shown;

	is_text(settled(w, &five, "[" P("a", "100") "]", NULL, "[" P("a", "104") "]", &shown),
		"[" P("a", "100") "]", "a small step is taken back");
	is_text(shown, "[" P("a", "104") "]", "but shown");
	is_text(settled(w, &five, "[" P("a", "100") "]", NULL, "[" P("a", "106") "]", NULL),
		"[" P("a", "106") "]", "a large one is not");
	is_text(settled(w, &five, "[{\"id\":1,\"p\":100,\"t\":\"x\",\"v\":1}]", NULL,
			"[{\"id\":1,\"p\":101,\"t\":\"y\",\"v\":2}]", NULL),
		"[{\"id\":1,\"p\":100,\"t\":\"y\",\"v\":2}]",
		"beside another field's change, and one that does not count");
	is_text(
	    settled(w, &five, "[" P("a", "1") "]", NULL, "[" P("b", "1") "," P("a", "1") "]", NULL),
	    "[" P("b", "1") "," P("a", "1") "]", "new items come");
	is_text(settled(w, &five, "[" P("a", "1") "," P("b", "1") "]", NULL, "[]", NULL), "[]",
		"and old ones go");
}

/* before, first fetch, second fetch, what is left */
static const char *const confirmed[][5] = {
    {"[" P("a", "1") "]", "[" P("a", "2") "]", "[" P("a", "2") "]", "[" P("a", "2") "]",
     "a change that is in both"},
    {"[" P("a", "1") "]", "[" P("a", "2") "]", "[" P("a", "1") "]", "[" P("a", "1") "]",
     "one that went away"},
    {"[" P("a", "1") "]", "[" P("a", "1") "]", "[" P("a", "2") "]", "[" P("a", "1") "]",
     "one that came later"},
    {"[" P("a", "1") "]", "[" P("a", "2") "]", "[" P("a", "3") "]", "[" P("a", "1") "]",
     "one that is never the same"},
    {"[]", "[" P("a", "1") "]", "[" P("a", "1") "," P("b", "1") "]", "[" P("a", "1") "]",
     "a new item that is in both, and one that is not"},
    {"[" P("a", "1") "," P("b", "1") "," P("c", "1") "]", "[" P("a", "1") "]",
     "[" P("a", "1") "," P("b", "1") "]", "[" P("a", "1") "," P("b", "1") "]",
     "of two that were gone one is back"},
    {"[" P("a", "1") "," P("b", "1") "," P("c", "1") "]",
     "[" P("a", "1") "," P("b", "1") "," P("c", "1") "]", "[" P("c", "1") "]",
     "[" P("a", "1") "," P("b", "1") "," P("c", "1") "]",
     "those that are only gone in the second are kept in their places"},
    {"[{\"id\":1,\"x\":1}]", "[{\"id\":1}]", "[{\"id\":1}]", "[{\"id\":1}]", "a field is gone"},
    {"[{\"id\":1,\"x\":1}]", "[{\"id\":1,\"x\":1}]", "[{\"id\":1}]", "[{\"id\":1,\"x\":1}]",
     "or only in the second"},
    {"[{\"id\":1}]", "[{\"id\":1}]", "[{\"id\":1,\"x\":1}]", "[{\"id\":1}]",
     "a field that is new in the second only"},
    {"[1,2]", "[2,3]", "[2,4]", "[2]", "what is no object is itself or another"},
};

static void test_confirmed(struct work *w)
{
	const struct settings plain = {0};

	for (size_t i = 0; i < sizeof confirmed / sizeof confirmed[0]; i++)
		is_text(settled(w, &plain, confirmed[i][0], confirmed[i][1], confirmed[i][2], NULL),
			confirmed[i][3], confirmed[i][4]);
}

static void test_order(struct work *w)
{
	const struct settings ordered = {.order = "significant"};
	const char *was = "[1,2,3]", *turned = "[3,1,2]", *other = "[2,3,1]";

	is_text(settled(w, &ordered, was, turned, turned, NULL), turned, "an order in both");
	is_text(settled(w, &ordered, was, other, turned, NULL), was, "an order in one");
	is_text(settled(w, &ordered, was, "[2,9,3,1]", "[3,9,1,2]", NULL), "[1,2,3,9]",
		"a new item where it was after what it follows");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_thresholds(&w);
	test_confirmed(&w);
	test_order(&w);
	work_end(&w);
	return done();
}
