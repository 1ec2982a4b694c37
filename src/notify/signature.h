/* Signatures of webhooks, by Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body".
 *
 * A secret "whsec_" + base64 signs with the bytes that the base64 stands for; any other secret
 * signs with its own bytes (contract, decision 16).
 */
#ifndef METER_NOTIFY_SIGNATURE_H
#define METER_NOTIFY_SIGNATURE_H

#include "util/shape.h"

/* A new secret of 32 random bytes: "whsec_" and 44 digits of base64. */
char *webhook_secret_new(struct arena *a);

/* NULL, or a complaint that goes on after the field's name: for shapes. */
const char *webhook_secret_check(const char *secret);

struct signed_message {
	const char *id;	   /* not empty, without "." and control characters */
	int64_t timestamp; /* seconds since 1970 */
	const char *body;
	size_t body_size;
};

/* The header webhook-signature: one signature a secret, in their order, with a space between them.
 * In the arena. NULL when the id or a secret cannot be used. */
const char *webhook_sign(struct arena *a, const struct signed_message *m,
			 const char *const *secrets, size_t n_secrets);

#endif
