/* Targets: made when they are first locked, saved whole, accepted by a person. */
#include "store/targets.h"

#include "store/database.h"

static struct target key_of(struct work *w, const char *account, const char *strategy,
			    const char *url)
{
	return (struct target){.account_id = account,
			       .strategy_id = strategy,
			       .url = url,
			       .target = target_name(w, url, NULL, NULL)};
}

static bool lock(struct work *w, const struct target *key, struct target *out)
{
	return db_begin(w) && target_lock(w, key, out) && db_commit(w);
}

static bool save(struct work *w, const struct target *t)
{
	return db_begin(w) && target_save(w, t, 1) && db_commit(w);
}

static void test_names(struct work *w)
{
	struct blob a = target_name(w, "http://a.test/", NULL, NULL), b;
	static const char *const others[][3] = {{"http://b.test/", NULL, NULL},
						{"http://a.test/", "{\"page\":1}", NULL},
						{"http://a.test/", NULL, "s"},
						{"http://a.test/", "s", NULL}};

	is_int(a.size, 16, "a name has 16 bytes");
	b = target_name(w, "http://a.test/", NULL, NULL);
	ok(memcmp(a.data, b.data, 16) == 0, "the same URL has the same");
	for (size_t i = 0; i < 4; i++) {
		b = target_name(w, others[i][0], others[i][1], others[i][2]);
		ok(memcmp(a.data, b.data, 16) != 0, "URL, parameters and schedule count");
	}
	a = target_name(w, "http://a.test/", "s", NULL);
	b = target_name(w, "http://a.test/", NULL, "s");
	ok(memcmp(a.data, b.data, 16) != 0, "each in its place");
}

static void test_rows(struct work *w, const char *account, const char *other)
{
	const char *strategy = test_strategy(w, account), *job = id_new(w->arena);
	struct target key = key_of(w, account, strategy, "http://shop.test/"), t;
	char hash[32] = "0123456789abcdef0123456789abcde";

	ok(!target_find(w, account, strategy, key.target, &t), "no target yet");
	is_int(w->error, ERR_NOT_FOUND, "is not found");
	work_forgive(w);
	ok(lock(w, &key, &t), "locking makes it");
	ok(!t.baseline_job_id && t.runs == 0 && !t.expectations.data && !t.is_accepting,
	   "without a baseline");
	is_text(t.url, "http://shop.test/", "of its URL");
	t.baseline_job_id = job;
	t.strategy_version = 3;
	t.engine = 1;
	t.item_count = 24;
	t.content_hash = "abc";
	t.result_hash = (struct blob){hash, 32};
	t.body_hash = (struct blob){hash, 32};
	t.etag = "\"\xff\"";
	t.last_modified =
	    "Thu, 01 Jan 1970 00:00:00 GMT and more than anybody would send in a header";
	t.runs = 7;
	t.expectations.data = "{\"now\":{}}";
	t.item_key.data = "[\"url\"]";
	t.odd_runs = 2;
	t.odd_hash = "def";
	ok(save(w, &t), "saved");
	ok(lock(w, &key, &t), "locked again");
	is_text(t.baseline_job_id, job, "it has the baseline");
	is_text(t.content_hash, "abc", "its content");
	ok(t.result_hash.size == 32 && memcmp(t.result_hash.data, hash, 32) == 0, "its result");
	is_text(t.etag, "\"\xef\xbf\xbd\"", "an ETag that is no UTF-8 fits");
	is_int(strlen(t.last_modified), 64, "and a date that is too long");
	is_text(t.item_key.data, "[\"url\"]", "its key");
	is_text(t.expectations.data, "{\"now\":{}}", "what is expected");
	ok(t.runs == 7 && t.odd_runs == 2 && t.strategy_version == 3 && t.item_count == 24,
	   "and the numbers");
	ok(!target_find(w, other, strategy, key.target, &t), "another account does not see it");
	work_forgive(w);
}

static void test_accept(struct work *w, const char *account, const char *other)
{
	const char *strategy = test_strategy(w, account);
	struct target good = key_of(w, account, strategy, "http://shop.test/good"), t;
	struct target odd = key_of(w, account, strategy, "http://shop.test/odd");
	int64_t n = -1;

	ok(lock(w, &good, &t) && lock(w, &odd, &t), "two targets");
	t.odd_runs = 1;
	ok(save(w, &t), "of which one is odd");
	ok(target_accept(w, other, strategy, NULL, &n) && n == 0, "another account has none");
	ok(target_accept(w, account, strategy, good.url, &n) && n == 0,
	   "the good one needs nothing");
	ok(target_accept(w, account, strategy, NULL, &n) && n == 1, "one is accepted");
	ok(target_accept(w, account, strategy, odd.url, &n) && n == 1, "by its URL, too");
	ok(target_find(w, account, strategy, odd.target, &t) && t.is_accepting,
	   "its next run counts");
	ok(target_find(w, account, strategy, good.target, &t) && !t.is_accepting,
	   "the other's not");
	ok(db_begin(w) && strategy_delete(w, account, strategy) && db_commit(w),
	   "the strategy goes");
	ok(!target_find(w, account, strategy, odd.target, &t), "and its targets with it");
	work_forgive(w);
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "shop", "pro"),
		   *other = account_add(w, "other", "pro");
	test_names(w);
	test_rows(w, account, other);
	test_accept(w, account, other);
}

int main(void)
{
	return test_with_database(all_tests);
}
