/* Pseudo-classes: a table of their names, and how the arguments of each kind are read. */
#include "extract/selector_reader.h"

enum pseudo_reading {
	READ_NOTHING,
	READ_PLACE, /* nothing; the place is in the name: first-child */
	READ_NTH,   /* An+B, perhaps `of S` */
	READ_LIST,
	READ_TEXTS,	/* words or strings, commas between */
	READ_PATTERN,	/* a quoted regular expression, or a list */
	READ_DIRECTION, /* ltr or rtl */
	READ_STATE,	/* nothing; the state is in the name */
	READ_SHORT,	/* nothing; stands for another selector */
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

#define CHECKED "input:is([type=checkbox], [type=radio])[checked], option[selected]"

/* Inputs that one does not type into: a type that HTML does not know is text. */
#define NO_TEXT                                                                                    \
	"[type=hidden], [type=range], [type=color], [type=checkbox], [type=radio], [type=file], "  \
	"[type=submit], [type=image], [type=reset], [type=button]"
#define TIMES "[type=date], [type=month], [type=week], [type=time], [type=datetime-local]"

#define EDITABLE                                                                                   \
	":is([contenteditable=''], [contenteditable=true i], "                                     \
	"[contenteditable=plaintext-only i])"
#define READ_WRITE                                                                                 \
	":is(textarea, input:not(" NO_TEXT ")):not([readonly], :disabled), " EDITABLE              \
	", " EDITABLE                                                                              \
	" :not(input, textarea, [contenteditable=false i], [contenteditable=false i] *)"

#define SUBMIT	":is(input:is([type=submit], [type=image]), button:not([type=button], [type=reset]))"
#define LIMITED "input:is([type=number], [type=range], " TIMES "):is([min], [max])"

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

/* Those that only our own texts may use start with a hyphen. */
static bool is_hidden(const struct reader *r, const struct pseudo *pseudo)
{
	return pseudo->reading == READ_STATE && *pseudo->name == '-' && !r->is_built_in;
}

static bool pseudo_unknown(struct reader *r, const char *at, const char *name)
{
	for (size_t i = 0; i < sizeof live / sizeof live[0]; i++) {
		if (ascii_equal(live[i], name))
			return reader_fail(r, at, ":%s needs a live browser", name);
	}
	return reader_fail(r, at, "unknown pseudo-class :%s", name);
}

static struct nth *nth_add(struct reader *r, struct compound *c, unsigned form)
{
	struct nth *nth = &test_add(r, c, TEST_NTH)->nth;

	nth->from_end = form & NTH_FROM_END;
	nth->of_type = form & NTH_OF_TYPE;
	nth->offset = 1;
	nth->slot = r->selector->n_slots++;
	return nth;
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

/* :contains("a", b): a list of which any may hold. */
static bool texts_parse(struct reader *r, struct compound *c, enum test_kind kind)
{
	struct test *any = test_add(r, c, TEST_IS);

	any->list = ARENA_NEW(r->selector->arena, struct complex_list);
	do {
		struct test *t = list_add_test(r, any->list, kind);
		char *text;

		reader_space(r);
		text = reader_value(r);
		if (!text)
			return false;
		t->value = kind == TEST_LANGUAGE ? text : text_fold(r->selector->arena, text);
		reader_space(r);
	} while (reader_take(r, ','));
	return reader_take(r, ')') || reader_expected(r, "\")\"");
}

/* :matches("regex"); with a list it is the old name of :is(). */
static bool pattern_read(struct reader *r, struct compound *c)
{
	const char *at, *text;
	struct test *t;

	reader_space(r);
	at = r->p;
	if (*r->p != '"' && *r->p != '\'') {
		t = test_add(r, c, TEST_IS);
		return (t->list = list_parse(r, LIST_FORGIVING)) != NULL;
	}
	text = reader_string(r);
	if (!text)
		return false;
	t = test_add(r, c, TEST_PATTERN);
	t->pattern = pattern_parse(r->w, text);
	if (!t->pattern)
		return reader_fail(r, at, "%s", r->w->message);
	reader_space(r);
	return reader_take(r, ')') || reader_expected(r, "\")\"");
}

static bool direction_read(struct reader *r, struct compound *c)
{
	const char *at, *word;

	reader_space(r);
	at = r->p;
	word = reader_identifier(r);
	if (!word || (!ascii_equal(word, "ltr") && !ascii_equal(word, "rtl")))
		return reader_fail(r, at, "expected ltr or rtl");
	test_add(r, c, TEST_DIRECTION)->direction =
	    ascii_equal(word, "ltr") ? DIRECTION_LTR : DIRECTION_RTL;
	reader_space(r);
	return reader_take(r, ')') || reader_expected(r, "\")\"");
}

static bool short_parse(struct reader *r, struct compound *c, const char *text)
{
	struct reader inner = {.w = r->w, .selector = r->selector, .is_built_in = true};
	struct test *t = test_add(r, c, TEST_IS);

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

static bool takes_argument(enum pseudo_reading reading)
{
	switch (reading) {
	case READ_NOTHING:
	case READ_PLACE:
	case READ_STATE:
	case READ_SHORT:
		return false;
	case READ_NTH:
	case READ_LIST:
	case READ_TEXTS:
	case READ_PATTERN:
	case READ_DIRECTION:
		return true;
	}
	return false;
}

static bool pseudo_read(struct reader *r, struct compound *c, const struct pseudo *pseudo)
{
	switch (pseudo->reading) {
	case READ_NOTHING:
		test_add(r, c, pseudo->test);
		return true;
	case READ_PLACE:
		return place_add(r, c, pseudo->form);
	case READ_NTH:
		return nth_parse(r, nth_add(r, c, pseudo->form));
	case READ_LIST:
		return (test_add(r, c, pseudo->test)->list =
			    list_parse(r, (enum list_form)pseudo->form)) != NULL;
	case READ_TEXTS:
		return texts_parse(r, c, pseudo->test);
	case READ_PATTERN:
		return pattern_read(r, c);
	case READ_DIRECTION:
		return direction_read(r, c);
	case READ_STATE:
		test_add(r, c, TEST_STATE)->state = (enum state)pseudo->form;
		return true;
	case READ_SHORT:
		return short_parse(r, c, pseudo->text);
	}
	return false;
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
	if (!pseudo || is_hidden(r, pseudo))
		return pseudo_unknown(r, at, name);
	has_bracket = *r->p == '(';
	r->p += has_bracket;
	if (has_bracket != takes_argument(pseudo->reading))
		return reader_fail(
		    r, at, has_bracket ? ":%s takes no argument" : ":%s needs an argument", name);
	return pseudo_read(r, c, pseudo);
}
