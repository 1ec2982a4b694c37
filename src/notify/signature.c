/* From secret, id, time and body to the header that proves them. */
#include "notify/signature.h"

#include "bounds.h"
#include "util/encode.h"
#include "util/secret.h"
#include "util/text.h"

#include <string.h>

#define PREFIX	     "whsec_"
#define SECRET_BYTES 32 /* of a new one: Standard Webhooks asks for 24 to 64 */

static bool has_prefix(const char *secret)
{
	return strncmp(secret, PREFIX, strlen(PREFIX)) == 0;
}

/* base64_decode wants its padding; secrets are seen with and without. */
static void *decode(struct arena *a, const char *digits, size_t *n)
{
	static const char *const padding[] = {"", "===", "==", "="};
	size_t length = strlen(digits);

	if (length == 0 || length % 4 == 1)
		return NULL;
	return base64_decode(a, arena_printf(a, "%s%s", digits, padding[length % 4]), n);
}

/* The bytes that sign. False when there are none. */
static bool key_of(struct arena *a, const char *secret, struct blob *out)
{
	*out = (struct blob){secret, strlen(secret)};
	if (has_prefix(secret))
		out->data = decode(a, secret + strlen(PREFIX), &out->size);
	return out->data && out->size > 0;
}

char *webhook_secret_new(struct arena *a)
{
	uint8_t bytes[SECRET_BYTES];

	secret_random(bytes, sizeof bytes);
	return arena_printf(a, PREFIX "%s", base64_encode(a, bytes, sizeof bytes));
}

const char *webhook_secret_check(const char *secret)
{
	struct arena *a = arena_new();
	struct blob key;
	bool is_good = key_of(a, secret, &key);

	arena_free(a);
	for (const char *s = secret; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return "must not have control characters: it is sent in a header";
	if (is_good)
		return NULL;
	return has_prefix(secret) ? "must be base64 after whsec_" : "must not be empty";
}

static bool is_id(const char *id)
{
	if (!*id)
		return false;
	for (const char *s = id; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == '.' || *s == 0x7f)
			return false;
	return true;
}

const char *webhook_sign(struct arena *a, const struct signed_message *m,
			 const char *const *secrets, size_t n_secrets)
{
	struct text signed_text = text_new(a, WEBHOOK_HEAD_MAX + m->body_size);
	struct text header = text_new(a, WEBHOOK_HEAD_MAX);

	if (!is_id(m->id))
		return NULL;
	text_addf(&signed_text, "%s.%lld.", m->id, (long long)m->timestamp);
	text_add_bytes(&signed_text, m->body, m->body_size);
	for (size_t i = 0; i < n_secrets; i++) {
		uint8_t mac[SHA256_SIZE];
		struct blob key;

		if (!key_of(a, secrets[i], &key))
			return NULL;
		hmac_sha256(key.data, key.size, signed_text.data, signed_text.length, mac);
		text_addf(&header, "%sv1,%s", i ? " " : "", base64_encode(a, mac, sizeof mac));
	}
	return text_is_full(&signed_text) || text_is_full(&header) ? NULL : header.data;
}
