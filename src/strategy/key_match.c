/* Keys of JSON are written by programmers, one name for one thing: more can be read from them than
 * from class names. */
#include "strategy/score.h"

#include "bounds.h"

#include <math.h>

#define MACHINE_MIN 20 /* bytes of an identifier that machines make */

/* "num" is short for number, "desc" for description: the word begins with it, or has its letters in
 * their order. */
static bool is_short_for(const char *part, const char *word)
{
	size_t n = strlen(part);

	if (n < 2 || n >= strlen(word) || part[0] != word[0])
		return false;
	if (n >= 3 && strncmp(part, word, n) == 0)
		return true;
	for (; n <= 4 && *part && *word; word++)
		part += *part == *word;
	return !*part;
}

static bool same_word(const struct word *key, const struct word *wished)
{
	return key->stem == wished->stem || is_short_for(key->text, wished->text);
}

static double share_found(struct words words, struct words in, bool in_is_key)
{
	size_t found = 0;

	for (size_t i = 0; i < words.n; i++) {
		bool is_there = false;
		for (size_t k = 0; k < in.n && !is_there; k++)
			is_there = in_is_key ? same_word(in.items[k], words.items[i])
					     : same_word(words.items[i], in.items[k]);
		found += is_there;
	}
	return words.n ? (double)found / (double)words.n : 0;
}

double key_match(const struct wish *wish, const struct slot *s)
{
	double of_wish = share_found(wish->words, s->property, true);
	double of_key = share_found(s->property, wish->words, false);

	return of_wish + of_key > 0 ? 2 * of_wish * of_key / (of_wish + of_key) : 0;
}

/* A UUID, a hash, a token: no space, digits among letters, long. */
static bool is_machine_made(const char *s)
{
	size_t n = 0, digits = 0, marks = 0;

	for (; s[n] && n < READING_MAX; n++) {
		bool letter = (s[n] | 32) >= 'a' && (s[n] | 32) <= 'z';
		bool digit = s[n] >= '0' && s[n] <= '9';

		digits += digit;
		marks += s[n] == '-' || s[n] == '_' || s[n] == '=';
		if (!letter && !digit && !strchr("-_=+@.", s[n]))
			return false;
	}
	return n >= MACHINE_MIN && digits >= 3 && marks <= 5 && digits < n;
}

double machine_share(const struct slots *slots, const struct slot *s)
{
	size_t filled = 0, made = 0;

	for (size_t i = 0; i < slots->n_samples; i++) {
		filled += s->values[i] != NULL;
		made += s->values[i] && is_machine_made(s->values[i]);
	}
	return filled ? (double)made / (double)filled : 0;
}
