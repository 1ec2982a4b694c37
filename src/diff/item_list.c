/* A scanner of canonical JSON. An item's hash is the sum of its members' ones. */
#include "diff/item_list.h"

#include "bounds.h"
#include "util/quick_hash.h"
#include "util/text.h"

#include <string.h>

_Static_assert(JSON_DEPTH_MAX <= 64, "the brackets that are open are the bits of one integer");

struct scan {
	const char *at, *end;
};

/* --- hashes --- */

uint64_t span_hash(struct span s)
{
	return quick_hash(s.at, s.n, quick_hash_seed());
}

bool span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

bool span_is_null(struct span value)
{
	return !value.at || (value.n == 4 && memcmp(value.at, "null", 4) == 0);
}

/* --- JSON --- */

static bool skip_char(struct scan *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

/* A quote ends the string unless an odd number of backslashes stands before it. The string's own
 * first quote ends the look back. */
const char *json_string_end(const char *at, const char *end)
{
	for (at++;;) {
		const char *quote = memchr(at, '"', (size_t)(end - at)), *back = quote;

		if (!quote)
			return NULL;
		while (back[-1] == '\\')
			back--;
		at = quote + 1;
		if ((quote - back) % 2 == 0)
			return at;
	}
}

static bool skip_string(struct scan *s)
{
	const char *end;

	if (s->at == s->end || *s->at != '"' || !(end = json_string_end(s->at, s->end)))
		return false;
	s->at = end;
	return true;
}

static bool skip_brackets(struct scan *s)
{
	uint64_t is_array = 0;
	int depth = 0;

	do {
		if (s->at == s->end || depth > JSON_DEPTH_MAX)
			return false;
		switch (*s->at) {
		case '"':
			if (!skip_string(s))
				return false;
			continue;
		case '{':
		case '[':
			is_array = is_array << 1 | (*s->at == '[');
			depth++;
			break;
		case '}':
		case ']':
			if ((is_array & 1) != (*s->at == ']'))
				return false;
			is_array >>= 1;
			depth--;
			break;
		default:
			break;
		}
		s->at++;
	} while (depth > 0);
	return true;
}

static bool skip_word(struct scan *s)
{
	const char *from = s->at;

	while (s->at < s->end &&
	       ((*s->at >= '0' && *s->at <= '9') || *s->at == '-' || *s->at == '+' ||
		*s->at == '.' || *s->at == 'E' || (*s->at >= 'a' && *s->at <= 'z')))
		s->at++;
	return s->at > from;
}

static bool skip_value(struct scan *s)
{
	if (s->at == s->end)
		return false;
	if (*s->at == '"')
		return skip_string(s);
	return *s->at == '{' || *s->at == '[' ? skip_brackets(s) : skip_word(s);
}

/* The member that begins here. */
static bool scan_field(struct scan *s, struct item_field *f)
{
	f->name.at = s->at;
	if (!skip_string(s))
		return false;
	f->name.n = (size_t)(s->at - f->name.at);
	if (!skip_char(s, ':'))
		return false;
	f->value.at = s->at;
	if (!skip_value(s))
		return false;
	f->value.n = (size_t)(s->at - f->value.at);
	return true;
}

/* The next member of the object whose first bracket has been passed; false at its end, *good tells
 * whether it was a proper one. */
static bool next_field(struct scan *s, size_t n, struct item_field *f, bool *good)
{
	if (skip_char(s, '}'))
		return false;
	*good = (n == 0 || skip_char(s, ',')) && scan_field(s, f);
	return *good;
}

/* --- items --- */

static bool scan_item(struct scan *s, uint64_t seed, struct item *item)
{
	struct item_field f;
	bool good = true;

	item->text.at = s->at;
	item->hash = 0;
	if (s->at < s->end && *s->at != '{') {
		good = skip_value(s);
		item->hash = quick_hash(item->text.at, (size_t)(s->at - item->text.at), seed);
	} else {
		good = skip_char(s, '{');
		for (size_t n = 0; good && next_field(s, n, &f, &good); n++)
			item->hash += quick_hash(f.name.at, (size_t)(s->at - f.name.at), seed);
	}
	item->text.n = (size_t)(s->at - item->text.at);
	return good;
}

static void make_room(struct work *w, struct item_list *list, size_t *room)
{
	struct item *more;

	if (list->n < *room)
		return;
	*room = *room * 2 + 64;
	more = arena_alloc_raw(w->arena, *room * sizeof *more);
	if (list->n)
		memcpy(more, list->items, list->n * sizeof *more);
	list->items = more;
}

static bool scan_items(struct work *w, struct scan *s, struct item_list *out)
{
	uint64_t seed = quick_hash_seed();
	size_t room = 0;

	*out = (struct item_list){0};
	if (!skip_char(s, '['))
		return false;
	while (!skip_char(s, ']')) {
		if (out->n == ITEMS_MAX || (out->n && !skip_char(s, ',')))
			return false;
		make_room(w, out, &room);
		if (!scan_item(s, seed, &out->items[out->n]))
			return false;
		out->n++;
	}
	return true;
}

bool item_list_scan(struct work *w, const char *text, size_t n, const char *wrapper,
		    struct item_list *out)
{
	struct scan s = {text, text + n};
	struct text name = text_new(w->arena, TEXT_MAX);
	struct span inner = {0};

	if (!scan_items(w, &s, out) || s.at != s.end)
		return fail(w, ERR_INTERNAL, "stored items are damaged at byte %zu",
			    (size_t)(s.at - text));
	if (!wrapper || out->n != 1)
		return true;
	text_add_json(&name, wrapper, strlen(wrapper));
	inner = item_member(&out->items[0], (struct span){name.data, name.length});
	if (inner.n == 0 || *inner.at != '[')
		return true;
	s = (struct scan){inner.at, inner.at + inner.n};
	return scan_items(w, &s, out) ||
	       fail(w, ERR_INTERNAL, "stored items are damaged at byte %zu", (size_t)(s.at - text));
}

void item_list_print(const struct item_list *list, struct text *t)
{
	text_add_char(t, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			text_add_char(t, ',');
		text_add_bytes(t, list->items[i].text.at, list->items[i].text.n);
	}
	text_add_char(t, ']');
}

/* An item was scanned once, so that its members are whole; what is no object has none. */
static bool open_item(const struct item *item, struct scan *s)
{
	*s = (struct scan){item->text.at, item->text.at + item->text.n};
	return skip_char(s, '{');
}

struct item_fields item_fields(struct work *w, const struct item *item)
{
	struct item_fields all = {0};
	struct item_field f;
	struct scan s;
	bool good = true;
	size_t n = 0;

	if (!open_item(item, &s))
		return all;
	while (next_field(&s, n, &f, &good))
		n++;
	all.fields = ARENA_ARRAY(w->arena, n, struct item_field);
	open_item(item, &s);
	while (all.n < n && next_field(&s, all.n, &all.fields[all.n], &good))
		all.n++;
	return all;
}

struct span item_member(const struct item *item, struct span name)
{
	struct item_field f;
	struct scan s;
	bool good = true;

	if (open_item(item, &s))
		for (size_t n = 0; next_field(&s, n, &f, &good); n++)
			if (span_equal(f.name, name))
				return f.value;
	return (struct span){0};
}

bool item_equal(struct work *w, const struct item *a, const struct item *b)
{
	struct item_fields of_a, of_b;

	if (span_equal(a->text, b->text))
		return true;
	if (a->hash != b->hash)
		return false;
	of_a = item_fields(w, a);
	of_b = item_fields(w, b);
	if (of_a.n != of_b.n || of_a.n == 0)
		return false;
	for (size_t i = 0; i < of_a.n; i++) {
		struct span value = item_member(b, of_a.fields[i].name);

		if (!value.at || !span_equal(value, of_a.fields[i].value))
			return false;
	}
	return true;
}
