/* Blocks of the Unicode Character Database, version 15, as ranges. */
#include "util/letters.h"

#include <stddef.h>

struct range {
	uint32_t first, last;
};

static const struct range symbols[] = {
    {0x80, 0xa9},     {0xab, 0xb4},	{0xb6, 0xb9},	    {0xbb, 0xbf},     {0xd7, 0xd7},
    {0xf7, 0xf7},     {0x2000, 0x2bff}, {0x2e00, 0x2e7f},   {0x3000, 0x3004}, {0x3007, 0x3020},
    {0x30fb, 0x30fb}, {0xe000, 0xf8ff}, {0xfe00, 0xfe4f},   {0xff00, 0xff20}, {0xff3b, 0xff40},
    {0xff5b, 0xff65}, {0xffe0, 0xffff}, {0x1f000, 0x1faff},
};

static const struct range unspaced[] = {
    {0x0e00, 0x0eff}, {0x3040, 0x30ff}, {0x3400, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff},
};

static bool in_ranges(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

bool letter_is(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return !in_ranges(symbols, sizeof symbols / sizeof symbols[0], c);
}

bool letter_is_unspaced(uint32_t c)
{
	return in_ranges(unspaced, sizeof unspaced / sizeof unspaced[0], c);
}

uint32_t letter_lower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	/* Latin Extended-A: pairs, the capital on even numbers up to U+0137 and from U+014A,
	 * on odd ones between and in the last few. */
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177) || (c >= 0x460 && c <= 0x4ff))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c % 2 ? c + 1 : c;
	return c;
}

/* The pairs of letter_lower(), read backwards. */
uint32_t letter_upper(uint32_t c)
{
	static const uint32_t distances[] = {1, 32, 80};

	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? c - 32 : c;
	if (c == 0x3c2) /* a sigma at the end of a word */
		return 0x3a3;
	for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
		uint32_t upper = c - distances[i];
		if (upper >= 0x80 && letter_lower(upper) == c)
			return upper;
	}
	return c;
}

bool letter_is_upper(uint32_t c)
{
	return letter_lower(c) != c;
}
