/* Letters and their lower case. */
#include "util/letters.h"
#include "tap.h"

int main(void)
{
	static const struct {
		uint32_t upper, lower;
	} pairs[] = {
	    {'A', 'a'},	    {0xc4, 0xe4},   {0x160, 0x161}, {0x141, 0x142},
	    {0x17d, 0x17e}, {0x391, 0x3b1}, {0x416, 0x436}, {0x401, 0x451},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		is_int(letter_lower(pairs[i].upper), pairs[i].lower, "the lower case of a capital");
		is_int(letter_lower(pairs[i].lower), pairs[i].lower, "a small letter stays");
		is_int(letter_upper(pairs[i].lower), pairs[i].upper, "the capital of a small one");
		ok(letter_is_upper(pairs[i].upper) && !letter_is_upper(pairs[i].lower),
		   "U+%04X is the capital", (unsigned)pairs[i].upper);
	}
	is_int(letter_upper(0x3c2), 0x3a3, "a final sigma has the same capital");
	ok(letter_upper(0xdf) == 0xdf && letter_upper(0xf7) == 0xf7 && letter_upper('1') == '1',
	   "what has no capital stays");
	ok(letter_is('z') && letter_is(0xe9) && letter_is(0x5d0) && letter_is(0x6f22), "letters");
	ok(!letter_is('3') && !letter_is('-') && !letter_is(0xd7) && !letter_is(0x20ac) &&
	       !letter_is(0x3001) && !letter_is(0x2019),
	   "digits, signs and punctuation are none");
	ok(letter_is_unspaced(0x30bf) && letter_is_unspaced(0x6f22) && !letter_is_unspaced(0x416),
	   "kana and Han are written without spaces");
	return done();
}
