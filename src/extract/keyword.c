/* The query becomes one pattern a term, because PCRE2 knows what a letter is and which letters are
 * the same; the item becomes one text. */
#include "extract/keyword.h"
#include "bounds.h"
#include "extract/pattern.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/list.h"

/* Where words do not end: in scripts that are written without spaces every letter may begin one. */
#define UNSPACED "\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}"
#define LETTER	 "[\\p{L}\\p{N}\\p{M}]"
#define JOINED	 "(?![" UNSPACED "])" LETTER
/* Between two values of an item: neither in words nor between those of a phrase. */
#define BREAK	'\x1e'
#define BETWEEN "[^\\p{L}\\p{N}\\p{M}\\x1e]+"

enum need { NEED_SOME, NEED_ALL, NEED_NONE };

struct term {
	enum need need;
	struct pattern *pattern;
	struct term *next;
};

struct keywords {
	LIST_HEAD(struct term) terms;
	bool has_required, has_bare;
	struct text scratch; /* an item's text */
};

/* --- the query --- */

/* The words of s one after the other, as a pattern; NULL when there are none. A boundary is only
 * asked for beside a letter of a script that has spaces. */
static const char *phrase_pattern(struct work *w, const struct pattern *word, const char *s,
				  size_t n)
{
	struct text t = text_new(w->arena, SIZE_MAX / 4);
	const char *end = s + n, *between = "";
	struct pattern_match m;

	text_add(&t, "(?<!" JOINED ")");
	for (; pattern_find(w, word, s, (size_t)(end - s), &m); s = m.start + m.n) {
		text_add(&t, between);
		text_add_bytes(&t, m.start, m.n);
		between = BETWEEN;
	}
	text_add(&t, "(?!" JOINED ")");
	return *between ? t.data : NULL;
}

static bool term_add(struct work *w, struct keywords *k, enum need need, const char *pattern)
{
	struct term *term;

	if (!pattern)
		return true;
	term = ARENA_NEW(w->arena, struct term);
	term->need = need;
	term->pattern = pattern_make(w, pattern, PATTERN_ANY_CASE);
	if (!term->pattern)
		return false;
	LIST_ADD(&k->terms, term);
	k->has_required |= need == NEED_ALL;
	k->has_bare |= need == NEED_SOME;
	return true;
}

/* The end of the term at s: a phrase's closing quote or the end of the query, else white space. */
static size_t term_length(const char *s)
{
	return *s == '"' ? 1 + strcspn(s + 1, "\"") : strcspn(s, " \t\r\n\f\"");
}

struct keywords *keywords_parse(struct work *w, const char *name, const char *query)
{
	struct keywords *k = ARENA_NEW(w->arena, struct keywords);
	struct pattern *word = pattern_make(w, LETTER "+", 0);

	if (strlen(query) > KEYWORDS_MAX)
		return complain(w, ERR_UNACCEPTABLE, name, "%s must be at most %d bytes long", name,
				KEYWORDS_MAX);
	k->scratch = text_new(w->arena, SIZE_MAX / 4);
	while (*query) {
		enum need need = NEED_SOME;
		size_t n;

		if (ascii_is_space(*query)) {
			query++;
			continue;
		}
		if (*query == '+' || *query == '-')
			need = *query++ == '+' ? NEED_ALL : NEED_NONE;
		n = term_length(query);
		if (!term_add(w, k, need, phrase_pattern(w, word, query, n)))
			return NULL;
		query += n + (*query == '"' && query[n] == '"');
	}
	return k;
}

bool keywords_given(const struct keywords *k)
{
	return k->terms.first != NULL;
}

/* --- items --- */

/* An array or object that is being read. */
struct level {
	struct json_object *o;
	size_t i;
	struct json_each member;
};

static struct level level_of(struct json_object *o)
{
	return (struct level){.o = o, .member = json_each_begin(o)};
}

/* The level's next member or entry; false when it has no more. */
static bool level_next(struct level *level, struct json_object **out)
{
	if (json_object_is_type(level->o, json_type_array)) {
		if (level->i == json_object_array_length(level->o))
			return false;
		*out = json_object_array_get_idx(level->o, level->i++);
		return true;
	}
	if (!level->member.valid)
		return false;
	*out = level->member.value;
	json_each_next(&level->member);
	return true;
}

static void add_value(struct text *t, struct json_object *value)
{
	text_add_char(t, BREAK);
	if (json_object_is_type(value, json_type_string))
		text_add(t, json_object_get_string(value));
	else if (json_object_is_type(value, json_type_int) ||
		 json_object_is_type(value, json_type_double))
		json_print(t, value);
}

static bool is_nest(struct json_object *o)
{
	return json_object_is_type(o, json_type_array) || json_object_is_type(o, json_type_object);
}

/* Nothing that was parsed is deeper than JSON_DEPTH_MAX; what is built here is not either. */
static void item_text(struct text *t, struct json_object *item)
{
	struct level levels[JSON_DEPTH_MAX + 1];
	struct json_object *value;
	int depth = 0;

	if (!is_nest(item)) {
		add_value(t, item);
		return;
	}
	levels[0] = level_of(item);
	while (depth >= 0) {
		if (!level_next(&levels[depth], &value))
			depth--;
		else if (!is_nest(value))
			add_value(t, value);
		else if (depth < JSON_DEPTH_MAX)
			levels[++depth] = level_of(value);
	}
}

bool keywords_match(struct work *w, struct keywords *k, struct json_object *item)
{
	bool some = !k->has_bare || k->has_required;

	text_clear(&k->scratch);
	item_text(&k->scratch, item);
	LIST_EACH (struct term, term, &k->terms) {
		struct work search = {.arena = w->arena};
		struct pattern_match m;
		bool found =
		    pattern_find(&search, term->pattern, k->scratch.data, k->scratch.length, &m);

		if (found ? term->need == NEED_NONE : term->need == NEED_ALL)
			return false;
		some = some || found;
	}
	return some;
}
