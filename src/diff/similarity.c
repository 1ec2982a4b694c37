/* Counted words, and signatures side by side. */
#include "diff/similarity.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/quick_hash.h"

#include <math.h>

/* --- words --- */

struct word {
	uint64_t hash; /* 0: free */
	double n[2];
};

struct words {
	struct arena *arena;
	struct word *slots;
	size_t n, mask;
	int side;
};

static struct word *slot_of(struct word *slots, size_t mask, uint64_t hash)
{
	size_t i = hash & mask;

	while (slots[i].hash && slots[i].hash != hash)
		i = (i + 1) & mask;
	return &slots[i];
}

static void grow(struct words *words)
{
	size_t mask = words->mask * 2 + 1;
	struct word *slots = ARENA_ARRAY(words->arena, mask + 1, struct word);

	for (size_t i = 0; i <= words->mask; i++)
		if (words->slots[i].hash)
			*slot_of(slots, mask, words->slots[i].hash) = words->slots[i];
	words->slots = slots;
	words->mask = mask;
}

static void count_word(struct words *words, const char *s, size_t n)
{
	uint64_t hash = quick_hash(s, n, quick_hash_seed());
	struct word *word;

	if (hash == 0)
		hash = 1;
	word = slot_of(words->slots, words->mask, hash);
	if (!word->hash) {
		if (words->n == WORDS_COUNTED_MAX)
			return;
		words->n++;
		word->hash = hash;
	}
	word->n[words->side]++;
	if (words->n * 2 > words->mask)
		grow(words);
}

/* How many bytes of an escaped text at s are white space. */
static size_t space_at(const char *s, const char *end)
{
	if (ascii_is_space(*s))
		return 1;
	if (*s != '\\' || end - s < 2)
		return 0;
	if (s[1] == 'u') /* our writer escapes control characters alone in this way */
		return end - s < 6 ? (size_t)(end - s) : 6;
	return s[1] == '"' || s[1] == '\\' || s[1] == '/' ? 0 : 2;
}

static void count_text(struct words *words, const char *s, const char *end)
{
	while (s < end) {
		size_t space = space_at(s, end);
		const char *from = s;

		if (space) {
			s += space;
			continue;
		}
		while (s < end && !space_at(s, end))
			s += *s == '\\' && end - s > 1 ? 2 : 1;
		count_word(words, from, (size_t)(s - from));
	}
}

static bool is_mark(char c)
{
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':' || c == '"';
}

/* Strings that a colon follows are names. */
static void count_values(struct words *words, struct span text)
{
	const char *s = text.at, *end = text.at + text.n;

	while (s < end) {
		const char *from = s;

		if (*s == '"') {
			s = json_string_end(s, end);
			if (!s)
				return;
			if (s == end || *s != ':')
				count_text(words, from + 1, s - 1);
		} else if (is_mark(*s)) {
			s++;
		} else {
			while (s < end && !is_mark(*s))
				s++;
			if (!span_is_null((struct span){from, (size_t)(s - from)}))
				count_word(words, from, (size_t)(s - from));
		}
	}
}

double semantic_similarity(struct work *w, struct span a, struct span b)
{
	struct words words = {.arena = w->arena, .mask = 1023};
	double squares[2] = {0}, both = 0;

	words.slots = ARENA_ARRAY(w->arena, words.mask + 1, struct word);
	count_values(&words, a);
	words.side = 1;
	count_values(&words, b);
	for (size_t i = 0; i <= words.mask; i++) {
		const double *n = words.slots[i].n;

		both += n[0] * n[1];
		squares[0] += n[0] * n[0];
		squares[1] += n[1] * n[1];
	}
	if (squares[0] == 0 || squares[1] == 0)
		return squares[0] == squares[1] ? 1 : 0;
	return round(both / (sqrt(squares[0]) * sqrt(squares[1])) * 10000) / 10000;
}

/* --- shapes --- */

struct sentences {
	struct work *w;
	struct texts *all;
};

/* A list of words, or null, as a person reads it. */
static const char *spoken(struct work *w, struct json_object *value)
{
	struct text t = text_new(w->arena, TEXT_MAX);

	if (!value)
		return "none";
	for (size_t i = 0;
	     json_object_is_type(value, json_type_array) && i < json_object_array_length(value);
	     i++) {
		struct json_object *word = json_object_array_get_idx(value, i);

		if (i)
			text_add(&t, " and ");
		if (json_object_is_type(word, json_type_string))
			text_add(&t, json_object_get_string(word));
	}
	return t.data;
}

static void say(struct sentences *s, const char *sentence)
{
	s->all->items[s->all->n++] = sentence;
}

static void compare_field(struct sentences *s, const char *name, struct json_object *from,
			  struct json_object *to, int64_t n_from, int64_t n_to)
{
	struct arena *a = s->w->arena;
	int64_t was = json_int(from, "present", 0), is = json_int(to, "present", 0);
	int64_t longest = json_int(from, "max_len", -1), now = json_int(to, "max_len", -1);
	const char *old = spoken(s->w, json_get(from, "types"));
	const char *new = spoken(s->w, json_get(to, "types"));

	if (strcmp(old, new) != 0)
		say(s, arena_printf(a, "field %s changed from %s to %s", name, old, new));
	if ((was == n_from) != (is == n_to) || (was != n_from && was != is))
		say(s,
		    arena_printf(
			a, "field %s is present in %lld of %lld items, was in %lld of %lld", name,
			(long long)is, (long long)n_to, (long long)was, (long long)n_from));
	if (longest != now && longest >= 0 && now >= 0)
		say(s, arena_printf(a, "longest list of field %s changed from %lld to %lld", name,
				    (long long)longest, (long long)now));
}

struct texts structural_changes(struct work *w, struct json_object *from, struct json_object *to)
{
	int64_t n_from = json_int(from, "item_count", 0), n_to = json_int(to, "item_count", 0);
	struct json_object *old = json_object_of(from, "fields"),
			   *new = json_object_of(to, "fields");
	struct texts all = {0};
	struct sentences s = {w, &all};
	size_t most = 1;

	/* three of a field that both have, one of another */
	JSON_EACH (old, m)
		most += 3;
	JSON_EACH (new, m)
		most++;
	all.items = ARENA_ARRAY(w->arena, most, const char *);
	if (n_from != n_to)
		say(&s, arena_printf(w->arena, "item count changed from %lld to %lld",
				     (long long)n_from, (long long)n_to));
	if (n_from == 0 || n_to == 0) /* what no item has says nothing of fields */
		return all;
	JSON_EACH (new, m) {
		if (json_has(old, m.key))
			compare_field(&s, m.key, json_get(old, m.key), m.value, n_from, n_to);
		else
			say(&s, arena_printf(w->arena, "field %s is new", m.key));
	}
	JSON_EACH (old, m)
		if (!json_has(new, m.key))
			say(&s, arena_printf(w->arena, "field %s is gone", m.key));
	return all;
}
