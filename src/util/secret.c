/* Random bytes from the kernel, hashes from libcrypto, and the two text forms of bytes. */
/* First of all: evp.h names parameters "rand", which banned.h forbids from there on. */
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "util/secret.h"

#include <errno.h>
#include <sys/random.h>

static void must(bool good, const char *what)
{
	if (!good) {
		fprintf(stderr, "%s failed\n", what);
		abort();
	}
}

void secret_random(void *out, size_t n)
{
	unsigned char *at = out;

	while (n > 0) {
		ssize_t got = getrandom(at, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		must(got > 0, "getrandom");
		at += got;
		n -= (size_t)got;
	}
}

void sha256(const void *data, size_t n, uint8_t out[static SHA256_SIZE])
{
	/* Looking the algorithm up and making a context cost more than hashing a key: both are
	 * kept for the life of the process. */
	static EVP_MD *algorithm;
	static EVP_MD_CTX *context;

	if (!context) {
		algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
		context = EVP_MD_CTX_new();
	}
	must(algorithm && context && EVP_DigestInit_ex2(context, algorithm, NULL) == 1 &&
		 EVP_DigestUpdate(context, data, n) == 1 &&
		 EVP_DigestFinal_ex(context, out, NULL) == 1,
	     "sha256");
}

void hmac_sha256(const void *key, size_t key_n, const void *data, size_t n,
		 uint8_t out[static SHA256_SIZE])
{
	size_t size;

	/* libcrypto takes a null key for "none set", so an empty one needs an address. */
	must(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key_n ? key : "", key_n, data, n, out,
		       SHA256_SIZE, &size) != NULL,
	     "hmac_sha256");
}

bool secret_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

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

char *key_new(struct arena *a)
{
	static const char digits[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	static const char prefix[] = "sk_live_";
	enum { BASE = 62, DIGITS = 43 };
	char *key = arena_alloc(a, sizeof prefix + DIGITS), *at = key + sizeof prefix - 1;

	memcpy(key, prefix, sizeof prefix - 1);
	while (at < key + sizeof prefix - 1 + DIGITS) {
		unsigned char byte;

		secret_random(&byte, 1);
		if (byte < 256 / BASE * BASE) /* the rest would favour the first digits */
			*at++ = digits[byte % BASE];
	}
	return key;
}
