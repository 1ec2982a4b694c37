/* The table of values as JSON. */
#include "extract/items.h"

#include "tap.h"

int main(void)
{
	struct value texts[] = {{.kind = VALUE_TEXT, .as.text = " "},
				{.kind = VALUE_TEXT, .as.text = "a"}};
	struct value values[] = {
	    {.kind = VALUE_TEXT, .as.text = "say \"é\"\n"},
	    {.kind = VALUE_INT, .as.integer = INT64_MIN},
	    {.kind = VALUE_NUMBER, .as.number = 0.1},
	    {.kind = VALUE_BOOL, .as.truth = true},
	    {.kind = VALUE_LIST, .as.list = {texts, 2}},
	    {.kind = VALUE_NULL},
	    {.kind = VALUE_TEXT, .as.text = " \t"},
	    {.kind = VALUE_INT},
	    {.kind = VALUE_BOOL},
	    {.kind = VALUE_LIST, .as.list = {texts, 1}},
	};
	const char *names[] = {"a\"", "b", "c", "d", "e"};
	struct items items = {.names = names, .n_fields = 5, .n = 2, .values = values};
	const bool empty[] = {false, false, false, false, false, true, true, false, false, true};
	struct arena *a = arena_new();
	struct text t = text_new(a, 1000);

	items_print(&t, &items);
	is_text(t.data,
		"[{\"a\\\"\":\"say \\\"é\\\"\\n\",\"b\":-9223372036854775808,\"c\":0.1,"
		"\"d\":true,\"e\":[\" \",\"a\"]},"
		"{\"a\\\"\":null,\"b\":\" \\t\",\"c\":0,\"d\":false,\"e\":[\" \"]}]",
		"two records");
	for (size_t i = 0; i < 10; i++)
		ok(value_is_empty(&values[i]) == empty[i], "value %zu is empty or not", i);
	text_clear(&t);
	items.n = 0;
	items_print(&t, &items);
	is_text(t.data, "[]", "none");
	arena_free(a);
	return done();
}
