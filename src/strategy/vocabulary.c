/* Words are kept in one array and found by the hash of their text. The lexicon is read into two
 * maps: from the stem of a word in a language to the concepts it says, and from an English stem to
 * the concepts it is seen for.
 */
#include "strategy/vocabulary.h"

#include "bounds.h"
#include "util/letters.h"

#include <libstemmer.h>

struct lexicon_row {
	enum concept concept;
	const char *language; /* NULL: SEEN */
	const char *words;
};

static const struct lexicon_row lexicon[] = {
#define SAID(name, language, words) {CONCEPT_##name, language, words},
#define SEEN(name, words)	    {CONCEPT_##name, NULL, words},
#include "strategy/lexicon.def"
};

static const char *const languages[] = {"english",    "german",	   "french",  "spanish",
					"italian",    "dutch",	   "danish",  "swedish",
					"portuguese", "norwegian", "russian", "none"};
#define N_LANGUAGES	    (sizeof languages / sizeof languages[0])
#define ENGLISH		    0
#define N_CONCEPT_WORDS_MAX 512 /* words of unspaced scripts in the lexicon: about fifty */

/* Words that name nothing. They tell languages apart, too. */
static const struct {
	const char *language, *words;
} stop_words[] = {
    {"english",
     "a an the and or of for from to in on at with each every all any its their this that "
     "these those is are was be it as there so far per me my our your us"},
    {"german",
     "der die das den dem des ein eine einer und oder mit von für im am zu zur zum alle jede "
     "jeder"},
    {"french", "le la les un une des et ou de du avec pour dans chaque tous toutes"},
    {"spanish", "el los las una y o con para en cada todos todas del"},
    {"italian", "il lo gli i e con per ogni tutti tutte di della dei delle"},
    {"dutch", "het een en of met voor van elke alle"},
    {"danish", "den det og eller med for fra hver alle"},
    {"swedish", "och eller med för från varje alla"},
    {"portuguese", "os as um uma e ou com para em cada todos todas do da dos das"},
    {"norwegian", "den det og eller med for fra hver alle"},
    {"russian", "и или с для в на из"},
    {"none", "z i oraz dla w na"},
};

struct vocabulary {
	struct arena *arena;
	struct sb_stemmer *stemmers[N_LANGUAGES]; /* NULL where a language has none */
	struct map words;			  /* hash of text -> index in items */
	struct word **items;
	size_t n, capacity;
	struct map said, seen, stop; /* -> index in masks (stop: anything) */
	uint64_t *masks;
	size_t n_masks, masks_capacity;
	struct {
		const char *text;
		uint64_t said;
	} unspaced[N_CONCEPT_WORDS_MAX];
	size_t n_unspaced;
	size_t language; /* the one that is heard; N_LANGUAGES before */
};

static void stemmer_release(void *stemmer)
{
	sb_stemmer_delete(stemmer);
}

static uint64_t stem_hash(struct vocabulary *v, size_t language, const char *text, size_t n)
{
	uint64_t h = hash_number(HASH_START, language);

	if (v->stemmers[language]) {
		const sb_symbol *stem =
		    sb_stemmer_stem(v->stemmers[language], (const sb_symbol *)text, (int)n);
		if (stem)
			return hash_bytes(h, stem,
					  (size_t)sb_stemmer_length(v->stemmers[language]));
	}
	return hash_bytes(h, text, n);
}

static void mask_add(struct vocabulary *v, struct map *m, uint64_t key, uint64_t bits)
{
	uint32_t *at = map_get(m, key);

	if (at) {
		v->masks[*at] |= bits;
		return;
	}
	if (v->n_masks == v->masks_capacity) {
		size_t capacity = v->masks_capacity ? v->masks_capacity * 2 : 1024;
		uint64_t *grown = ARENA_ARRAY(v->arena, capacity, uint64_t);
		if (v->n_masks)
			memcpy(grown, v->masks, v->n_masks * sizeof *grown);
		v->masks = grown;
		v->masks_capacity = capacity;
	}
	map_put(m, key, (uint32_t)v->n_masks);
	v->masks[v->n_masks++] = bits;
}

static uint64_t mask_of(const struct vocabulary *v, const struct map *m, uint64_t key)
{
	const uint32_t *at = map_get(m, key);

	return at ? v->masks[*at] : 0;
}

static size_t language_number(const char *name)
{
	size_t i = 0;

	while (i < N_LANGUAGES - 1 && strcmp(languages[i], name) != 0)
		i++;
	return i;
}

