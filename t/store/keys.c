/* Keys: found by their hash, until they are revoked. */
#include "store/keys.h"

#include "store/database.h"
#include "util/secret.h"

static bool owner_of(struct work *w, const char *plain, struct key_owner *out)
{
	uint8_t hash[SHA256_SIZE];

	sha256(plain, strlen(plain), hash);
	return key_find_owner(w, hash, out);
}

static void test_finding(struct work *w, const char *account)
{
	struct key_owner owner;
	char *plain = NULL;
	const char *id = key_add(w, account, "watch", &plain);

	ok(id && plain, "a key is made");
	ok(strncmp(plain, "sk_live_", 8) == 0, "of the known form");
	ok(owner_of(w, plain, &owner), "its owner is found by the hash");
	is_text(owner.account_id, account, "the account");
	is_text(owner.key_id, id, "the key");
	is_text(owner.tier, "hobby", "and the tier");
	ok(!owner_of(w, "sk_live_other", &owner), "another key has no owner");
	is_int(w->error, ERR_NOT_FOUND, "is not found");
	ok(!key_add(w, id_new(w->arena), NULL, &plain), "no account, no key");
	is_int(w->error, ERR_NOT_FOUND, "it is not found");
}

static void test_touch(struct work *w, const char *account)
{
	struct key *rows;
	size_t n;
	const struct instant first = {INT64_C(1800000000000000)};

	ok(key_list(w, account, &rows, &n) && n == 1, "the account's keys");
	is_int(rows[0].last_used_at.us, 0, "never used");
	is_text(rows[0].label, "watch", "with its label");
	clock_set(first);
	ok(key_touch(w, rows[0].id), "used");
	clock_set((struct instant){first.us + 59000000});
	ok(key_touch(w, rows[0].id), "used again within a minute");
	key_list(w, account, &rows, &n);
	is_int(rows[0].last_used_at.us, first.us, "is not noted");
	clock_set((struct instant){first.us + 61000000});
	key_touch(w, rows[0].id);
	key_list(w, account, &rows, &n);
	is_int(rows[0].last_used_at.us, first.us + 61000000, "but after it");
	clock_set((struct instant){0});
}

static void test_revoking(struct work *w, const char *account)
{
	struct key_owner owner;
	struct key *rows;
	size_t n;
	char *plain;

	key_add(w, account, NULL, &plain);
	ok(key_revoke(w, arena_copy(w->arena, plain, KEY_PREFIX_SIZE)), "revoked by its prefix");
	ok(!owner_of(w, plain, &owner), "it has no owner any more");
	ok(!key_revoke(w, arena_copy(w->arena, plain, KEY_PREFIX_SIZE)), "nor can it be again");
	is_int(w->error, ERR_NOT_FOUND, "it is not found");
	const char *id = key_add(w, account, NULL, &plain);
	ok(key_revoke(w, id), "revoked by its id");
	ok(!owner_of(w, plain, &owner), "that one too");
	ok(key_list(w, NULL, &rows, &n) && n == 3, "revoked keys stay in the list");
	ok(rows[2].revoked_at.us > 0 && rows[0].revoked_at.us == 0, "marked");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "hobby");
	test_finding(w, account);
	test_touch(w, account);
	test_revoking(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
