/* Which part of a selector still matches, and what the page has where the next part is missing.
 *
 * A selector is taken apart as text, at its combinators and before each class, id, attribute and
 * pseudo-class: "ul.goods > li .price" is ul, .goods, > li, .price. The longest beginning that
 * matches tells most, because what comes after it can be looked for there; when not even the first
 * part is found, the longest end tells which condition on the outside is in the way.
 */
#include "extract/explain_parts.h"

#include "bounds.h"

enum {
	NODES_LOOKED_AT = 20000, /* to find what is there instead */
	NAMED_CLASSES = 3,	 /* classes that an element is told by */
};

/* A simple selector, with what stands before it. */
struct part {
	size_t start, end;
	char combinator; /* '\0': of the same compound; ' ', '>', '+', '~' */
};

struct parts {
	const char *text;
	struct part items[SELECTOR_MAX];
	size_t n;
};

struct search {
	struct work *w;
	struct document *document;
	struct node_list scopes;
	bool with_scopes;
};

/* --- taking apart --- */

/* Behind the text in quotes at s[i]. */
static size_t skip_quoted(const char *s, size_t i)
{
	char quote = s[i++];

	while (s[i] && s[i] != quote)
		i += s[i] == '\\' && s[i + 1] ? 2 : 1;
	return s[i] ? i + 1 : i;
}

/* Behind the character at s[i], an escape, or all that is in brackets or parentheses there. */
static size_t skip_one(const char *s, size_t i)
{
	size_t depth = 0;

	do {
		if (depth && (s[i] == '"' || s[i] == '\'')) {
			i = skip_quoted(s, i);
			continue;
		}
		depth += s[i] == '(' || s[i] == '[';
		depth -= depth && (s[i] == ')' || s[i] == ']');
		i += s[i] == '\\' && s[i + 1] ? 2 : 1;
	} while (s[i] && depth);
	return i;
}

static bool starts_part(char c)
{
	return c == '.' || c == '#' || c == '[' || c == ':';
}

static size_t part_end(const char *s, size_t i)
{
	do {
		i = skip_one(s, i);
	} while (s[i] && !starts_part(s[i]) && !strchr(" \t\r\n\f>+~,", s[i]));
	return i;
}

/* The parts from s[start] to the next comma or the end, whose place is returned. */
static size_t take_apart(struct parts *parts, size_t start)
{
	const char *s = parts->text;
	size_t i = start;
	char combinator = ' ';

	parts->n = 0;
	while (s[i] && s[i] != ',') {
		if (ascii_is_space(s[i])) {
			if (!combinator)
				combinator = ' ';
			i++;
		} else if (s[i] == '>' || s[i] == '+' || s[i] == '~') {
			combinator = s[i++];
		} else {
			struct part *part = &parts->items[parts->n++];

			part->start = i;
			part->combinator = combinator;
			part->end = i = part_end(s, i);
			combinator = '\0';
		}
	}
	return i;
}

/* --- trying --- */

struct found {
	struct node_list list;
	size_t room;
};

static void found_add(struct arena *a, struct found *f, struct node *n)
{
	if (f->list.n == f->room) {
		size_t room = f->room ? 2 * f->room : 16;
		struct node **more = ARENA_ARRAY(a, room, struct node *);

		if (f->list.n)
			memcpy(more, f->list.items, f->list.n * sizeof(struct node *));
		f->list.items = more;
		f->room = room;
	}
	f->list.items[f->list.n++] = n;
}

/* All that n bytes of a selector match, at most NODES_LOOKED_AT; nothing when they are none. */
static struct node_list tried(const struct search *s, const char *selector, size_t n)
{
	struct work *w = s->w;
	struct found found = {0};
	struct selector *compiled = selector_parse(w, arena_copy(w->arena, selector, n));

	if (!compiled) {
		work_forgive(w);
		return found.list;
	}
	for (size_t i = 0; i < s->scopes.n && found.list.n < NODES_LOOKED_AT; i++) {
		struct node *scope = s->scopes.items[i];
		struct node_list all;

		selector_renew(s->document);
		if (s->with_scopes && selector_matches(w, compiled, s->document, scope, scope))
			found_add(w->arena, &found, scope);
		all = selector_all(w, compiled, s->document, scope);
		for (size_t j = 0; j < all.n && found.list.n < NODES_LOOKED_AT; j++)
			found_add(w->arena, &found, all.items[j]);
	}
	return found.list;
}

/* --- what is there --- */

/* "li#first.item.new"; with the attribute that a missing [name="value"] asks for. */
static const char *name_of(struct arena *a, const struct node *n, const char *missing)
{
	struct text t = text_new(a, SELECTOR_MAX);
	const char *value, *attribute;

	text_add(&t, n->name);
	if (n->id)
		text_addf(&t, "#%s", selector_escape(a, n->id));
	for (uint32_t i = 0; i < n->n_classes && i < NAMED_CLASSES; i++)
		text_addf(&t, ".%s", selector_escape(a, n->classes[i]));
	if (*missing == '[') {
		attribute = arena_copy(a, missing + 1, strcspn(missing + 1, "~|^$*!=] \t\"'"));
		value = node_attribute(n, attribute);
		if (value)
			text_addf(&t, "[%s=\"%s\"]", attribute, sample_text(a, value));
	}
	return t.data;
}

static void see(struct arena *a, struct sights *sights, const struct node *n, const char *missing)
{
	struct sight *sight;

	if (!n || n->kind != NODE_ELEMENT)
		return;
	sight = sight_add(a, sights, name_of(a, n, missing));
	if (sight && !sight->sample)
		sight->sample = sample_text(a, node_text(a, n));
}

