/* What is no selector, and how it is said. */
#include "extract/selector.h"

#include "tap.h"

#include "bounds.h"

static void refusing(struct work *w)
{
	static const struct {
		const char *selector, *message;
	} cases[] = {
	    {"div >", "expected a selector at character 6"},
	    {"", "expected a selector at character 1"},
	    {"a,,b", "expected a selector at character 3"},
	    {"é > >", "expected a selector at character 5"},
	    {"a! b", "expected a combinator or the end at character 2"},
	    {"a)", "expected a combinator or the end at character 2"},
	    {".", "expected a class at character 2"},
	    {"#1", "expected an id at character 2"},
	    {"[", "expected the name of an attribute at character 2"},
	    {"[a!b]", "expected \"]\" or an operator at character 3"},
	    {"[*a]", "expected \"|\" at character 3"},
	    {"[svg|]", "expected the name of an attribute at character 6"},
	    {"[a=1]", "expected a word or a quoted string at character 4"},
	    {"[a='b]", "string does not end at character 4"},
	    {"[a=b x]", "expected i, s or \"]\" at character 5"},
	    {"[a=b", "expected \"]\" at character 5"},
	    {"svg|", "expected a type at character 5"},
	    {"a || b", "expected a selector at character 3"},
	    {"a::before", "pseudo-elements are not supported at character 2"},
	    {"a:hover", ":hover needs a live browser at character 2"},
	    {"a:nope", "unknown pseudo-class :nope at character 2"},
	    {"a:empty()", ":empty takes no argument at character 2"},
	    {"a:not", ":not needs an argument at character 2"},
	    {":not()", "expected a selector at character 6"},
	    {":is(a", "expected \")\" at character 6"},
	    {":nth-child(x)", "expected a number, An+B, odd or even at character 12"},
	    {":nth-child(2 n)", "expected \")\" at character 14"},
	    {":nth-of-type(2 of a)", "expected \")\" at character 16"},
	    {":contains(5)", "expected a word or a quoted string at character 11"},
	    {"a:-first-submit", "unknown pseudo-class :-first-submit at character 2"},
	    {"a:dir(up)", "expected ltr or rtl at character 7"},
	    {"a:lang()", "expected a word or a quoted string at character 8"},
	    {"a:matches('(')",
	     "pattern \"(\": missing closing parenthesis at byte 1 at character 11"},
	    {":is(:is(:is(:is(:is(a)))))", "more than 4 brackets deep at character 21"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *message = arena_printf(w->arena, "selector \"%s\": %s",
						   cases[i].selector, cases[i].message);
		ok(!selector_parse(w, cases[i].selector), "refuses %s", cases[i].selector);
		is_text(w->message, message, "and says why");
		ok(error_is(w, ERR_UNACCEPTABLE), "as unacceptable");
	}
}

static void bounds(struct work *w)
{
	struct text list = text_new(w->arena, 10000), longest = text_new(w->arena, 10000);

	for (int i = 0; i < SELECTOR_PARTS_MAX; i++)
		text_add(&list, i ? ",a" : "a");
	ok(selector_parse(w, list.data), "as many parts as allowed");
	text_add(&list, ",a");
	ok(!selector_parse(w, list.data), "and one more");
	for (int i = 0; i < SELECTOR_MAX; i++)
		text_add_char(&longest, 'a');
	ok(selector_parse(w, longest.data), "as many bytes as allowed");
	text_add_char(&longest, 'a');
	ok(!selector_parse(w, longest.data), "and one more");
	is_text(w->message, "selector is longer than 1000 bytes", "says how many are allowed");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	refusing(&w);
	bounds(&w);
	work_end(&w);
	return done();
}
