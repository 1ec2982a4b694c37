/* Keys of calls: one has it at a time, one reply comes of it, and nobody keeps it for ever. */
#include "store/idempotency.h"

#include "bounds.h"
#include "store/database.h"

static struct idempotency call_of(struct work *w, const char *account, const char *key,
				  const char *request)
{
	struct idempotency i = {.account_id = account, .key = key, .holder = id_new(w->arena)};

	sha256(request, strlen(request), i.request);
	return i;
}

/* What comes of an attempt to take the key. */
static const char *taken(struct work *w, const struct idempotency *i)
{
	const char *reply, *word = NULL;

	work_forgive(w);
	w->retry_after_s = 0;
	if (db_begin(w) && idempotency_take(w, i, &reply) && db_commit(w))
		return reply ? reply : "mine";
	word = w->error == ERR_UNACCEPTABLE ? "other request" : error_word(w->error);
	db_rollback(w);
	return word;
}

static void test_life(struct work *w, const char *account, const char *other)
{
	const struct idempotency first = call_of(w, account, "order-1", "{}");
	const struct idempotency second = call_of(w, account, "order-1", "{}");
	const struct idempotency wrong = call_of(w, account, "order-1", "[]");
	const struct idempotency theirs = call_of(w, other, "order-1", "[]");

	is_text(taken(w, &first), "mine", "the first call gets the key");
	is_text(taken(w, &second), "conflict", "the second does not");
	is_text(w->message, "Idempotent request still in progress. Retry shortly.", "in words");
	is_int(w->retry_after_s, 5, "and is told when to come back");
	is_text(taken(w, &wrong), "other request", "nor does another request");
	is_text(w->message, "Idempotency-Key reused with a different request body.", "in words");
	is_text(taken(w, &theirs), "mine", "another account has keys of its own");
	ok(!idempotency_keep(w, &second, id_new(w->arena), "{\"n\":2}"), "only the holder ends it");
	ok(idempotency_release(w, &second), "or gives it back");
	is_text(taken(w, &second), "conflict", "so that it is still held");
	ok(idempotency_keep(w, &first, id_new(w->arena), "{\"n\":1}"), "with a reply");
	is_text(taken(w, &second), "{\"n\":1}", "which the second call gets");
	is_text(taken(w, &wrong), "other request", "and another request does not");
	ok(!idempotency_keep(w, &first, id_new(w->arena), "{\"n\":3}"), "a reply stays");
	ok(idempotency_release(w, &first), "it is not given back any more");
	is_text(taken(w, &first), "{\"n\":1}", "not even by who made it");
}

static void test_giving_back(struct work *w, const char *account)
{
	const struct idempotency first = call_of(w, account, "order-2", "{}");
	const struct idempotency second = call_of(w, account, "order-2", "[]");

	taken(w, &first);
	ok(idempotency_release(w, &first), "a call that failed gives the key back");
	is_text(taken(w, &second), "mine", "and another may have it, for another request too");
	ok(idempotency_release(w, &first), "giving back twice");
	is_text(taken(w, &first), "other request", "does not take it from the other");
}

static void test_undoing(struct work *w, const char *account)
{
	const struct idempotency i = call_of(w, account, "order-3", "{}");

	taken(w, &i);
	ok(db_begin(w) && idempotency_keep(w, &i, id_new(w->arena), "{}"), "a reply");
	db_rollback(w);
	is_text(taken(w, &i), "conflict", "that is rolled back was not kept");
	ok(idempotency_release(w, &i), "and can be given back");
}

/* A call that died, and one that was only slow. */
static void test_lease(struct work *w, const char *account)
{
	const struct idempotency first = call_of(w, account, "order-4", "{}");
	const struct idempotency second = call_of(w, account, "order-4", "{}");
	const int64_t start = INT64_C(1900000000000000);

	clock_set((struct instant){start});
	is_text(taken(w, &first), "mine", "a call that dies");
	clock_set((struct instant){start + IDEMPOTENCY_LEASE_S * INT64_C(1000000) - 1});
	is_text(taken(w, &second), "conflict", "has the key to the end of its lease");
	clock_set((struct instant){start + IDEMPOTENCY_LEASE_S * INT64_C(1000000)});
	is_text(taken(w, &second), "mine", "and no longer");
	ok(!idempotency_keep(w, &first, id_new(w->arena), "{\"n\":1}"), "if it comes back");
	is_int(w->error, ERR_CONFLICT, "it finds that it lost the key");
	ok(idempotency_keep(w, &second, id_new(w->arena), "{\"n\":2}"), "the other ends it");
	clock_set((struct instant){start + INT64_C(1000000) * (IDEMPOTENCY_LEASE_S + 86399)});
	is_text(taken(w, &first), "{\"n\":2}", "the reply is there for a day");
	clock_set((struct instant){start + INT64_C(1000000) * (IDEMPOTENCY_LEASE_S + 86400)});
	is_text(taken(w, &first), "mine", "then the key is new");
	clock_set((struct instant){0});
}

static void test_spelling(struct work *w, const char *account)
{
	/* The last two are one word to a reader: composed, and with a combining mark. */
	static const char *const keys[] = {"Abc", "abc", "abc ", "\303\204bc", "A\314\210bc"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct idempotency one = call_of(w, account, keys[i], "{}");
		ok(strcmp(taken(w, &one), "mine") == 0, "\"%s\" is a key of its own", keys[i]);
	}
}

static void test_sweeping(struct work *w)
{
	int64_t removed;

	ok(idempotency_sweep(w, 100, &removed) && removed == 0, "nothing is over");
	clock_set((struct instant){INT64_C(2000000000000000)});
	ok(idempotency_sweep(w, 3, &removed) && removed == 3, "what is over goes in steps");
	ok(idempotency_sweep(w, 100, &removed) && removed > 0, "until all is gone");
	ok(idempotency_sweep(w, 100, &removed) && removed == 0, "and then no more");
	clock_set((struct instant){0});
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	test_life(w, account, other);
	test_giving_back(w, account);
	test_undoing(w, account);
	test_lease(w, account);
	test_spelling(w, account);
	test_sweeping(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
