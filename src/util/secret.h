/* Randomness, hashes and comparisons that keep secrets. OpenSSL's libcrypto does the work. */
#ifndef METER_UTIL_SECRET_H
#define METER_UTIL_SECRET_H

#include "util/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

/* Sets libcrypto up, which takes 150 KB: processes that are forked afterwards share them. */
void secret_prepare(void);

/* Fills out with n bytes from the system's generator; aborts when it cannot. */
void secret_random(void *out, size_t n);

void sha256(const void *data, size_t n, uint8_t out[static SHA256_SIZE]);
void hmac_sha256(const void *key, size_t key_n, const void *data, size_t n,
		 uint8_t out[static SHA256_SIZE]);

/* True when equal; takes the same time wherever they differ. */
bool secret_equal(const void *a, const void *b, size_t n);

/* A new API key: prefix "sk_live_" and 43 characters of base62 (256 bits), e.g. sk_live_Ab3…. */
char *key_new(struct arena *a);

/* What is shown of a key: its first 12 characters. */
#define KEY_PREFIX_SIZE 12

#endif
