/* Secrets at rest: sealed with AES-256-GCM (NIST SP 800-38D) under a key that is in a file and
 * never in the database, so that a copy of the one without the other tells nothing. */
#ifndef METER_UTIL_SEAL_H
#define METER_UTIL_SEAL_H

#include "util/shape.h"
#include "util/work.h"

#define SEAL_KEY_SIZE 32

struct seal_key {
	uint8_t bytes[SEAL_KEY_SIZE];
};

/* Reads the key: 64 hexadecimal digits, perhaps followed by a line end. False with ERR_INTERNAL and
 * a message that says what is wrong with the file and never what is in it. */
bool seal_key_load(struct work *w, const char *path, struct seal_key *out);

/* Writes a new random key to a file that must not exist, for its owner alone. False with the
 * reason. */
bool seal_key_create(struct work *w, const char *path);

/* The text sealed for `owner` (an id: what is sealed for one is not opened for another). In w's
 * arena. */
struct blob seal(struct work *w, const struct seal_key *key, const char *owner, const char *text);

/* The text; NULL with ERR_INTERNAL when it was sealed with another key or for another owner, or was
 * changed since. */
char *unseal(struct work *w, const struct seal_key *key, const char *owner, struct blob sealed);

#endif
