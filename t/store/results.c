/* Results: once per strategy and content, back as they were. */
#include "store/results.h"

#include "bounds.h"
#include "store/database.h"
#include "store/lookup.h"
#include "store/statement.h"
#include "util/secret.h"

STATEMENT_GLOBAL(result_rows, NULL, &counted_out, "SELECT COUNT(*) AS n FROM result");
STATEMENT_GLOBAL(result_bytes, NULL, &counted_out,
		 "SELECT COALESCE(SUM(LENGTH(items)), 0) AS n FROM result");
STATEMENT_GLOBAL(result_unsigned, NULL, &counted_out,
		 "SELECT COUNT(*) AS n FROM result WHERE structural_signature IS NULL"
		 " AND items IS NOT NULL AND size = 3");
STATEMENT_GLOBAL(result_damage, NULL, NULL,
		 "UPDATE result SET items = CONCAT(SUBSTR(items, 1, 20), REPEAT('x', 100))");

static int64_t ask(struct work *w, const struct statement *s)
{
	struct counted c = {-1};

	statement_one(w, s, NULL, &c);
	return c.n;
}

static bool store(struct work *w, const char *account, const char *strategy, const char *json,
		  size_t n, uint8_t hash[32])
{
	return result_store(
	    w,
	    &(struct new_result){
		.account_id = account, .strategy_id = strategy, .json = json, .size = n},
	    hash);
}

static void test_storing(struct work *w, const char *account, const char *other)
{
	const char *one = test_strategy(w, account), *two = test_strategy(w, account);
	const char *json = "[{\"name\":\"K\xc3\xa4se\"}]";
	uint8_t hash[32], again[32], expected[32];

	sha256(json, strlen(json), expected);
	ok(store(w, account, one, json, strlen(json), hash), "items are stored");
	ok(memcmp(hash, expected, 32) == 0, "under their SHA-256");
	is_text(result_load(w, account, one, hash), json, "and come back as they were");
	ok(store(w, account, one, json, strlen(json), again), "stored again");
	is_int(ask(w, &result_rows), 1, "they are one row");
	ok(store(w, account, two, json, strlen(json), again), "of another strategy");
	is_int(ask(w, &result_rows), 2, "they are another");
	ok(!result_load(w, other, one, hash), "another account");
	is_int(w->error, ERR_NOT_FOUND, "does not find them");
	ok(!store(w, account, id_new(w->arena), json, strlen(json), hash), "no strategy");
	is_int(w->error, ERR_CONFLICT, "no result");
	work_forgive(w);
}

/* Many at once, of which some are there, and one stands there twice. */
static void test_many(struct work *w, const char *account)
{
	static const char *const texts[] = {"[1]", "[2]", "[3]", "[2]", "[4]"};
	const char *id = test_strategy(w, account);
	struct new_result rows[5];
	uint8_t hash[5][32];
	int64_t before;

	ok(store(w, account, id, "[1]", 3, hash[0]), "one that is there");
	before = ask(w, &result_rows);
	for (size_t i = 0; i < 5; i++) {
		sha256(texts[i], 3, hash[i]);
		rows[i] = (struct new_result){.account_id = account,
					      .strategy_id = id,
					      .json = texts[i],
					      .size = 3,
					      .hash = hash[i],
					      .signature = "{}"};
	}
	ok(db_begin(w) && result_store_all(w, rows, 5) && db_commit(w), "five of four");
	is_int(ask(w, &result_rows) - before, 3, "of which three are new");
	ok(db_begin(w) && result_store_all(w, rows, 5) && db_commit(w), "and once more");
	is_int(ask(w, &result_rows) - before, 3, "none");
	for (size_t i = 0; i < 5; i++)
		is_text(result_load(w, account, id, hash[i]), texts[i], "they come back");
	is_int(ask(w, &result_unsigned), 0, "each has a signature, also what was there");
	ok(result_store_all(w, rows, 0), "none at all");
}

static void test_large(struct work *w, const char *account)
{
	const char *id = test_strategy(w, account);
	const size_t n = 20u << 20;
	char *json = arena_alloc(w->arena, n + 1);
	const char *back;
	uint8_t hash[32];

	for (size_t i = 0; i < n; i++)
		json[i] = "{\"name\":\"value\"},"[i % 17];
	ok(store(w, account, id, json, n, hash), "20 MB of items are stored");
	back = result_load(w, account, id, hash);
	ok(back && memcmp(back, json, n) == 0, "and come back");
	ok(ask(w, &result_bytes) < 1000000, "compressed");
	secret_random(json, n);
	ok(!store(w, account, id, json, n, hash), "what cannot be compressed to one packet");
	is_int(w->error, ERR_TOO_LARGE, "is too large");
	ok(db_ready(w, w->db) && statement_prepare(w, &result_rows), "and the connection lives on");
	ok(!store(w, account, id, json, RESULT_MAX + 1, hash), "more than can be sent");
	is_int(w->error, ERR_TOO_LARGE, "is too large as well");
	work_forgive(w);
}

static void test_small(struct work *w, const char *account)
{
	const char *id = test_strategy(w, account), *json = NULL;
	uint8_t hash[32], missing[32] = {0};
	size_t size = 0;

	store(w, account, id, "[{\"n\":1}]", 9, hash);
	ok(result_load_small(w, account, id, hash, 9, &json, &size), "items that are few enough");
	is_text(json, "[{\"n\":1}]", "are loaded");
	is_int(size, 9, "with their size");
	ok(result_load_small(w, account, id, hash, 8, &json, &size), "too many");
	ok(!json, "are not");
	is_int(size, 9, "but tell how many they are");
	ok(!result_load_small(w, account, id, missing, 9, &json, &size), "none");
	is_int(w->error, ERR_NOT_FOUND, "are not found");
	work_forgive(w);
}

static void test_damage(struct work *w, const char *account)
{
	const char *id = test_strategy(w, account);
	char json[500];
	uint8_t hash[32];

	for (size_t i = 0; i < sizeof json; i++)
		json[i] = (char)('a' + i * i % 26);
	store(w, account, id, json, sizeof json, hash);
	statement_run(w, &result_damage, NULL, NULL);
	ok(!result_load(w, account, id, hash), "a damaged value");
	is_int(w->error, ERR_INTERNAL, "is told, not returned");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro");
	const char *other = account_add(w, "other", "pro");
	test_storing(w, account, other);
	test_many(w, account);
	test_large(w, account);
	test_small(w, account);
	test_damage(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
