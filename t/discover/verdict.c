/* Verdicts: a letter and a word each, and back. */
#include "discover/verdict.h"

#include "tap.h"

int main(void)
{
	enum verdict back;

	for (enum verdict v = 0; v < VERDICT__MAX; v++) {
		ok(verdict_read(verdict_letter(v), &back) && back == v, "%s", verdict_word(v));
		ok(*verdict_sentence(v), "and a sentence");
		for (enum verdict other = 0; other < v; other++) {
			if (verdict_letter(other) == verdict_letter(v))
				ok(false, "%s has a letter of its own", verdict_word(v));
		}
	}
	ok(!verdict_read('?', &back), "another letter is none");
	return done();
}