/* The elements that may stand where the part is missing, seen from one that matches. */
static size_t see_around(const struct search *s, struct sights *sights, const struct node *n,
			 const struct part *part, const char *missing)
{
	struct arena *a = s->w->arena;
	size_t seen = 0;

	switch (part->combinator) {
	case '\0':
		see(a, sights, n, missing);
		return 1;
	case '+':
		see(a, sights, node_next_element(n), missing);
		return 1;
	case '~':
		while ((n = node_next_element(n)) && seen++ < NODES_LOOKED_AT)
			see(a, sights, n, missing);
		return seen;
	case '>':
		NODE_EACH (child, n) {
			see(a, sights, child, missing);
			seen++;
		}
		return seen;
	default:
		for (uint32_t i = n->index + 1; i < n->end && seen++ < NODES_LOOKED_AT; i++)
			see(a, sights, &s->document->nodes[i], missing);
		return seen;
	}
}

/* --- the report --- */

/* An alternative of the list, and how far it leads. */
struct lead {
	struct parts *parts;
	size_t start, end; /* in the selector's text */
	size_t n;	   /* parts that match */
	struct node_list places;
};

/* How many of the parts from the first still match; *places_out is what they match. */
static size_t beginning(const struct search *s, const struct parts *parts, size_t start,
			struct node_list *places_out)
{
	for (size_t n = parts->n - 1; n > 0; n--) {
		*places_out = tried(s, parts->text + start, parts->items[n - 1].end - start);
		if (places_out->n)
			return n;
	}
	*places_out = s->scopes;
	return 0;
}

/* The end of the selector that matches although its beginning does not. */
static void put_end(const struct search *s, struct json_object *report, const struct lead *lead)
{
	const char *text = lead->parts->text;
	struct arena *a = s->w->arena;

	for (size_t i = 1; i < lead->parts->n; i++) {
		const struct part *part = &lead->parts->items[i];
		struct node_list found;

		if (!part->combinator)
			continue;
		found = tried(s, text + part->start, lead->end - part->start);
		if (found.n == 0)
			continue;
		json_put_text(report, "matched",
			      arena_copy(a, text + part->start, lead->end - part->start));
		json_put_int(report, "matched_count", (int64_t)found.n);
		json_put_text(report, "missing",
			      arena_copy(a, text + lead->start, part->start - lead->start));
		return;
	}
	json_put_text(report, "matched", NULL);
	json_put_int(report, "matched_count", 0);
	json_put_text(report, "missing",
		      arena_copy(a, text + lead->start, lead->end - lead->start));
}

static void put_nearest(const struct search *s, struct json_object *report, const struct lead *lead)
{
	const struct part *part = &lead->parts->items[lead->n];
	const char *text = lead->parts->text + part->start;
	struct sights sights =
	    sights_new(s->w->arena, arena_copy(s->w->arena, text, part->end - part->start));
	bool is_page = lead->places.n == 1 && lead->places.items[0]->kind == NODE_DOCUMENT;

	for (size_t i = 0, seen = 0; i < lead->places.n && seen < NODES_LOOKED_AT; i++)
		seen += see_around(s, &sights, lead->places.items[i], part, text);
	sights_put(s->w, report, &sights, "selector", is_page);
}

/* Of the alternatives of a list, the one whose beginning leads farthest. parts: NULL when there is
 * none. */
static struct lead farthest(const struct search *s, const char *selector)
{
	struct lead best = {0};
	size_t start = 0;

	while (selector[start += strspn(selector + start, " \t\r\n\f")]) {
		struct lead lead = {.parts = ARENA_NEW(s->w->arena, struct parts), .start = start};

		lead.parts->text = selector;
		lead.end = take_apart(lead.parts, start);
		if (lead.parts->n)
			lead.n = beginning(s, lead.parts, start, &lead.places);
		if (lead.parts->n && (!best.parts || lead.n > best.n))
			best = lead;
		start = lead.end + (selector[lead.end] == ',');
	}
	return best;
}

static void put_missing(const struct search *s, struct json_object *report, const char *selector)
{
	struct arena *a = s->w->arena;
	struct lead lead = farthest(s, selector);

	if (!lead.parts)
		return;
	if (lead.n) {
		size_t cut = lead.parts->items[lead.n - 1].end;

		json_put_text(report, "matched",
			      arena_copy(a, selector + lead.start, cut - lead.start));
		json_put_int(report, "matched_count", (int64_t)lead.places.n);
		json_put_text(report, "missing", arena_copy(a, selector + cut, lead.end - cut));
	} else {
		put_end(s, report, &lead);
	}
	put_nearest(s, report, &lead);
}

struct json_object *explain_selector(struct work *w, struct document *d, const char *selector,
				     struct node_list scopes, bool with_scopes)
{
	struct search s = {w, d, scopes, with_scopes};
	struct json_object *report = json_new_object(w);
	struct selector *compiled = selector_parse(w, selector);
	size_t matches = 0, records = 0;

	if (!compiled)
		return NULL;
	for (size_t i = 0; i < scopes.n; i++) {
		struct node *scope = scopes.items[i];
		size_t n;

		selector_renew(d);
		n = selector_all(w, compiled, d, scope).n;
		n += with_scopes && selector_matches(w, compiled, d, scope, scope);
		matches += n;
		records += n > 0;
	}
	if (w->error)
		return NULL;
	json_put_text(report, "selector", selector);
	json_put_int(report, "matches", (int64_t)matches);
	json_put_int(report, "records", (int64_t)records);
	if (matches == 0) {
		s.scopes.n = scopes.n < EXPLAIN_SCOPES ? scopes.n : EXPLAIN_SCOPES;
		put_missing(&s, report, selector);
	}
	return report;
}
