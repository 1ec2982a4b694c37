/* What a page has instead of what was looked for: kinds of things counted, the likely ones told. */
#include "extract/explain_parts.h"

enum {
	KINDS_MAX = 300, /* kinds of things that are kept */
	WORD_LEAST = 3,	 /* bytes of a word that tells something */
};

static char *lower(struct arena *a, const char *s)
{
	char *copy = arena_text(a, s);

	for (char *p = copy; *p; p++)
		*p = ascii_lower(*p);
	return copy;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
}

struct sights sights_new(struct arena *a, const char *wanted)
{
	return (struct sights){.items = ARENA_ARRAY(a, KINDS_MAX, struct sight),
			       .wanted = lower(a, wanted)};
}

/* Whether a word of `text` stands in `other`. */
static bool shares_word(struct arena *a, const char *text, const char *other)
{
	while (*text) {
		size_t n = 0;

		while (is_word(text[n]))
			n++;
		if (n >= WORD_LEAST && strstr(other, arena_copy(a, text, n)))
			return true;
		text += n + (n == 0);
	}
	return false;
}

struct sight *sight_add(struct arena *a, struct sights *s, const char *name)
{
	const char *plain;

	for (size_t i = 0; i < s->n; i++) {
		if (strcmp(s->items[i].name, name) == 0) {
			s->items[i].count++;
			return &s->items[i];
		}
	}
	if (s->n == KINDS_MAX)
		return NULL;
	plain = lower(a, name);
	s->items[s->n] = (struct sight){
	    .name = arena_text(a, name),
	    .count = 1,
	    .is_alike = shares_word(a, plain, s->wanted) || shares_word(a, s->wanted, plain),
	};
	return &s->items[s->n++];
}

static bool is_likelier(const struct sight *a, const struct sight *b)
{
	return a->is_alike != b->is_alike ? a->is_alike : a->count > b->count;
}

void sights_put(struct work *w, struct json_object *report, struct sights *s, const char *key,
		bool only_alike)
{
	struct json_object *nearest = json_new_array(w);

	for (size_t told = 0; told < EXPLAIN_NEAREST && told < s->n; told++) {
		struct json_object *o = json_new_object(w);
		size_t best = told;
		struct sight sight;

		for (size_t i = told + 1; i < s->n; i++) {
			if (is_likelier(&s->items[i], &s->items[best]))
				best = i;
		}
		sight = s->items[best];
		if (only_alike && !sight.is_alike)
			break;
		/* The rest keeps its order: what comes first on the page is told first. */
		memmove(&s->items[told + 1], &s->items[told], (best - told) * sizeof sight);
		s->items[told] = sight;
		json_put_text(o, key, sight.name);
		json_put_int(o, "count", (int64_t)sight.count);
		json_put_text(o, "sample", sight.sample);
		json_add_shared(nearest, o);
	}
	json_put_shared(report, "nearest", nearest);
}

const char *sample_text(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	if (n <= EXPLAIN_SAMPLE_MAX)
		return arena_text(a, text);
	for (n = EXPLAIN_SAMPLE_MAX; n && (text[n] & 0xC0) == 0x80;)
		n--;
	return arena_printf(a, "%.*s…", (int)n, text);
}
