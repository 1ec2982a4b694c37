/* Whether a URL that was found is taken, and why not. */
#ifndef METER_DISCOVER_VERDICT_H
#define METER_DISCOVER_VERDICT_H

#include <stdbool.h>

#define VERDICT(name, letter, word, sentence) VERDICT_##name,
enum verdict {
#include "discover/verdict.def"
	VERDICT__MAX
};

/* For answers of the API: "accepted", "pattern" …; and a sentence for a person. */
const char *verdict_word(enum verdict v);
const char *verdict_sentence(enum verdict v);

/* As it stands in answers of the extractor. False when there is no such letter. */
char verdict_letter(enum verdict v);
bool verdict_read(char letter, enum verdict *out);

#endif
