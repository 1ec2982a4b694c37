/* White space as a reader sees it. */
#include "extract/fold.h"

#include "tap.h"

static const struct {
	const char *label, *first, *second, *folded;
} cases[] = {
    {"one space for many", " a \t\n b ", "", "a b"},
    {"a gap waits for what follows", "a ", "b", "a b"},
    {"no gap, no space", "a", "b", "ab"},
    {"NBSP and friends", "a\xc2\xa0\xe2\x80\xaf",
     "\xe3\x80\x80"
     "b",
     "a b"},
    {"soft hyphens", "hy\xc2\xad", "phen", "hyphen"},
    {"zero width",
     "\xef\xbb\xbf"
     "a\xe2\x80\x8b",
     "b", "ab"},
    {"controls", "a\x01",
     "\x7f"
     "b",
     "a b"},
    {"broken bytes stay", "a\xff", "b",
     "a\xff"
     "b"},
    {"nothing", " \n", "\t", ""},
};

int main(void)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct text t = text_new(a, 100);
		struct fold f = {.out = &t};

		fold_add(&f, cases[i].first, strlen(cases[i].first));
		fold_add(&f, cases[i].second, strlen(cases[i].second));
		is_text(t.data, cases[i].folded, cases[i].label);
		text_add_char(&t, '|');
		f = (struct fold){.out = &t, .start = t.length};
		fold_add(&f, cases[i].first, strlen(cases[i].first));
		fold_add(&f, cases[i].second, strlen(cases[i].second));
		is_text(strchr(t.data, '|') + 1, cases[i].folded, "the same after other text");
	}
	arena_free(a);
	return done();
}
