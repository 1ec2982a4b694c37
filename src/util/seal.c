/* One byte of version, 12 of nonce, the text as long as it was, 16 of tag. */
/* First of all: evp.h names parameters "rand", which banned.h forbids from there on. */
#include <openssl/evp.h>

#include "util/seal.h"

#include "util/encode.h"
#include "util/secret.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define VERSION	 1
#define NONCE	 12 /* bytes: random ones may meet after 2^48 secrets */
#define TAG	 16
#define OVERHEAD (1 + NONCE + TAG)

/* --- the key's file --- */

static bool read_hex(const char *digits, uint8_t out[static SEAL_KEY_SIZE])
{
	for (int i = 0; i < SEAL_KEY_SIZE; i++) {
		int high = ascii_hex(digits[2 * i]);
		int low = high < 0 ? -1 : ascii_hex(digits[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

bool seal_key_load(struct work *w, const char *path, struct seal_key *out)
{
	char text[2 * SEAL_KEY_SIZE + 2];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return fail(w, ERR_INTERNAL, "cannot read the key file \"%s\": %s", path,
			    strerror(errno));
	n = read(fd, text, sizeof text);
	close(fd);
	if (n > 0 && text[n - 1] == '\n')
		n--;
	bool is_good = n == 2 * SEAL_KEY_SIZE && read_hex(text, out->bytes);
	explicit_bzero(text, sizeof text);
	return is_good ||
	       fail(w, ERR_INTERNAL,
		    "the key file \"%s\" must have 64 hexadecimal digits and no more", path);
}

bool seal_key_create(struct work *w, const char *path)
{
	uint8_t bytes[SEAL_KEY_SIZE];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const char *line;
	ssize_t n;

	if (fd < 0)
		return fail(w, ERR_INTERNAL, "cannot make the key file \"%s\": %s", path,
			    strerror(errno));
	secret_random(bytes, sizeof bytes);
	line = arena_printf(w->arena, "%s\n", hex_encode(w->arena, bytes, sizeof bytes));
	n = write(fd, line, strlen(line));
	if (n == (ssize_t)strlen(line) && fsync(fd) == 0 && close(fd) == 0)
		return true;
	fail(w, ERR_INTERNAL, "cannot write the key file \"%s\": %s", path, strerror(errno));
	(void)unlink(path);
	return false;
}

/* --- sealing --- */

/* The owner is authenticated beside the text. False: libcrypto refuses. */
static bool set_up(EVP_CIPHER_CTX *c, const struct seal_key *key, const uint8_t *nonce,
		   const char *owner, int seals)
{
	int n;

	return EVP_CipherInit_ex(c, EVP_aes_256_gcm(), NULL, key->bytes, nonce, seals) == 1 &&
	       EVP_CipherUpdate(c, NULL, &n, (const uint8_t *)owner, (int)strlen(owner)) == 1;
}

struct blob seal(struct work *w, const struct seal_key *key, const char *owner, const char *text)
{
	size_t length = strlen(text);
	uint8_t *out = arena_alloc(w->arena, OVERHEAD + length), *body = out + 1 + NONCE;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n;

	out[0] = VERSION;
	secret_random(out + 1, NONCE);
	if (!c || !set_up(c, key, out + 1, owner, 1) ||
	    EVP_CipherUpdate(c, body, &n, (const uint8_t *)text, (int)length) != 1 ||
	    EVP_CipherFinal_ex(c, body + n, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, body + length) != 1)
		abort();
	EVP_CIPHER_CTX_free(c);
	return (struct blob){out, OVERHEAD + length};
}

static bool open_sealed(EVP_CIPHER_CTX *c, const struct seal_key *key, const char *owner,
			const uint8_t *in, size_t length, char *out)
{
	uint8_t tag[TAG];
	int n;

	memcpy(tag, in + 1 + NONCE + length, TAG);
	return set_up(c, key, in + 1, owner, 0) &&
	       EVP_CipherUpdate(c, (uint8_t *)out, &n, in + 1 + NONCE, (int)length) == 1 &&
	       EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1 &&
	       EVP_CipherFinal_ex(c, (uint8_t *)out + n, &n) == 1;
}

char *unseal(struct work *w, const struct seal_key *key, const char *owner, struct blob sealed)
{
	const uint8_t *in = sealed.data;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	size_t length;
	char *text = NULL;

	if (!c)
		abort();
	if (sealed.size >= OVERHEAD && in[0] == VERSION) {
		length = sealed.size - OVERHEAD;
		text = arena_alloc(w->arena, length + 1);
		if (!open_sealed(c, key, owner, in, length, text))
			text = NULL;
	}
	EVP_CIPHER_CTX_free(c);
	return text ? text
		    : fail(w, ERR_INTERNAL, "a sealed secret does not open: is it another key?");
}
