/* Pairs of items. Which ones moved is told by a longest increasing subsequence, found by patience
 * sorting (Fredman, 1975). */
#include "diff/items.h"

#include "bounds.h"

#include <string.h>

#define NONE ITEM_ALONE

_Static_assert(ITEMS_MAX < NONE, "a place does not fit its type");

/* Items of before in buckets by their hash, each bucket in their order. */
struct buckets {
	uint32_t *first, *next;
	size_t mask;
};

struct pairing {
	struct work *w;
	const struct item_list *before, *after;
	uint32_t *of_before, *of_after; /* the partner's place, or NONE */
	struct span *names; /* of the fields of the key, as JSON; n_names 0: whole items */
	size_t n_names;
	bool nulls_count; /* what has no value in any field of the key has a key too */
	uint64_t *hash_before, *hash_after; /* 0: has no key */
	struct buckets buckets;
};

/* --- hashes --- */

static uint64_t hash_of(const struct pairing *p, const struct item *item)
{
	uint64_t hash = 1;

	if (p->n_names == 0)
		return item->hash;
	for (size_t i = 0; i < p->n_names; i++) {
		struct span value = item_member(item, p->names[i]);

		if (span_is_null(value) && !p->nulls_count)
			return 0;
		hash = hash * 31 + (span_is_null(value) ? 1 : span_hash(value));
	}
	return hash ? hash : 1;
}

static void hash_left(const struct pairing *p, const struct item_list *list,
		      const uint32_t *partner, uint64_t *hash)
{
	for (size_t i = 0; i < list->n; i++)
		if (partner[i] == NONE)
			hash[i] = hash_of(p, &list->items[i]);
}

static bool is_same(const struct pairing *p, const struct item *a, const struct item *b)
{
	if (p->n_names == 0)
		return item_equal(p->w, a, b);
	for (size_t i = 0; i < p->n_names; i++) {
		struct span of_a = item_member(a, p->names[i]), of_b = item_member(b, p->names[i]);

		if (span_is_null(of_a) != span_is_null(of_b) ||
		    (!span_is_null(of_a) && !span_equal(of_a, of_b)))
			return false;
	}
	return true;
}

/* --- pairs --- */

static struct buckets buckets_new(struct work *w, size_t n)
{
	struct buckets b = {.mask = 1};

	while (b.mask < n * 2)
		b.mask *= 2;
	b.first = arena_alloc_raw(w->arena, b.mask * sizeof *b.first);
	b.next = arena_alloc_raw(w->arena, n * sizeof *b.next);
	b.mask--;
	return b;
}

static void fill_buckets(struct pairing *p)
{
	struct buckets *b = &p->buckets;

	memset(b->first, 0xff, (b->mask + 1) * sizeof *b->first);
	for (size_t i = p->before->n; i-- > 0;) {
		uint32_t *first = &b->first[p->hash_before[i] & b->mask];

		if (p->of_before[i] != NONE || p->hash_before[i] == 0)
			continue;
		b->next[i] = *first;
		*first = (uint32_t)i;
	}
}

/* Pairs what is left on both sides by whole items or by the key. */
static void pair_left(struct pairing *p)
{
	hash_left(p, p->before, p->of_before, p->hash_before);
	hash_left(p, p->after, p->of_after, p->hash_after);
	fill_buckets(p);
	for (size_t i = 0; i < p->after->n; i++) {
		uint32_t *at = &p->buckets.first[p->hash_after[i] & p->buckets.mask];

		if (p->of_after[i] != NONE || p->hash_after[i] == 0)
			continue;
		while (*at != NONE && (p->hash_before[*at] != p->hash_after[i] ||
				       !is_same(p, &p->before->items[*at], &p->after->items[i])))
			at = &p->buckets.next[*at];
		if (*at == NONE)
			continue;
		p->of_after[i] = *at;
		p->of_before[*at] = (uint32_t)i;
		*at = p->buckets.next[*at];
	}
}

static uint32_t *no_partners(struct work *w, size_t n)
{
	uint32_t *partner = arena_alloc_raw(w->arena, n * sizeof *partner);

	memset(partner, 0xff, n * sizeof *partner);
	return partner;
}

