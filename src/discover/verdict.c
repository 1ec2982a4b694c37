/* One row a verdict. */
#include "discover/verdict.h"

#define VERDICT(name, letter, word, sentence) [VERDICT_##name] = {letter, word, sentence},
static const struct {
	char letter;
	const char *word, *sentence;
} rows[] = {
#include "discover/verdict.def"
};

const char *verdict_word(enum verdict v)
{
	return rows[v].word;
}

const char *verdict_sentence(enum verdict v)
{
	return rows[v].sentence;
}

char verdict_letter(enum verdict v)
{
	return rows[v].letter;
}

bool verdict_read(char letter, enum verdict *out)
{
	for (enum verdict v = 0; v < VERDICT__MAX; v++) {
		if (rows[v].letter == letter) {
			*out = v;
			return true;
		}
	}
	return false;
}
