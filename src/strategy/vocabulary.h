/* Words: of the request, of labels, of class names. Each is kept once, lower-cased and stemmed,
 * with the concepts that the lexicon knows it for.
 */
#ifndef METER_STRATEGY_VOCABULARY_H
#define METER_STRATEGY_VOCABULARY_H

#include "strategy/map.h"
#include "util/text.h"
#include "util/work.h"

/* What a field can be about. */
#define CONCEPT(name) CONCEPT_##name,
enum concept {
#include "strategy/lexicon.def"
	CONCEPT__MAX
};
#undef CONCEPT

#define CONCEPT_BIT(concept) (UINT64_C(1) << (concept))
_Static_assert(CONCEPT__MAX <= 64, "concepts are kept as bits of a 64-bit number");

struct word {
	const char *text; /* lower case */
	uint32_t stem;	  /* equal for words of one English stem */
	uint64_t seen;	  /* concepts that mark-up names with it */
	uint64_t said;	  /* concepts that people name with it, in any language of the lexicon */
	bool said_known;  /* `said` is looked up when first asked for */
	bool abroad;	  /* English does not know it; valid like `said` */
	bool stop;	  /* and, the, of, … */
};

struct words {
	const struct word **items;
	size_t n;
};

struct vocabulary;

struct vocabulary *vocabulary_new(struct work *w);

/* Listens to a request: its language goes first where a word says different things in several. */
void vocabulary_hear(struct vocabulary *v, const char *text);

/* The language heard, as libstemmer names it; "none" when it is not known. */
const char *vocabulary_language(const struct vocabulary *v);

/* The words of a text, an identifier or a class name: split at what is no letter or digit, at
 * lowerUpper and at the border of letters and digits. At most WORDS_MAX of them. */
struct words words_split(struct vocabulary *v, const char *s, size_t n);

/* Concepts that people name with the word: its own stem in each language, the parts of a Germanic
 * compound, or the concept words it contains when it is written without spaces (Japanese). */
uint64_t word_said(struct vocabulary *v, const struct word *word);

/* The same for a name in mark-up written in another language than English; 0 for English words,
 * which mark-up uses in its own way. */
uint64_t word_said_abroad(struct vocabulary *v, const struct word *word);

/* True when one of the words has the stem. */
bool words_have(struct words list, uint32_t stem);

/* The stem of a word as words_split would number it. */
uint32_t word_stem(struct vocabulary *v, const char *text);

const char *concept_name(enum concept concept);

#endif
