/* Keys compared with wishes, and values that only machines read. */
#include "strategy/score.h"

#include "tap.h"

static double match(struct work *w, struct vocabulary *v, const char *wished, const char *key)
{
	const struct wish wish = {.words = words_split(v, wished, strlen(wished))};
	const struct slot slot = {.property = words_split(v, key, strlen(key))};

	(void)w;
	return key_match(&wish, &slot);
}

static double machine(const char *value)
{
	const char *values[] = {value};
	const struct slots slots = {.n_samples = 1};
	const struct slot slot = {.values = values};

	return machine_share(&slots, &slot);
}

int main(void)
{
	struct vocabulary *v;
	struct work w;

	work_begin(&w);
	v = vocabulary_new(&w);
	ok(match(&w, v, "case number", "caseNumber") > 0.99, "the same words");
	ok(match(&w, v, "case number", "case_num") > 0.99, "shortened");
	ok(match(&w, v, "description", "descr") > 0.99, "cut off");
	ok(match(&w, v, "title", "titles") > 0.99, "of one stem");
	ok(match(&w, v, "title", "eventTitle") > match(&w, v, "title", "eventTitleLanguageCode"),
	   "with fewer others");
	ok(match(&w, v, "title", "name") < 0.01, "synonyms are not meant");
	ok(match(&w, v, "title", "") < 0.01, "nor nothing");
	ok(machine("BC827F4B-83FF-4EDE-BAD0-F3FE15AC735F") > 0.5, "a UUID");
	ok(machine("5d41402abc4b2a76b9719d911017c592") > 0.5, "a hash");
	ok(machine("cursor_eyJsYXN0X2lkIjoxMjM0NTY3ODkw") > 0.5, "a token");
	ok(machine("2024-05-22T14:56:29Z") < 0.5, "a date is none");
	ok(machine("Donaudampfschifffahrtsgesellschaft") < 0.5, "nor a long word");
	ok(machine("https://a.test/1234567890123") < 0.5, "nor an address");
	ok(machine("25-1025") < 0.5, "nor a short code");
	work_end(&w);
	return done();
}
