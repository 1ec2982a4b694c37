/* Attribute selectors: [name], [name^="value" i] and what they match. */
#include "extract/selector_reader.h"

/* The attributes whose values HTML compares without case (HTML standard, 15.2 "Case-sensitivity
 * of selectors"). */
static const char *const caseless[] = {
    "accept",	  "accept-charset", "align",	 "alink",    "axis",	 "bgcolor", "charset",
    "checked",	  "clear",	    "codetype",	 "color",    "compact",	 "declare", "defer",
    "dir",	  "direction",	    "disabled",	 "enctype",  "face",	 "frame",   "hreflang",
    "http-equiv", "lang",	    "language",	 "link",     "media",	 "method",  "multiple",
    "nohref",	  "noresize",	    "noshade",	 "nowrap",   "readonly", "rel",	    "rev",
    "rules",	  "scope",	    "scrolling", "selected", "shape",	 "target",  "text",
    "type",	  "valign",	    "valuetype", "vlink",
};

static bool is_caseless(const char *name)
{
	for (size_t i = 0; i < sizeof caseless / sizeof caseless[0]; i++) {
		if (strcmp(caseless[i], name) == 0)
			return true;
	}
	return false;
}

static bool operator_take(struct reader *r, enum attribute_operator *out)
{
	static const char signs[] = "~|^$*";
	const char *sign = strchr(signs, reader_peek(r));

	if (*r->p == '=') {
		r->p++;
		*out = ATTRIBUTE_EQUAL;
		return true;
	}
	if (!sign || *sign == '\0' || r->p[1] != '=')
		return false;
	r->p += 2;
	*out = ATTRIBUTE_WORD + (enum attribute_operator)(sign - signs);
	return true;
}

/* `i` or `s` before the bracket. */
static bool flag_read(struct reader *r, bool *ignore_case)
{
	const char *at = r->p;
	char *flag;

	reader_space(r);
	flag = reader_identifier(r);
	if (!flag)
		return true;
	if (!ascii_equal(flag, "i") && !ascii_equal(flag, "s"))
		return reader_fail(r, at, "expected i, s or \"]\"");
	*ignore_case = ascii_equal(flag, "i");
	return true;
}

static bool value_parse(struct reader *r, struct test *t)
{
	reader_space(r);
	t->value = reader_value(r);
	if (!t->value || !flag_read(r, &t->attribute.ignore_case))
		return false;
	t->attribute.n = strlen(t->value);
	switch (t->attribute.operator) {
	case ATTRIBUTE_PRESENT:
	case ATTRIBUTE_EQUAL:
	case ATTRIBUTE_DASH:
		break;
	case ATTRIBUTE_WORD:
		t->attribute.is_hopeless = !*t->value || strpbrk(t->value, " \t\n\f\r");
		break;
	case ATTRIBUTE_PREFIX:
	case ATTRIBUTE_SUFFIX:
	case ATTRIBUTE_INSIDE:
		t->attribute.is_hopeless = !*t->value;
		break;
	}
	return true;
}

/* The name with its prefix, if any: "href" for xlink|href, and "xlink" apart. */
static char *name_read(struct reader *r, const char **prefix)
{
	bool has_any = reader_take(r, '*');
	char *name = has_any ? NULL : reader_identifier(r);

	*prefix = NULL;
	if (reader_peek(r) == '|' && r->p[1] != '=') {
		r->p++;
		*prefix = has_any ? "*" : name;
		name = reader_identifier(r);
	} else if (has_any) {
		return reader_expected(r, "\"|\"");
	}
	if (!name)
		return reader_expected(r, "the name of an attribute");
	for (char *p = name; *p; p++)
		*p = ascii_lower(*p);
	return name;
}

static bool sign_is_not_equal(struct reader *r)
{
	if (reader_peek(r) != '!' || r->p[1] != '=')
		return false;
	r->p++;
	return true;
}

