/* Hexadecimal digits and RFC 4648. */
#include "util/encode.h"

#include <stdint.h>
#include <string.h>

char *hex_encode(struct arena *a, const void *data, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *bytes = data;
	char *text = arena_array(a, n * 2 + 1, 1);

	for (size_t i = 0; i < n; i++) {
		text[2 * i] = hex[bytes[i] >> 4];
		text[2 * i + 1] = hex[bytes[i] & 15];
	}
	return text;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(struct arena *a, const void *data, size_t n)
{
	const unsigned char *bytes = data;
	char *text = arena_array(a, (n + 2) / 3 * 4 + 1, 1), *at = text;

	for (size_t i = 0; i < n; i += 3) {
		uint32_t group = (uint32_t)bytes[i] << 16;

		if (i + 1 < n)
			group |= (uint32_t)bytes[i + 1] << 8;
		if (i + 2 < n)
			group |= bytes[i + 2];
		*at++ = base64_digits[group >> 18];
		*at++ = base64_digits[group >> 12 & 63];
		*at++ = i + 1 < n ? base64_digits[group >> 6 & 63] : '=';
		*at++ = i + 2 < n ? base64_digits[group & 63] : '=';
	}
	return text;
}

/* The value of a digit, or -1. */
static int base64_value(char c)
{
	const char *at = c ? strchr(base64_digits, c) : NULL;

	return at ? (int)(at - base64_digits) : -1;
}

void *base64_decode(struct arena *a, const char *s, size_t *n_out)
{
	size_t length = strlen(s), digits = length, n = 0;
	uint32_t bits = 0;
	unsigned char *bytes;

	while (digits > 0 && length - digits < 2 && s[digits - 1] == '=')
		digits--;
	if (length % 4 != 0)
		return NULL;
	bytes = arena_array(a, length / 4 * 3 + 1, 1);
	for (size_t i = 0; i < digits; i++) {
		int value = base64_value(s[i]);

		if (value < 0)
			return NULL;
		bits = bits << 6 | (uint32_t)value;
		if (i % 4 != 0) /* digits 2, 3 and 4 of a group each complete a byte */
			bytes[n++] = (unsigned char)(bits >> (2 * (3 - i % 4)));
	}
	*n_out = n;
	return bytes;
}
