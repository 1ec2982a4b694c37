/* Changes as JSON, in both forms, and within bounds. */
#include "diff/items.h"
#include "bounds.h"
#include "util/json.h"

#include "tap.h"

static struct item_diff diff(struct work *w, const char *before, const char *after,
			     const char *name, bool ordered)
{
	struct item_list a = {0}, b = {0};
	struct item_key key = {0};
	struct item_diff d;

	if (name) {
		key.fields.items = ARENA_ARRAY(w->arena, 1, const char *);
		key.fields.items[key.fields.n++] = name;
	}
	ok(item_list_scan(w, before, strlen(before), NULL, &a) &&
	       item_list_scan(w, after, strlen(after), NULL, &b),
	   "two lists");
	item_diff(w, &a, &b, &key, ordered, &d);
	return d;
}

static const char *printed(struct work *w, const struct item_diff *d)
{
	struct text t = text_new(w->arena, ITEM_DIFF_TEXT_MAX);

	item_diff_print(w, d, &t);
	ok(json_parse(w, t.data, t.length) != NULL, "is JSON");
	return t.data;
}

static const char *flat(struct work *w, const struct item_diff *d, size_t *more)
{
	struct text t = text_new(w->arena, ITEM_DIFF_TEXT_MAX);

	item_diff_print_flat(w, d, &t, more);
	ok(json_parse(w, t.data, t.length) != NULL, "is JSON");
	return t.data;
}

#define NO_MORE ",\"more\":{\"added\":0,\"removed\":0,\"modified\":0,\"moved\":0}}"

static void test_forms(struct work *w)
{
	struct item_diff d = diff(
	    w, "[{\"id\":\"a\",\"n\":1,\"old\":true},{\"id\":\"b\"},{\"id\":\"c\"},{\"id\":\"d\"}]",
	    "[{\"id\":\"c\"},{\"id\":\"d\"},{\"id\":\"e\"},{\"id\":\"a\",\"n\":2,\"new\":[1]}]",
	    "id", true);
	size_t more;

	is_text(
	    printed(w, &d),
	    "{\"key\":[\"id\"],\"added\":[{\"id\":\"e\"}],\"removed\":[{\"id\":\"b\"}],"
	    "\"modified\":[{\"key\":{\"id\":\"a\"},\"before\":{\"id\":\"a\",\"n\":1,\"old\":true},"
	    "\"after\":{\"id\":\"a\",\"n\":2,\"new\":[1]},\"fields\":["
	    "{\"field\":\"n\",\"before\":1,\"after\":2},"
	    "{\"field\":\"new\",\"before\":null,\"after\":[1]},"
	    "{\"field\":\"old\",\"before\":true,\"after\":null}]}],"
	    "\"moved\":[{\"key\":{\"id\":\"a\"},\"item\":{\"id\":\"a\",\"n\":2,\"new\":[1]},"
	    "\"from\":0,\"to\":3}]" NO_MORE,
	    "by kind");
	is_text(flat(w, &d, &more),
		"[{\"type\":\"added\",\"item\":{\"id\":\"e\"}},{\"type\":\"removed\",\"item\":{"
		"\"id\":\"b\"}},"
		"{\"type\":\"modified\",\"key\":{\"id\":\"a\"},\"before\":{\"id\":\"a\",\"n\":1,"
		"\"old\":true},"
		"\"after\":{\"id\":\"a\",\"n\":2,\"new\":[1]},\"fields\":["
		"{\"field\":\"n\",\"before\":1,\"after\":2},"
		"{\"field\":\"new\",\"before\":null,\"after\":[1]},"
		"{\"field\":\"old\",\"before\":true,\"after\":null}]},"
		"{\"type\":\"moved\",\"key\":{\"id\":\"a\"},\"item\":{\"id\":\"a\",\"n\":2,\"new\":"
		"[1]},"
		"\"from\":0,\"to\":3}]",
		"in one list");
	is_int(more, 0, "nothing left out");
	d = diff(w, "[{\"n\":1,\"m\":null}]", "[{\"n\":2}]", NULL, false);
	is_text(printed(w, &d),
		"{\"key\":[],\"added\":[],\"removed\":[],\"modified\":[{\"key\":null,"
		"\"before\":{\"n\":1,\"m\":null},\"after\":{\"n\":2},"
		"\"fields\":[{\"field\":\"n\",\"before\":1,\"after\":2}]}],\"moved\":[]" NO_MORE,
		"without a key; null and nothing are the same");
	d = diff(w, "[]", "[]", NULL, false);
	is_text(flat(w, &d, &more), "[]", "no change");
}

static void test_bounds(struct work *w)
{
	struct text many = text_new(w->arena, 1 << 22), large = text_new(w->arena, 1 << 22);
	struct json_object *parsed;
	struct item_diff d;
	size_t more;

	for (int i = 0; i < CHANGES_LISTED_MAX + 7; i++)
		text_addf(&many, "%s{\"id\":%d}", i ? "," : "[", i);
	text_add_char(&many, ']');
	d = diff(w, "[]", many.data, NULL, false);
	parsed = json_parse(w, printed(w, &d), strlen(printed(w, &d)));
	is_int(json_object_array_length(json_array_of(parsed, "added")), CHANGES_LISTED_MAX,
	       "so many are listed");
	is_int(json_int(json_object_of(parsed, "more"), "added", -1), 7, "so many are not");
	flat(w, &d, &more);
	is_int(more, 7, "nor in one list");
	text_add(&large, "[{\"id\":1},{\"text\":\"");
	for (size_t i = 0; i < CHANGES_TEXT_MAX; i++)
		text_add_char(&large, 'x');
	text_add(&large, "\"}]");
	d = diff(w, large.data, "[]", NULL, false);
	is_text(printed(w, &d),
		"{\"key\":[],\"added\":[],\"removed\":[{\"id\":1}],\"modified\":[],\"moved\":[],"
		"\"more\":{\"added\":0,\"removed\":1,\"modified\":0,\"moved\":0}}",
		"what is too large is not");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_forms(&w);
	test_bounds(&w);
	work_end(&w);
	return done();
}