/* The next blank-separated word of a list of the lexicon; false at its end. */
static bool list_next(const char **list, const char **word, size_t *n)
{
	while (**list == ' ')
		(*list)++;
	*word = *list;
	while (**list && **list != ' ')
		(*list)++;
	*n = (size_t)(*list - *word);
	return *n > 0;
}

static void lexicon_add(struct vocabulary *v, const struct lexicon_row *row, const char *word,
			size_t n)
{
	uint64_t bit = CONCEPT_BIT(row->concept);
	const char *at = word;

	if (!row->language) {
		mask_add(v, &v->seen, stem_hash(v, ENGLISH, word, n), bit);
		return;
	}
	mask_add(v, &v->said, stem_hash(v, language_number(row->language), word, n), bit);
	if (letter_is_unspaced(utf8_next(&at, word + n)) && v->n_unspaced < N_CONCEPT_WORDS_MAX) {
		v->unspaced[v->n_unspaced].text = arena_copy(v->arena, word, n);
		v->unspaced[v->n_unspaced++].said = bit;
	}
}

/* The value of a stop word is the set of languages that have it. */
static void stop_add(struct vocabulary *v, size_t language, const char *word, size_t n)
{
	uint64_t key = hash_bytes(HASH_START, word, n);
	const uint32_t *at = map_get(&v->stop, key);

	map_put(&v->stop, key, (at ? *at : 0) | 1u << language);
}

struct vocabulary *vocabulary_new(struct work *w)
{
	struct vocabulary *v = ARENA_NEW(w->arena, struct vocabulary);
	const char *list, *word;
	size_t n;

	v->arena = w->arena;
	v->words = map_new(v->arena);
	v->said = map_new(v->arena);
	v->seen = map_new(v->arena);
	v->stop = map_new(v->arena);
	for (size_t i = 0; i < N_LANGUAGES; i++) {
		v->stemmers[i] = sb_stemmer_new(languages[i], NULL);
		if (v->stemmers[i])
			arena_defer(v->arena, stemmer_release, v->stemmers[i]);
	}
	for (size_t i = 0; i < sizeof lexicon / sizeof lexicon[0]; i++)
		for (list = lexicon[i].words; list_next(&list, &word, &n);)
			lexicon_add(v, &lexicon[i], word, n);
	for (size_t i = 0; i < sizeof stop_words / sizeof stop_words[0]; i++)
		for (list = stop_words[i].words; list_next(&list, &word, &n);)
			stop_add(v, language_number(stop_words[i].language), word, n);
	v->language = N_LANGUAGES;
	return v;
}

static const struct word *word_get(struct vocabulary *v, const char *text, size_t n)
{
	uint64_t hash = hash_bytes(HASH_START, text, n);
	const uint32_t *at = map_get(&v->words, hash);
	struct word *word;
	uint64_t stem;

	if (at)
		return v->items[*at];
	if (v->n == v->capacity) {
		size_t capacity = v->capacity ? v->capacity * 2 : 256;
		struct word **grown = ARENA_ARRAY(v->arena, capacity, struct word *);
		if (v->n)
			memcpy(grown, v->items, v->n * sizeof(struct word *));
		v->items = grown;
		v->capacity = capacity;
	}
	stem = stem_hash(v, ENGLISH, text, n);
	word = ARENA_NEW(v->arena, struct word);
	word->text = arena_copy(v->arena, text, n);
	word->stem = (uint32_t)(stem ^ (stem >> 32));
	word->seen = mask_of(v, &v->seen, stem);
	word->stop = map_get(&v->stop, hash) != NULL;
	map_put(&v->words, hash, (uint32_t)v->n);
	v->items[v->n++] = word;
	return word;
}

enum character { OTHER, DIGIT, UPPER, LOWER };

static enum character character_of(uint32_t c)
{
	if (digit_is(c))
		return DIGIT;
	if (!letter_is(c))
		return OTHER;
	return letter_is_upper(c) ? UPPER : LOWER;
}

/* Hiragana, in which Japanese writes its particles. */
static bool is_hiragana(uint32_t c)
{
	return c >= 0x3041 && c <= 0x309f;
}

/* "no" between two words of other scripts: the first one is said of the second. */
static bool is_particle(uint32_t before, uint32_t c, const char *s, const char *end)
{
	uint32_t next = s < end ? utf8_next(&s, end) : 0;

	return c == 0x306e && letter_is(before) && !is_hiragana(before) && next &&
	       letter_is(next) && !is_hiragana(next);
}

