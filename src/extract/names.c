/* A hash table with open addressing over entries in the arena. The hash is seeded for each
 * process, because the strings are a stranger's. */
#include "extract/names.h"

#include "util/quick_hash.h"

#define SLOTS_FIRST 512u /* the 150 names of tags.def and an ordinary page's classes */

struct names {
	struct arena *arena;
	struct name **slots;
	size_t n_slots; /* a power of two */
	size_t n;
	uint64_t seed;
	uint32_t n_lists;
	struct name *by_tag[TAG__MAX];
};

static const char *const tag_names[] = {
    [TAG_OTHER] = "",
#define TAG(name) [TAG_##name] = #name,
#include "extract/tags.def"
#undef TAG
};

static uint32_t hash_of(const struct names *t, const char *s, size_t n)
{
	uint64_t h = quick_hash(s, n, t->seed);

	return (uint32_t)(h ^ h >> 32);
}

static struct name **slot_of(const struct names *t, const char *s, size_t n, uint32_t hash)
{
	size_t i = hash & (t->n_slots - 1);

	while (t->slots[i]) {
		const struct name *e = t->slots[i];

		if (e->hash == hash && e->length == n && memcmp(e->text, s, n) == 0)
			break;
		i = (i + 1) & (t->n_slots - 1);
	}
	return &t->slots[i];
}

static void grow(struct names *t)
{
	struct name **old = t->slots;
	size_t n_old = t->n_slots;

	t->n_slots *= 2;
	t->slots = ARENA_ARRAY(t->arena, t->n_slots, struct name *);
	for (size_t i = 0; i < n_old; i++)
		if (old[i])
			*slot_of(t, old[i]->text, old[i]->length, old[i]->hash) = old[i];
}

struct names *names_new(struct arena *a)
{
	struct names *t = ARENA_NEW(a, struct names);

	t->arena = a;
	t->seed = quick_hash_seed();
	t->n_slots = SLOTS_FIRST;
	t->slots = ARENA_ARRAY(a, t->n_slots, struct name *);
	for (int tag = TAG_SVG_TITLE + 1; tag < (int)TAG__MAX; tag++) {
		t->by_tag[tag] = names_add(t, tag_names[tag], strlen(tag_names[tag]));
		t->by_tag[tag]->tag = (enum tag)tag;
	}
	return t;
}

struct name *names_of_tag(const struct names *t, enum tag tag)
{
	return t->by_tag[tag];
}

struct name *names_add(struct names *t, const char *s, size_t n)
{
	uint32_t hash = hash_of(t, s, n);
	struct name **slot = slot_of(t, s, n, hash);
	struct name *e = *slot;

	if (e)
		return e;
	e = ARENA_NEW(t->arena, struct name);
	e->text = arena_copy(t->arena, s, n);
	e->length = (uint32_t)n;
	e->hash = hash;
	*slot = e;
	if (++t->n * 2 > t->n_slots)
		grow(t);
	return e;
}

static size_t token_length(const char *s)
{
	size_t n = 0;

	while (s[n] && !ascii_is_space(s[n]))
		n++;
	return n;
}

const struct name *names_classes(struct names *t, const char *value)
{
	size_t room = 0, n;
	struct name *all = names_add(t, value, strlen(value));

	if (all->classes)
		return all;
	for (const char *s = value; *s; s += n ? n : 1) {
		n = token_length(s);
		room += n > 0;
	}
	all->classes = ARENA_ARRAY(t->arena, room, const char *);
	t->n_lists++;
	for (const char *s = value; *s; s += n ? n : 1) {
		struct name *e;

		n = token_length(s);
		if (n == 0)
			continue;
		e = names_add(t, s, n);
		if (e->list == t->n_lists)
			continue;
		e->list = t->n_lists;
		all->classes[all->n_classes++] = e->text;
	}
	return all;
}

struct name *names_find(const struct names *t, const char *s, size_t n)
{
	return *slot_of(t, s, n, hash_of(t, s, n));
}
