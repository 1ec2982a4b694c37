/* Pseudo-classes: a table of their names, and how the arguments of each kind are read. */
#include "extract/selector_reader.h"

#include <limits.h>

enum pseudo_reading {
	READ_NOTHING,
	READ_PLACE, /* nothing; the place is in the name: first-child */
	READ_NTH,   /* An+B, perhaps `of S` */
	READ_LIST,
	READ_TEXTS, /* words or strings, commas between */
	READ_SHORT, /* nothing; stands for another selector */
};

enum { NTH_FROM_END = 1, NTH_OF_TYPE = 2, NTH_ONLY = 4 };

/* What a browser shows as disabled: by itself, by its group, or by a fieldset around it that it
 * is not in the first legend of. */
#define DISABLED                                                                                   \
	":is(button, input, select, textarea, optgroup, option, fieldset)[disabled], "             \
	"optgroup[disabled] > option, "                                                            \
	"fieldset[disabled] > :is(button, input, select, textarea, fieldset), "                    \
	"fieldset[disabled] > :not(legend:first-of-type) "                                         \
	":is(button, input, select, textarea, fieldset)"

struct pseudo {
	const char *name;
	enum pseudo_reading reading;
	enum test_kind test;
	unsigned form;
	const char *text;
};

#define PSEUDO(name, reading, test, form, text) {name, reading, test, form, text},
static const struct pseudo pseudos[] = {
#include "extract/selector_pseudo.def"
};
#undef PSEUDO

/* Real ones that need a person in front of the page. */
static const char *const live[] = {
    "active",  "current",      "focus",		"focus-visible", "focus-within", "future",
    "host",    "host-context", "hover",		"local-link",	 "past",	 "paused",
    "playing", "target",       "target-within", "user-invalid",	 "user-valid",	 "visited",
};

static const struct pseudo *pseudo_find(const char *name)
{
	for (size_t i = 0; i < sizeof pseudos / sizeof pseudos[0]; i++) {
		if (ascii_equal(pseudos[i].name, name))
			return &pseudos[i];
	}
	return NULL;
}

static bool pseudo_unknown(struct reader *r, const char *at, const char *name)
{
	for (size_t i = 0; i < sizeof live / sizeof live[0]; i++) {
		if (ascii_equal(live[i], name))
			return reader_fail(r, at, ":%s needs a live browser", name);
	}
	return reader_fail(r, at, "unknown pseudo-class :%s", name);
}

static struct test *pseudo_test(struct reader *r, struct compound *c, enum test_kind kind)
{
	struct test *t = ARENA_NEW(r->selector->arena, struct test);

	t->kind = kind;
	compound_add(c, t);
	return t;
}

static struct nth *nth_add(struct reader *r, struct compound *c, unsigned form)
{
	struct nth *nth = &pseudo_test(r, c, TEST_NTH)->nth;

	nth->from_end = form & NTH_FROM_END;
	nth->of_type = form & NTH_OF_TYPE;
	nth->offset = 1;
	nth->slot = r->selector->n_slots++;
	return nth;
}

/* Digits, if any; what is out of range matches nothing anyway. */
static bool digits_read(struct reader *r, int *out)
{
	const char *start = r->p;
	long n = 0;

	for (; *r->p >= '0' && *r->p <= '9'; r->p++)
		n = n > INT_MAX / 16 ? INT_MAX / 4 : n * 10 + (*r->p - '0');
	*out = (int)n;
	return r->p > start;
}

static int sign_read(struct reader *r)
{
	if (*r->p != '+' && *r->p != '-')
		return 0;
	return *r->p++ == '-' ? -1 : 1;
}

/* What follows the n of An+B: nothing, or a sign and digits with white space around the sign. */
static bool offset_read(struct reader *r, struct nth *nth)
{
	const char *after_n = r->p;
	int sign;

	nth->offset = 0;
	reader_space(r);
	sign = sign_read(r);
	if (!sign) {
		if (r->p == after_n && *r->p != ')')
			return reader_expected(r, "a sign");
		return true;
	}
	reader_space(r);
	if (!digits_read(r, &nth->offset))
		return reader_expected(r, "digits");
	nth->offset *= sign;
	return true;
}

