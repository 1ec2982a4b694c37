/* Changes as JSON, within bounds. */
#include "diff/items.h"

#include "bounds.h"

#include <string.h>

/* One kind of change, as both forms print it. */
struct kind {
	const char *name;
	size_t n;
	void (*print)(struct work *w, const struct item_diff *d, size_t i, struct text *t);
};

static void add_span(struct text *t, struct span s)
{
	if (s.at)
		text_add_bytes(t, s.at, s.n);
	else
		text_add(t, "null");
}

/* Appends "key":{"url":"..."} of an item. */
static void print_key(struct work *w, const struct item_diff *d, const struct item *item,
		      struct text *t)
{
	text_add(t, d->key.fields.n ? "\"key\":{" : "\"key\":null");
	for (size_t i = 0; i < d->key.fields.n; i++) {
		struct text name = text_new(w->arena, TEXT_MAX);

		text_add_json(&name, d->key.fields.items[i], strlen(d->key.fields.items[i]));
		if (i)
			text_add_char(t, ',');
		text_add(t, name.data);
		text_add_char(t, ':');
		add_span(t, item_member(item, (struct span){name.data, name.length}));
	}
	if (d->key.fields.n)
		text_add_char(t, '}');
}

static void print_field(struct text *t, struct span name, struct span before, struct span after,
			bool *first)
{
	if (span_equal(before, after) || (span_is_null(before) && span_is_null(after)))
		return;
	text_add(t, *first ? "{\"field\":" : ",{\"field\":");
	*first = false;
	add_span(t, name);
	text_add(t, ",\"before\":");
	add_span(t, before);
	text_add(t, ",\"after\":");
	add_span(t, after);
	text_add_char(t, '}');
}

/* The fields in the order of the newer item, then those that it has no more. */
static void print_fields(struct work *w, const struct item *before, const struct item *after,
			 struct text *t)
{
	struct item_fields is = item_fields(w, after), was = item_fields(w, before);
	bool first = true;

	for (size_t i = 0; i < is.n; i++)
		print_field(t, is.fields[i].name, item_member(before, is.fields[i].name),
			    is.fields[i].value, &first);
	for (size_t i = 0; i < was.n; i++)
		if (!item_member(after, was.fields[i].name).at)
			print_field(t, was.fields[i].name, was.fields[i].value, (struct span){0},
				    &first);
}

static void print_added(struct work *w, const struct item_diff *d, size_t i, struct text *t)
{
	(void)w;
	add_span(t, d->shown_after.items[d->added[i]].text);
}

static void print_removed(struct work *w, const struct item_diff *d, size_t i, struct text *t)
{
	(void)w;
	add_span(t, d->shown_before.items[d->removed[i]].text);
}

static void print_modified(struct work *w, const struct item_diff *d, size_t i, struct text *t)
{
	const struct item *before = &d->before.items[d->modified[i].before];
	const struct item *after = &d->after.items[d->modified[i].after];

	print_key(w, d, after, t);
	text_add(t, ",\"before\":");
	add_span(t, d->shown_before.items[d->modified[i].before].text);
	text_add(t, ",\"after\":");
	add_span(t, d->shown_after.items[d->modified[i].after].text);
	text_add(t, ",\"fields\":[");
	print_fields(w, before, after, t);
	text_add_char(t, ']');
}

static void print_moved(struct work *w, const struct item_diff *d, size_t i, struct text *t)
{
	const struct item_pair *pair = &d->moved[i];

	print_key(w, d, &d->after.items[pair->after], t);
	text_add(t, ",\"item\":");
	add_span(t, d->shown_after.items[pair->after].text);
	text_addf(t, ",\"from\":%zu,\"to\":%zu", pair->before, pair->after);
}

enum { KINDS = 4 };

static void kinds_of(const struct item_diff *d, struct kind kinds[static KINDS])
{
	kinds[0] = (struct kind){"added", d->n_added, print_added};
	kinds[1] = (struct kind){"removed", d->n_removed, print_removed};
	kinds[2] = (struct kind){"modified", d->n_modified, print_modified};
	kinds[3] = (struct kind){"moved", d->n_moved, print_moved};
}

/* Appends the changes of a kind with a comma between them, or before each when `comma`; returns how
 * many. An item that is whole stands alone, members of a change get the braces here. */
static size_t print_kind(struct work *w, const struct item_diff *d, const struct kind *kind,
			 bool is_flat, bool comma, struct text *t)
{
	bool is_item = kind->print == print_added || kind->print == print_removed;
	size_t from = t->length, i;

	for (i = 0; i < kind->n && i < CHANGES_LISTED_MAX; i++) {
		size_t mark = t->length;

		if (i || comma)
			text_add_char(t, ',');
		if (is_flat)
			text_addf(t, "{\"type\":\"%s\",%s", kind->name, is_item ? "\"item\":" : "");
		else if (!is_item)
			text_add_char(t, '{');
		kind->print(w, d, i, t);
		if (is_flat || !is_item)
			text_add_char(t, '}');
		if (text_is_full(t) || t->length - from > CHANGES_TEXT_MAX) {
			text_cut(t, mark);
			break;
		}
	}
	return i;
}

void item_diff_print(struct work *w, const struct item_diff *d, struct text *t)
{
	struct text part = text_new(w->arena, ITEM_DIFF_TEXT_MAX);
	struct kind kinds[KINDS];
	size_t listed[KINDS];

	kinds_of(d, kinds);
	text_addf(t, "{\"key\":%s", item_key_print(w, &d->key));
	for (int k = 0; k < KINDS; k++) {
		text_clear(&part);
		listed[k] = print_kind(w, d, &kinds[k], false, false, &part);
		text_addf(t, ",\"%s\":[", kinds[k].name);
		text_add_bytes(t, part.data, part.length);
		text_add_char(t, ']');
	}
	for (int k = 0; k < KINDS; k++)
		text_addf(t, "%s\"%s\":%zu", k ? "," : ",\"more\":{", kinds[k].name,
			  kinds[k].n - listed[k]);
	text_add(t, "}}");
}

void item_diff_print_flat(struct work *w, const struct item_diff *d, struct text *t, size_t *more)
{
	struct text part = text_new(w->arena, ITEM_DIFF_TEXT_MAX);
	struct kind kinds[KINDS];
	size_t all = 0;

	kinds_of(d, kinds);
	*more = 0;
	for (int k = 0; k < KINDS; k++) {
		size_t n = print_kind(w, d, &kinds[k], true, all > 0, &part);

		all += n;
		*more += kinds[k].n - n;
	}
	text_add_char(t, '[');
	text_add_bytes(t, part.data, part.length);
	text_add_char(t, ']');
}