static void set_names(struct pairing *p, const struct item_key *key, size_t n)
{
	p->names = ARENA_ARRAY(p->w->arena, n, struct span);
	p->n_names = n;
	p->nulls_count = key->is_section;
	for (size_t i = 0; i < n; i++) {
		struct text name = text_new(p->w->arena, TEXT_MAX);

		text_add_json(&name, key->fields.items[i], strlen(key->fields.items[i]));
		p->names[i] = (struct span){name.data, name.length};
	}
}

static void pair_all(struct pairing *p, const struct item_key *key)
{
	struct work *w = p->w;

	p->of_before = no_partners(w, p->before->n);
	p->of_after = no_partners(w, p->after->n);
	p->hash_before = arena_alloc_raw(w->arena, p->before->n * sizeof *p->hash_before);
	p->hash_after = arena_alloc_raw(w->arena, p->after->n * sizeof *p->hash_after);
	p->buckets = buckets_new(w, p->before->n);
	pair_left(p);
	if (key->fields.n) {
		set_names(p, key, key->fields.n);
		pair_left(p);
	}
	if (key->is_section && key->fields.n > 1) {
		set_names(p, key, 1);
		pair_left(p);
	}
	if (key->fields.n == 0 && p->before->n == 1 && p->after->n == 1)
		p->of_before[0] = p->of_after[0] = 0;
}

/* --- moves --- */

/* The pairs whose place in before is out of turn. tails[k]: the place in after where the best
 * increasing run of k + 1 pairs ends; previous[i]: the place before it in that run. */
static void find_moved(struct work *w, const struct pairing *p, struct item_diff *d)
{
	const uint32_t *to = p->of_after;
	size_t n = p->after->n, length = 0;
	uint32_t *tails = arena_alloc_raw(w->arena, n * sizeof *tails);
	uint32_t *previous = arena_alloc_raw(w->arena, n * sizeof *previous);
	bool *stays = ARENA_ARRAY(w->arena, n, bool);

	for (size_t i = 0; i < n; i++) {
		size_t low = 0, high = length;

		if (to[i] == NONE)
			continue;
		while (low < high) {
			size_t middle = (low + high) / 2;

			if (to[tails[middle]] < to[i])
				low = middle + 1;
			else
				high = middle;
		}
		previous[i] = low ? tails[low - 1] : NONE;
		tails[low] = (uint32_t)i;
		length += low == length;
	}
	for (uint32_t i = length ? tails[length - 1] : NONE; i != NONE; i = previous[i])
		stays[i] = true;
	d->moved = arena_alloc_raw(w->arena, n * sizeof *d->moved);
	for (size_t i = 0; i < n; i++)
		if (to[i] != NONE && !stays[i])
			d->moved[d->n_moved++] = (struct item_pair){to[i], i};
}

/* --- the whole --- */

void item_diff(struct work *w, const struct item_list *before, const struct item_list *after,
	       const struct item_key *key, bool ordered, struct item_diff *out)
{
	struct pairing p = {.w = w, .before = before, .after = after};

	*out = (struct item_diff){.before = *before,
				  .after = *after,
				  .shown_before = *before,
				  .shown_after = *after,
				  .key = *key};
	pair_all(&p, key);
	out->partner_before = p.of_before;
	out->partner_after = p.of_after;
	out->removed = arena_alloc_raw(w->arena, before->n * sizeof *out->removed);
	out->added = arena_alloc_raw(w->arena, after->n * sizeof *out->added);
	out->modified = arena_alloc_raw(w->arena, after->n * sizeof *out->modified);
	for (size_t i = 0; i < before->n; i++)
		if (p.of_before[i] == NONE)
			out->removed[out->n_removed++] = i;
	for (size_t i = 0; i < after->n; i++) {
		if (p.of_after[i] == NONE)
			out->added[out->n_added++] = i;
		else if (!item_equal(w, &before->items[p.of_after[i]], &after->items[i]))
			out->modified[out->n_modified++] = (struct item_pair){p.of_after[i], i};
	}
	if (ordered)
		find_moved(w, &p, out);
}

bool item_diff_is_empty(const struct item_diff *d)
{
	return d->n_added + d->n_removed + d->n_modified + d->n_moved == 0;
}