/* CSS Syntax Level 3, section 6: `odd`, `even`, 3, -n+3, 2n - 1. */
static bool step_read(struct reader *r, struct nth *nth)
{
	const char *start = r->p;
	char *word;
	int sign;
	bool digits;

	if (ascii_lower(*start) == 'o' || ascii_lower(*start) == 'e' || *start == '\\') {
		word = reader_identifier(r);
		nth->step = 2;
		nth->offset = word && ascii_equal(word, "odd");
		if (word && (ascii_equal(word, "odd") || ascii_equal(word, "even")))
			return true;
		r->p = start;
		return reader_expected(r, "a number, An+B, odd or even");
	}
	sign = sign_read(r);
	digits = digits_read(r, &nth->offset);
	if (ascii_lower(*r->p) == 'n') {
		r->p++;
		nth->step = (digits ? nth->offset : 1) * (sign ? sign : 1);
		return offset_read(r, nth);
	}
	nth->offset *= sign ? sign : 1;
	return digits || reader_expected(r, "a number, An+B, odd or even");
}

static bool nth_parse(struct reader *r, struct nth *nth)
{
	const char *at;
	char *word;

	reader_space(r);
	if (!step_read(r, nth))
		return false;
	reader_space(r);
	at = r->p;
	word = reader_identifier(r);
	if (word && !nth->of_type && ascii_equal(word, "of")) {
		nth->of = list_parse(r, LIST_PLAIN);
		return nth->of != NULL;
	}
	r->p = at;
	return reader_take(r, ')') || reader_expected(r, "\")\"");
}

/* White space folded and trimmed, as node_text() has it. */
static char *text_fold(struct arena *a, const char *s)
{
	struct text out = text_new(a, 3 * SELECTOR_MAX);
	bool gap = false;

	for (; *s; s++) {
		if (ascii_is_space(*s)) {
			gap = out.length > 0;
			continue;
		}
		if (gap)
			text_add_char(&out, ' ');
		gap = false;
		text_add_char(&out, *s);
	}
	return out.data;
}

/* :contains("a", b): a list of which any may be inside. */
static bool texts_parse(struct reader *r, struct compound *c)
{
	struct test *any = pseudo_test(r, c, TEST_IS);

	any->list = ARENA_NEW(r->selector->arena, struct complex_list);
	do {
		struct complex *x = ARENA_NEW(r->selector->arena, struct complex);
		struct compound *part = ARENA_NEW(r->selector->arena, struct compound);
		struct test *t = pseudo_test(r, part, TEST_CONTAINS);
		char *text;

		reader_space(r);
		text = reader_value(r);
		if (!text)
			return false;
		t->value = text_fold(r->selector->arena, text);
		x->parts = ARENA_NEW(r->selector->arena, struct compound *);
		x->parts[0] = part;
		x->n_parts = 1;
		LIST_ADD(any->list, x);
		any->list->n++;
		reader_space(r);
	} while (reader_take(r, ','));
	return reader_take(r, ')') || reader_expected(r, "\")\"");
}

static bool short_parse(struct reader *r, struct compound *c, const char *text)
{
	struct reader inner = {.w = r->w, .selector = r->selector, .is_built_in = true};
	struct test *t = pseudo_test(r, c, TEST_IS);

	inner.text = inner.p = text;
	inner.end = text + strlen(text);
	t->list = list_parse(&inner, LIST_OUTER);
	return t->list != NULL;
}

static bool place_add(struct reader *r, struct compound *c, unsigned form)
{
	nth_add(r, c, form);
	if (form & NTH_ONLY)
		nth_add(r, c, form | NTH_FROM_END);
	return true;
}

bool pseudo_parse(struct reader *r, struct compound *c)
{
	const char *at = r->p - 1;
	const struct pseudo *pseudo;
	bool has_bracket;
	char *name;

	if (reader_take(r, ':'))
		return reader_fail(r, at, "pseudo-elements are not supported");
	name = reader_identifier(r);
	if (!name)
		return reader_expected(r, "a pseudo-class");
	pseudo = pseudo_find(name);
	if (!pseudo)
		return pseudo_unknown(r, at, name);
	has_bracket = *r->p == '(';
	r->p += has_bracket;
	if (has_bracket != (pseudo->reading == READ_NTH || pseudo->reading == READ_LIST ||
			    pseudo->reading == READ_TEXTS))
		return reader_fail(
		    r, at, has_bracket ? ":%s takes no argument" : ":%s needs an argument", name);
	switch (pseudo->reading) {
	case READ_NOTHING:
		pseudo_test(r, c, pseudo->test);
		return true;
	case READ_PLACE:
		return place_add(r, c, pseudo->form);
	case READ_NTH:
		return nth_parse(r, nth_add(r, c, pseudo->form));
	case READ_LIST:
		return (pseudo_test(r, c, pseudo->test)->list =
			    list_parse(r, (enum list_form)pseudo->form)) != NULL;
	case READ_TEXTS:
		return texts_parse(r, c);
	case READ_SHORT:
		return short_parse(r, c, pseudo->text);
	}
	return false;
}
