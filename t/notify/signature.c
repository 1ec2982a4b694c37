/* Signatures and secrets. */
#include "notify/signature.h"

#include "tap.h"

#include "util/encode.h"
#include "util/secret.h"

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static const char *sign(struct arena *a, const char *id, const char *const *secrets, size_t n)
{
	const struct signed_message m = {id, 1614265330, "{\"test\": 2432232314}", 20};

	return webhook_sign(a, &m, secrets, n);
}

int main(void)
{
	const char *const secrets[] = {SECRET, "a secret of words", "whsec_*"};
	struct arena *a = arena_new();
	char *fresh = webhook_secret_new(a);
	size_t n;

	is_text(sign(a, "msg_p5jXN8AQM9LWM0D4loKWxJek", secrets, 1),
		"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "the vector that all share");
	is_text(sign(a, "msg_p5jXN8AQM9LWM0D4loKWxJek", secrets, 2),
		"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= "
		"v1,54WSAsLePB28PKQmieRb0OPass/uVRV70HyvK3yL5ew=",
		"two secrets sign side by side, the second with its own bytes");
	ok(!sign(a, "msg", secrets, 3), "a secret that is none signs nothing");
	ok(!sign(a, "msg.1", secrets, 1) && !sign(a, "", secrets, 1) &&
	       !sign(a, "msg\r\nX: 1", secrets, 1),
	   "nor does an id that could be read in two ways");
	ok(base64_decode(a, fresh + 6, &n) && n == 32, "a new secret has 32 bytes");
	ok(strcmp(fresh, webhook_secret_new(a)) != 0, "and no two are alike");
	is_text(webhook_secret_check(fresh), NULL, "it passes the check");
	is_text(webhook_secret_check("my own"), NULL, "as do words");
	is_text(webhook_secret_check("whsec_"), "must be base64 after whsec_",
		"but no empty base64");
	is_text(webhook_secret_check("whsec_***"), "must be base64 after whsec_", "nor rubbish");
	is_text(webhook_secret_check(""), "must not be empty", "nor nothing");
	is_text(webhook_secret_check("a\nb"),
		"must not have control characters: it is sent in a header", "nor two lines");
	arena_free(a);
	return done();
}
