/* Pairs of items of two or three lists, and fields of theirs that are put back. */
#include "job/settle.h"

#include "bounds.h"

#include <stdlib.h>
#include <string.h>

/* An item of the outcome: of the run (place in after), or of the baseline, put back. */
struct entry {
	uint32_t after, before; /* ITEM_ALONE: not of that list */
	uint32_t rank;		/* its place in the baseline, or that of what it follows there */
	uint32_t at;		/* as added */
};

struct settler {
	struct work *w;
	const struct settling *in;
	struct item_diff change;     /* baseline and run */
	struct item_diff first_seen; /* baseline and first fetch */
	struct item_diff again;	     /* first fetch and run */
	struct entry *entries;
	size_t n;
	uint32_t rank;
};

bool item_sides_scan(struct work *w, const struct sensitivity *s, const char *text,
		     const char *wrapper, struct item_sides *out)
{
	return item_list_scan(w, text, strlen(text), wrapper, &out->whole) &&
	       sensitivity_counted(w, s, &out->whole, &out->counted);
}

static void add_entry(struct settler *s, uint32_t after, uint32_t before)
{
	if (before != ITEM_ALONE)
		s->rank = before + 1;
	s->entries[s->n] = (struct entry){after, before, s->rank, (uint32_t)s->n};
	s->n++;
}

/* --- which items --- */

/* What is gone from `at` on in this fetch but was there in the first one. */
static void keep_gone(struct settler *s, size_t at)
{
	for (; s->in->first && at < s->in->before.whole.n &&
	       s->change.partner_before[at] == ITEM_ALONE;
	     at++)
		if (s->first_seen.partner_before[at] != ITEM_ALONE)
			add_entry(s, ITEM_ALONE, (uint32_t)at);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* In the order of the run; where order counts and the first fetch had another, in the baseline's.
 */
static void choose(struct settler *s)
{
	const struct settling *in = s->in;

	s->entries = ARENA_ARRAY(s->w->arena, in->before.whole.n + in->after.whole.n, struct entry);
	keep_gone(s, 0);
	for (size_t i = 0; i < in->after.whole.n; i++) {
		uint32_t before = s->change.partner_after[i];

		if (before == ITEM_ALONE && in->first && s->again.partner_after[i] == ITEM_ALONE)
			continue; /* new, and not there at first */
		add_entry(s, (uint32_t)i, before);
		if (before != ITEM_ALONE)
			keep_gone(s, before + 1);
	}
	if (in->first && in->sensitivity->is_ordered && s->again.n_moved && s->n)
		qsort(s->entries, s->n, sizeof *s->entries, compare_entries);
}

/* --- which fields --- */

struct members {
	struct text *text;
	bool comma;
};

static void add_member(struct members *m, struct span name, struct span value)
{
	if (m->comma)
		text_add_char(m->text, ',');
	m->comma = true;
	text_add_bytes(m->text, name.at, name.n);
	text_add_char(m->text, ':');
	text_add_bytes(m->text, value.at, value.n);
}

/* Whether the field is another than before, to whoever watches, and was so at first. at NULL: the
 * item has it not. */
static bool is_told(struct settler *s, struct span name, struct span before, struct span after,
		    const struct item *first)
{
	const struct sensitivity *what = s->in->sensitivity;

	if (sensitivity_same(s->w, what, name, before, after))
		return false;
	if (!s->in->first)
		return true;
	return first && sensitivity_same(s->w, what, name, item_member(first, name), after);
}

static void add_merged(struct settler *s, const struct item *before, const struct item *after,
		       const struct item *first, struct text *t)
{
	const struct sensitivity *what = s->in->sensitivity;
	struct item_fields is = item_fields(s->w, after), was = item_fields(s->w, before);
	struct members m = {.text = t};

	text_add_char(t, '{');
	for (size_t i = 0; i < is.n; i++) {
		struct span name = is.fields[i].name, old = item_member(before, name);

		if (!sensitivity_counts(what, name) ||
		    is_told(s, name, old, is.fields[i].value, first))
			old = is.fields[i].value;
		if (old.at)
			add_member(&m, name, old);
	}
	for (size_t i = 0; i < was.n; i++) {
		struct span name = was.fields[i].name, none = {0};

		if (!item_member(after, name).at && sensitivity_counts(what, name) &&
		    !is_told(s, name, was.fields[i].value, none, first))
			add_member(&m, name, was.fields[i].value);
	}
	text_add_char(t, '}');
}

/* What is no object has no fields to be put back: it is another item, or the same. */
static void add_paired(struct settler *s, const struct entry *e, struct text *t)
{
	const struct settling *in = s->in;
	const struct item *before = &in->before.whole.items[e->before];
	const struct item *after = &in->after.whole.items[e->after], *first = NULL;
	uint32_t at = in->first ? s->again.partner_after[e->after] : ITEM_ALONE;

	if (at != ITEM_ALONE)
		first = &in->first->whole.items[at];
	if (*before->text.at == '{' && *after->text.at == '{')
		add_merged(s, before, after, first, t);
	else
		text_add_bytes(t, after->text.at, after->text.n);
}

static bool write(struct settler *s, struct settled *out)
{
	const struct settling *in = s->in;
	struct text t = text_new(s->w->arena, EXTRACT_REPLY_MAX);

	out->shown = (struct item_list){ARENA_ARRAY(s->w->arena, s->n, struct item), s->n};
	text_add_char(&t, '[');
	for (size_t i = 0; i < s->n; i++) {
		const struct entry *e = &s->entries[i];
		const struct item *item = e->after == ITEM_ALONE
					      ? &in->before.whole.items[e->before]
					      : &in->after.whole.items[e->after];

		out->shown.items[i] = *item;
		if (i)
			text_add_char(&t, ',');
		if (e->after != ITEM_ALONE && e->before != ITEM_ALONE)
			add_paired(s, e, &t);
		else
			text_add_bytes(&t, item->text.at, item->text.n);
	}
	text_add_char(&t, ']');
	return item_sides_scan(s->w, in->sensitivity, t.data, NULL, &out->items);
}

bool items_settle(struct work *w, const struct settling *in, struct settled *out)
{
	struct settler s = {.w = w, .in = in};

	item_diff(w, &in->before.counted, &in->after.counted, in->key, false, &s.change);
	if (in->first) {
		item_diff(w, &in->before.counted, &in->first->counted, in->key, false,
			  &s.first_seen);
		item_diff(w, &in->first->counted, &in->after.counted, in->key,
			  in->sensitivity->is_ordered, &s.again);
	}
	choose(&s);
	return write(&s, out);
}
