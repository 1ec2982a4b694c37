/* One pass over the items. An item's hash is the sum of its members' ones. */
#include "diff/item_list.h"

#include "bounds.h"
#include "util/quick_hash.h"
#include "util/text.h"

/* --- hashes --- */

uint64_t span_hash(struct span s)
{
	return quick_hash(s.at, s.n, quick_hash_seed());
}

/* --- items --- */

static bool scan_item(struct json_scan *s, uint64_t seed, struct item *item)
{
	struct json_field f;
	bool good = true;

	item->text.at = s->at;
	item->hash = 0;
	if (s->at < s->end && *s->at != '{') {
		good = json_skip_value(s);
		item->hash = quick_hash(item->text.at, (size_t)(s->at - item->text.at), seed);
	} else {
		good = json_skip_char(s, '{');
		for (size_t n = 0; good && json_next_field(s, n, &f, &good); n++)
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

static bool scan_items(struct work *w, struct json_scan *s, struct item_list *out)
{
	uint64_t seed = quick_hash_seed();
	size_t room = 0;

	*out = (struct item_list){0};
	if (!json_skip_char(s, '['))
		return false;
	while (!json_skip_char(s, ']')) {
		if (out->n == ITEMS_MAX || (out->n && !json_skip_char(s, ',')))
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
	struct json_scan s = {text, text + n};
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
	s = (struct json_scan){inner.at, inner.at + inner.n};
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
static bool open_item(const struct item *item, struct json_scan *s)
{
	*s = (struct json_scan){item->text.at, item->text.at + item->text.n};
	return json_skip_char(s, '{');
}

struct item_fields item_fields(struct work *w, const struct item *item)
{
	struct item_fields all = {0};
	struct json_field f;
	struct json_scan s;
	bool good = true;
	size_t n = 0;

	if (!open_item(item, &s))
		return all;
	while (json_next_field(&s, n, &f, &good))
		n++;
	all.fields = ARENA_ARRAY(w->arena, n, struct json_field);
	open_item(item, &s);
	while (all.n < n && json_next_field(&s, all.n, &all.fields[all.n], &good))
		all.n++;
	return all;
}

struct span item_member(const struct item *item, struct span name)
{
	return json_member(item->text, name);
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
