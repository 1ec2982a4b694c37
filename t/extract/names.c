/* Interned strings: one pointer a string, also when the table grows. */
#include "extract/names.h"

#include "tap.h"

int main(void)
{
	struct arena *a = arena_new();
	struct names *t = names_new(a);
	const struct name *div = names_find(t, "div", 3), *first = names_add(t, "n0", 2);
	bool same = true;

	is_int(div->tag, TAG_div, "elements are known from the start");
	is_int(names_find(t, "b", 1)->tag, TAG_b, "all of them");
	ok(!names_find(t, "nothing", 7), "others are not");
	ok(!names_find(t, "divx", 4), "a prefix is another name");
	ok(names_add(t, "", 0) == names_add(t, "x", 0), "the empty name is one");
	for (int i = 0; i < 100000; i++) {
		char s[16];
		int n = snprintf(s, sizeof s, "n%d", i);

		(void)names_add(t, s, (size_t)n);
	}
	for (int i = 0; i < 100000; i++) {
		char s[16];
		int n = snprintf(s, sizeof s, "n%d", i);
		const struct name *e = names_find(t, s, (size_t)n);

		same = same && e && strcmp(e->text, s) == 0 && e->tag == TAG_OTHER;
	}
	ok(same, "a hundred thousand names");
	ok(names_find(t, "n0", 2) == first, "entries do not move");
	ok(names_find(t, "div", 3) == div, "nor do the first ones");
	arena_free(a);
	return done();
}