/* The same test for another name, as a further member of the list. */
static void variant_add(struct reader *r, struct complex_list *list, const struct test *t,
			const char *prefix, const char *name)
{
	struct test *variant = list_add_test(r, list, TEST_ATTRIBUTE);

	*variant = *t;
	variant->next = NULL;
	variant->name =
	    reader_name(r, prefix ? arena_printf(r->selector->arena, "%s:%s", prefix, name) : name);
}

/* A test that one list stands for: any of the attribute's spellings, or none for `!=`. HTML's
 * parser keeps the prefixes xlink, xml and xmlns in the names of SVG's and MathML's attributes. */
static void variants_add(struct reader *r, struct compound *c, const struct test *t,
			 const char *prefix, const char *name, bool is_not)
{
	static const char *const known[] = {"xlink", "xml", "xmlns"};
	struct test *outer = test_add(r, c, is_not ? TEST_NOT : TEST_IS);

	outer->list = ARENA_NEW(r->selector->arena, struct complex_list);
	variant_add(r, outer->list, t, NULL, name);
	if (prefix && strcmp(prefix, "*") != 0)
		variant_add(r, outer->list, t, prefix, name);
	for (size_t i = 0; prefix && *prefix == '*' && i < sizeof known / sizeof known[0]; i++)
		variant_add(r, outer->list, t, known[i], name);
}

bool attribute_parse(struct reader *r, struct compound *c)
{
	struct test *t = ARENA_NEW(r->selector->arena, struct test);
	const char *prefix, *name;
	bool is_not;

	t->kind = TEST_ATTRIBUTE;
	reader_space(r);
	name = name_read(r, &prefix);
	if (!name)
		return false;
	t->attribute.ignore_case = is_caseless(name);
	reader_space(r);
	is_not = sign_is_not_equal(r);
	if (operator_take(r, &t->attribute.operator) && !value_parse(r, t))
		return false;
	reader_space(r);
	if (!reader_take(r, ']'))
		return reader_expected(r, t->value ? "\"]\"" : "\"]\" or an operator");
	if (is_not || prefix) {
		variants_add(r, c, t, prefix, name, is_not);
		return true;
	}
	t->name = reader_name(r, name);
	compound_add(c, t);
	return true;
}

static bool bytes_equal(const struct test *t, const char *s, size_t n)
{
	if (n != t->attribute.n)
		return false;
	if (!t->attribute.ignore_case)
		return memcmp(s, t->value, n) == 0;
	for (size_t i = 0; i < n; i++) {
		if (ascii_lower(s[i]) != ascii_lower(t->value[i]))
			return false;
	}
	return true;
}

static bool has_word(const struct test *t, const char *value)
{
	const char *p = value;

	while (*p) {
		size_t n = strcspn(p, " \t\n\f\r");
		if (bytes_equal(t, p, n))
			return true;
		p += n + strspn(p + n, " \t\n\f\r");
	}
	return false;
}

static bool has_inside(const struct test *t, const char *value, size_t n)
{
	if (!t->attribute.ignore_case)
		return strstr(value, t->value) != NULL;
	for (size_t i = 0; i + t->attribute.n <= n; i++) {
		if (bytes_equal(t, value + i, t->attribute.n))
			return true;
	}
	return false;
}

bool attribute_matches(const struct test *t, const char *value)
{
	size_t n = strlen(value), wanted = t->attribute.n;

	if (t->attribute.is_hopeless)
		return false;
	switch (t->attribute.operator) {
	case ATTRIBUTE_PRESENT:
		return true;
	case ATTRIBUTE_EQUAL:
		return bytes_equal(t, value, n);
	case ATTRIBUTE_WORD:
		return has_word(t, value);
	case ATTRIBUTE_DASH:
		return n >= wanted && bytes_equal(t, value, wanted) &&
		       (n == wanted || value[wanted] == '-');
	case ATTRIBUTE_PREFIX:
		return n >= wanted && bytes_equal(t, value, wanted);
	case ATTRIBUTE_SUFFIX:
		return n >= wanted && bytes_equal(t, value + n - wanted, wanted);
	case ATTRIBUTE_INSIDE:
		return has_inside(t, value, n);
	}
	return false;
}
