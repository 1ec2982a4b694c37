/* Hashes against published vectors, and the form of keys. */
#include "util/encode.h"
#include "util/secret.h"

#include "tap.h"

static void test_hashes(struct arena *a)
{
	uint8_t hash[SHA256_SIZE];
	uint8_t key[131];

	sha256("abc", 3, hash);
	is_text(hex_encode(a, hash, sizeof hash),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"SHA-256 of abc (FIPS 180-2)");
	sha256("", 0, hash);
	is_text(hex_encode(a, hash, sizeof hash),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"SHA-256 of nothing");
	hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, hash);
	is_text(hex_encode(a, hash, sizeof hash),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		"HMAC-SHA-256, RFC 4231 case 2");
	memset(key, 0xAA, sizeof key);
	hmac_sha256(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First", 54,
		    hash);
	is_text(hex_encode(a, hash, sizeof hash),
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
		"HMAC-SHA-256, RFC 4231 case 6");
	hmac_sha256(NULL, 0, "", 0, hash);
	is_text(hex_encode(a, hash, sizeof hash),
		"b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
		"HMAC-SHA-256 with an empty key");
}

static void test_keys(struct arena *a)
{
	const char *one = key_new(a), *other = key_new(a);

	is_int(strlen(one), 8 + 43, "length of a key");
	ok(strncmp(one, "sk_live_", 8) == 0, "its prefix");
	is_int(strspn(one + 8, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
	       43, "its digits");
	ok(strcmp(one, other) != 0, "the next is another");
	ok(secret_equal("abc", "abc", 3) && !secret_equal("abc", "abd", 3), "comparison");
}

/* Each digit is as likely as any other: 43,000 digits, 62 bins, and a bound on chi-squared that
 * fair digits exceed once in a million runs. */
static void test_bias(struct arena *a)
{
	int seen[256] = {0};
	double expected = 43000.0 / 62, chi = 0;

	for (int i = 0; i < 1000; i++)
		for (const char *c = key_new(a) + 8; *c; c++)
			seen[(unsigned char)*c]++;
	for (int c = 0; c < 256; c++)
		if (seen[c])
			chi += (seen[c] - expected) * (seen[c] - expected) / expected;
	ok(chi < 130, "digits are even: chi-squared is %.1f", chi);
}

int main(void)
{
	struct arena *a = arena_new();

	test_hashes(a);
	test_keys(a);
	test_bias(a);
	arena_free(a);
	return done();
}
