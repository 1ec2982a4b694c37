/* What is a letter, and its lower case: enough of Unicode for words of requests and labels.
 * Latin, Greek and Cyrillic have case here; what is neither ASCII nor a known block of
 * punctuation or symbols counts as a letter.
 */
#ifndef METER_UTIL_LETTERS_H
#define METER_UTIL_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

bool letter_is(uint32_t c);
bool letter_is_upper(uint32_t c);
uint32_t letter_lower(uint32_t c);
uint32_t letter_upper(uint32_t c);

/* Letters of scripts that are written without spaces between words (Chinese, Japanese, Thai). */
bool letter_is_unspaced(uint32_t c);

static inline bool digit_is(uint32_t c)
{
	return c >= '0' && c <= '9';
}

#endif