struct words words_split(struct vocabulary *v, const char *s, size_t n)
{
	const struct word *found[WORDS_MAX] = {NULL};
	struct words out = {NULL, 0};
	char room[WORD_MAX + 1] = "";
	struct text word = {.data = room, .capacity = sizeof room, .limit = WORD_MAX};
	enum character before = OTHER;
	const char *end = s + n;
	uint32_t last = 0;

	while (out.n < WORDS_MAX) {
		uint32_t c = s < end ? utf8_next(&s, end) : 0;
		bool between = is_particle(last, c, s, end);
		enum character now = c && !between ? character_of(c) : OTHER;
		bool border = now == OTHER || (now == DIGIT) != (before == DIGIT) ||
			      (now == UPPER && before == LOWER);
		if (border && word.length) {
			found[out.n++] = word_get(v, word.data, word.length);
			text_clear(&word);
		}
		if (now != OTHER)
			text_add_utf8(&word, letter_lower(c));
		else if (!c)
			break;
		before = now;
		last = c;
	}
	if (out.n) {
		out.items = arena_alloc_raw(v->arena, out.n * sizeof *found);
		memcpy(out.items, found, out.n * sizeof *found);
	}
	return out;
}

/* "Rezepttitel" says what "Titel" says; the other Germanic languages do the same. */
static uint64_t compound_said(struct vocabulary *v, const char *text, size_t n)
{
	static const char *const compounding[] = {"german", "dutch", "danish", "swedish",
						  "norwegian"};
	for (size_t at = 3; at + 4 <= n; at++) {
		if (((unsigned char)text[at] & 0xc0) == 0x80)
			continue;
		for (size_t i = 0; i < sizeof compounding / sizeof compounding[0]; i++) {
			size_t language = language_number(compounding[i]);
			uint64_t said =
			    mask_of(v, &v->said, stem_hash(v, language, text + at, n - at));
			if (said)
				return said;
		}
	}
	return 0;
}

void vocabulary_hear(struct vocabulary *v, const char *text)
{
	struct words words = words_split(v, text, strlen(text));
	size_t most = 0;

	v->language = N_LANGUAGES;
	for (size_t i = 0; i < N_LANGUAGES; i++) {
		size_t known = 0;
		for (size_t k = 0; k < words.n; k++) {
			const char *word = words.items[k]->text;
			size_t n = strlen(word);
			const uint32_t *stop = map_get(&v->stop, hash_bytes(HASH_START, word, n));
			known += stop && *stop & 1u << i;
			known += mask_of(v, &v->said, stem_hash(v, i, word, n)) != 0;
		}
		if (known > most) {
			most = known;
			v->language = i;
		}
	}
}

const char *vocabulary_language(const struct vocabulary *v)
{
	return v->language < N_LANGUAGES ? languages[v->language] : "none";
}

/* What is heard comes first: "nombre" is a name in Spanish and a number in French. */
static uint64_t spoken_said(struct vocabulary *v, const char *text, size_t n)
{
	uint64_t said = 0;

	if (v->language < N_LANGUAGES)
		said = mask_of(v, &v->said, stem_hash(v, v->language, text, n));
	for (size_t i = 0; i < N_LANGUAGES && !said; i++)
		said = mask_of(v, &v->said, stem_hash(v, i, text, n));
	return said;
}

uint64_t word_said(struct vocabulary *v, const struct word *word)
{
	struct word *known =
	    v->items[*map_get(&v->words, hash_bytes(HASH_START, word->text, strlen(word->text)))];
	size_t n = strlen(word->text);

	if (known->said_known)
		return known->said;
	known->said_known = true;
	if (known->stop)
		return 0;
	known->said = spoken_said(v, word->text, n);
	for (size_t i = 0; i < v->n_unspaced; i++)
		if (strstr(word->text, v->unspaced[i].text))
			known->said |= v->unspaced[i].said;
	if (!known->said && n >= 7)
		known->said = compound_said(v, word->text, n);
	known->abroad = !mask_of(v, &v->said, stem_hash(v, ENGLISH, word->text, n));
	return known->said;
}

uint64_t word_said_abroad(struct vocabulary *v, const struct word *word)
{
	uint64_t said = word->seen ? 0 : word_said(v, word);

	return word->abroad ? said : 0;
}

bool words_have(struct words list, uint32_t stem)
{
	for (size_t i = 0; i < list.n; i++)
		if (list.items[i]->stem == stem)
			return true;
	return false;
}

uint32_t word_stem(struct vocabulary *v, const char *text)
{
	return word_get(v, text, strlen(text))->stem;
}

const char *concept_name(enum concept concept)
{
	static const char *const names[] = {
#define CONCEPT(name) #name,
#include "strategy/lexicon.def"
	};
	return names[concept];
}
