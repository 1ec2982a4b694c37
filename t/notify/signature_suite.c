/* Signatures against the cases of Standard Webhooks. */
#include "notify/signature.h"

#include "tap.h"

#include "util/encode.h"
#include "util/json.h"
#include "util/secret.h"

#include <json-c/json_util.h>

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/* Of a signature header any v1 signature may fit: what a receiver does with it. */
static bool verifies(struct arena *a, struct json_object *one, const struct signed_message *m,
		     const char *secret)
{
	const char *header = json_text(one, "signature_header");
	const char *ours = webhook_sign(a, m, &secret, 1);
	size_t n;

	for (; header && ours; header += n + (header[n] == ' ')) {
		n = strcspn(header, " ");
		if (n == strlen(ours) && memcmp(header, ours, n) == 0)
			return true;
		if (header[n] == '\0')
			return false;
	}
	return false;
}

static struct signed_message message_of(struct arena *a, struct json_object *one)
{
	struct json_object *time = json_get(one, "timestamp");
	struct signed_message m = {.id = json_text(one, "id"),
				   .body = json_text(one, "body"),
				   .timestamp = time ? json_object_get_int64(time) : 0};

	if (m.body)
		m.body_size = (size_t)json_object_get_string_len(json_get(one, "body"));
	else
		m.body = base64_decode(a, json_text(one, "body_base64"), &m.body_size);
	return m;
}

/* A secret without "whsec_" signs with its own bytes here, whatever it looks like. */
static bool is_bare(const char *secret)
{
	return secret && *secret && strncmp(secret, "whsec_", 6) != 0;
}

static int n_signed, n_verified, n_refused, n_bare;

static void suite_case(struct arena *a, struct json_object *one)
{
	const char *kind = json_text(one, "kind"), *name = json_text(one, "name");
	const char *secret = json_text(one, "secret");

	if (strcmp(kind, "bad_secret") == 0) {
		n_refused++;
		ok(webhook_secret_check(secret) != NULL, "%s", name);
	} else if (strcmp(kind, "bad_id") == 0) {
		n_refused++;
		secret = SECRET;
		ok(!webhook_sign(a, &(struct signed_message){json_text(one, "id"), 1, "", 0},
				 &secret, 1),
		   "%s", name);
	} else if (is_bare(secret)) {
		n_bare++;
	} else if (strcmp(kind, "sign") == 0) {
		const struct signed_message m = message_of(a, one);

		n_signed++;
		is_text(webhook_sign(a, &m, &secret, 1), json_text(one, "signature"), name);
	} else if (json_text(one, "id") && json_has(one, "timestamp") && json_text(one, "body") &&
		   !strstr(name, "too ") && !strstr(name, "timestamp is no number") &&
		   json_get(one, "timestamp")) {
		const struct signed_message m = message_of(a, one);

		n_verified++;
		ok(verifies(a, one, &m, secret) == json_bool_of(one, "valid", false), "%s", name);
	}
}

int main(void)
{
	char path[1024];
	struct json_object *cases;
	struct arena *a = arena_new();

	(void)snprintf(path, sizeof path, "%s/conformance/webhooks/standard-webhooks.json",
		       test_data());
	cases = json_object_from_file(path);
	if (!cases)
		return skip_all("conformance/webhooks is not here");
	for (size_t i = 0; i < json_object_array_length(cases); i++)
		suite_case(a, json_object_array_get_idx(cases, i));
	is_int(json_object_array_length(cases), 52, "cases there are");
	is_int(n_refused, 6, "of them refused");
	printf("# %d signed, %d verified, %d with a bare secret\n", n_signed, n_verified, n_bare);
	is_int(n_signed + n_bare, 17, "of them signed, or with a secret of another form");
	ok(n_verified >= 20, "and the rest verified, but for what a receiver's clock decides");
	json_object_put(cases);
	arena_free(a);
	return done();
}
