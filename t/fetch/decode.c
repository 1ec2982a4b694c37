/* Codings as they come: whole, in pieces of any size, one behind the other, damaged and cut off. */
#include "fetch/decode.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { GZIP = 15 + 16, ZLIB = 15, BARE = -15, ROOM = 1 << 20 };

static char text[200000], first[ROOM], second[ROOM], got[ROOM];
static size_t n_got, n_most;

static bool take(void *user, const char *data, size_t n)
{
	(void)user;
	if (n > n_most - n_got)
		return false;
	memcpy(got + n_got, data, n);
	n_got += n;
	return true;
}

/* How many bytes there are of it. */
static size_t compress_as(int bits, const char *data, size_t n, char *out)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)data,
		      .avail_in = (uInt)n,
		      .next_out = (Bytef *)out,
		      .avail_out = ROOM};

	if (deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	deflateEnd(&z);
	return ROOM - z.avail_out;
}

/* What came of it, given so many bytes at a time. */
static enum decoded decode(const char *codings, const char *data, size_t n, size_t step,
			   bool *is_whole)
{
	struct decoder *d = decoder_new(codings);
	enum decoded result = DECODED_GOOD;

	n_got = 0;
	for (size_t at = 0; d && at < n && result == DECODED_GOOD; at += step)
		result = decoder_feed(d, data + at, n - at < step ? n - at : step, take, NULL);
	*is_whole = d && decoder_is_whole(d);
	decoder_free(d);
	return result;
}

static bool is_decoded(const char *codings, const char *data, size_t n)
{
	static const size_t steps[] = {1, 2, 7, 1000, ROOM};
	bool is_whole, good = true;

	n_most = sizeof got;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		good = good && decode(codings, data, n, steps[i], &is_whole) == DECODED_GOOD &&
		       is_whole && n_got == sizeof text && memcmp(got, text, n_got) == 0;
	return good;
}

static void codings(void)
{
	static const struct {
		const char *name;
		int bits;
	} cases[] = {{"gzip", GZIP},	      {"x-gzip", GZIP},	 {"GZip", GZIP},
		     {"deflate", ZLIB},	      {"deflate", BARE}, {", gzip ,", GZIP},
		     {"identity, gzip", GZIP}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = compress_as(cases[i].bits, text, sizeof text, first);

		ok(is_decoded(cases[i].name, first, n), "%s of %d bits", cases[i].name,
		   cases[i].bits);
	}
	ok(is_decoded("none", text, sizeof text) && is_decoded("", text, sizeof text),
	   "none at all");
	ok(is_decoded(
	       "deflate, gzip", second,
	       compress_as(GZIP, first, compress_as(ZLIB, text, sizeof text, first), second)),
	   "one in the other");
	ok(!decoder_new("gzip, gzip, gzip"), "three are too many");
	ok(!decoder_new("zstd") && !decoder_new("gzip, br") && !decoder_new("gzi"),
	   "others are not known");
}

static void ends(void)
{
	const size_t half = sizeof text / 2;
	size_t n = compress_as(GZIP, text, half, first);
	bool is_whole;

	n += compress_as(GZIP, text + half, sizeof text - half, first + n);
	ok(is_decoded("gzip", first, n), "two members");
	memcpy(first + n, "\0\0 and more", 11);
	ok(is_decoded("gzip", first, n + 11), "what follows the end is ignored");
	n = compress_as(ZLIB, text, sizeof text, first);
	memset(first + n, 0x1F, 11);
	ok(is_decoded("deflate", first, n + 11), "whatever it is");
	is_int(decode("deflate", first, n - 1, ROOM, &is_whole), DECODED_GOOD, "a byte less");
	ok(!is_whole && n_got == sizeof text, "is noticed, even if nothing of the page is missing");
	n = compress_as(BARE, text, sizeof text, first);
	is_int(decode("deflate", first, n * 6 / 10, 100, &is_whole), DECODED_GOOD, "a part");
	ok(!is_whole && n_got > 0 && n_got < sizeof text, "is told from all of it");
	ok(decode("gzip, deflate", "", 0, 1, &is_whole) == DECODED_GOOD && is_whole,
	   "no byte is whole");
}

static void damage(void)
{
	size_t n = compress_as(GZIP, text, sizeof text, first);
	bool is_whole;

	n_most = sizeof got;
	is_int(decode("gzip", text, sizeof text, 10, &is_whole), DECODED_DAMAGED, "plain text");
	first[n - 6] ^= 1;
	is_int(decode("gzip", first, n, ROOM, &is_whole), DECODED_DAMAGED, "a wrong checksum");
	first[n - 6] ^= 1;
	first[n / 2] ^= 1;
	is_int(decode("gzip", first, n, 100, &is_whole), DECODED_DAMAGED, "a wrong bit");
	n = compress_as(ZLIB, text, sizeof text, first);
	n_most = 50000;
	is_int(decode("deflate", first, n, ROOM, &is_whole), DECODED_REFUSED,
	       "more than is wanted");
	ok(n_got > 30000 && n_got <= n_most, "ends when it is too much");
}

int main(void)
{
	uint32_t number = 1;

	for (size_t i = 0; i < sizeof text; i++) {
		number = number * 1664525u + 1013904223u;
		text[i] = (char)('a' + (number >> 24) % 20);
	}
	codings();
	ends();
	damage();
	return done();
}
