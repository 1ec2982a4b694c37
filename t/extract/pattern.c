/* Patterns: what they find, and that they stop. */
#include "extract/pattern.h"
#include "bounds.h"

#include "tap.h"

static const struct {
	const char *pattern;
	unsigned options;
	const char *text, *found; /* NULL: nothing */
} cases[] = {
    {"b+", 0, "abbc", "bb"},
    {"a(b+)c", 0, "abbc", "bb"},
    {"a(x)?b", 0, "ab", "ab"},
    {"B", 0, "abc", NULL},
    {"B", PATTERN_ANY_CASE, "abc", "b"},
    {"STRASSE É", PATTERN_ANY_CASE, "strasse é", "strasse é"},
    {"ПРИВЕТ", PATTERN_ANY_CASE, "Привет, мир", "Привет"},
    {"a.c", PATTERN_LITERAL, "abc a.c", "a.c"},
    {"A.C", PATTERN_LITERAL | PATTERN_ANY_CASE, "abc a.c", "a.c"},
    {"(", PATTERN_LITERAL, "f(x)", "("},
    {"", PATTERN_LITERAL, "", ""},
    {"b", PATTERN_WHOLE, "abc", NULL},
    {"[a-c]+", PATTERN_WHOLE, "abc", "abc"},
    {"\\d+", 0, "٣٤", "٣٤"},
};

static void finding(struct work *w)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct pattern *p = pattern_make(w, cases[i].pattern, cases[i].options);
		const char *text = cases[i].text, *found = NULL;
		struct pattern_match match;

		if (p && pattern_find(w, p, text, strlen(text), &match))
			found = arena_copy(w->arena, match.start, match.n);
		is_text(found, cases[i].found, cases[i].pattern);
	}
}

static void refusing(struct work *w)
{
	char *longest = arena_alloc(w->arena, PATTERN_MAX + 2);

	ok(!pattern_parse(w, "a("), "a bad pattern is refused");
	is_text(w->message, "pattern \"a(\": missing closing parenthesis at byte 2", "with where");
	ok(error_is(w, ERR_UNACCEPTABLE), "as unacceptable");
	work_forgive(w);
	memset(longest, 'a', PATTERN_MAX + 1);
	ok(!pattern_parse_any_case(w, longest), "so is a long one");
	work_forgive(w);
	longest[PATTERN_MAX] = '\0';
	ok(pattern_parse_any_case(w, longest) != NULL, "up to the bound it is fine");
	ok(!pattern_parse(w, "\\C"), "half characters cannot be had");
	work_forgive(w);
}

static void stopping(struct work *w)
{
	struct pattern *p = pattern_parse(w, "(a+)+$");
	struct pattern_match match;

	ok(!pattern_find(w, p, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", 33, &match),
	   "an endless search ends");
	ok(error_is(w, ERR_UPSTREAM) && w->class == CLASS_TOO_COMPLEX, "as too complex");
	work_forgive(w);
	ok(pattern_find(w, p, "aaa", 3, &match), "the pattern can be used again");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	finding(&w);
	refusing(&w);
	stopping(&w);
	work_end(&w);
	return done();
}
