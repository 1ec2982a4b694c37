/* :lang(): the language of an element, and ranges of languages. */
#include "extract/selector_index.h"
#include "extract/selector_match.h"

static bool is_foreign(const struct node *n)
{
	for (; n && n->kind == NODE_ELEMENT; n = n->parent) {
		if (n->tag == TAG_svg || n->tag == TAG_math)
			return true;
	}
	return false;
}

/* <meta http-equiv="content-language">: one language, no list (HTML standard, 4.2.5.3). */
static const char *language_of_page(struct document *d)
{
	struct selector_index *ix = selector_index(d);

	if (ix->knows_language)
		return ix->language;
	ix->knows_language = true;
	for (const struct node *n = d->nodes, *end = n + d->n_nodes; n < end; n++) {
		const char *name, *value;

		if (n->kind != NODE_ELEMENT || n->tag != TAG_meta)
			continue;
		name = node_attribute(n, "http-equiv");
		value = node_attribute(n, "content");
		if (!name || !value || !ascii_equal(name, "content-language") ||
		    value[strcspn(value, ", \t\n\f\r")])
			continue;
		ix->language = value;
		break;
	}
	return ix->language;
}

/* The nearest `lang`; `xml:lang` counts in SVG and MathML. NULL when nothing says it. */
static const char *language_of(struct matcher *m, const struct node *n)
{
	for (; n && n->kind == NODE_ELEMENT && matcher_step(m); n = n->parent) {
		const char *lang = node_attribute(n, "lang");

		if (!lang && (lang = node_attribute(n, "xml:lang")) && !is_foreign(n))
			lang = NULL;
		if (lang)
			return lang;
	}
	return language_of_page(m->document);
}

struct subtag {
	const char *start;
	size_t n;
};

/* The subtag at *p, which is moved behind it and its hyphen; *p is NULL after the last. */
static struct subtag subtag_next(const char **p)
{
	struct subtag s = {*p, strcspn(*p, "-")};

	*p = s.start[s.n] ? s.start + s.n + 1 : NULL;
	return s;
}

static bool subtag_is(struct subtag s, struct subtag other)
{
	return s.n == other.n && strncasecmp(s.start, other.start, s.n) == 0;
}

static bool is_wildcard(struct subtag s)
{
	return s.n == 1 && *s.start == '*';
}

/* RFC 4647, 3.3.2: wildcards after the first subtag mean nothing, subtags of the language that the
 * range does not name are passed over, but for singletons. */
static bool range_has(const char *range, const char *language)
{
	struct subtag wanted = subtag_next(&range), is = subtag_next(&language);

	if (is_wildcard(wanted) ? is.n == 0 : !subtag_is(wanted, is))
		return false;
	while (range) {
		wanted = subtag_next(&range);
		if (is_wildcard(wanted))
			continue;
		do {
			if (!language || wanted.n == 0)
				return false;
			is = subtag_next(&language);
			if (is.n == 1 && !subtag_is(wanted, is))
				return false;
		} while (!subtag_is(wanted, is));
	}
	return true;
}

bool language_matches(struct matcher *m, const char *range, const struct node *n)
{
	const char *language = language_of(m, n);

	return language && range_has(range, language);
}
