/* Random bytes from the kernel, hashes from libcrypto. */
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

void secret_prepare(void)
{
	uint8_t unused[SHA256_SIZE];

	sha256("", 0, unused);
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
