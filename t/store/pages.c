/* Pages: once per strategy, URL and content; the newest comes back. */
#include "store/pages.h"

#include "store/database.h"
#include "store/lookup.h"
#include "store/statement.h"

STATEMENT_GLOBAL(page_rows, NULL, &counted_out, "SELECT COUNT(*) AS n FROM page");

static void test_pages(struct work *w, const char *account, const char *other)
{
	const char *id = test_strategy(w, account);
	const char *one = "https://shop.test/one", *two = "https://shop.test/two";
	struct counted rows;
	struct page p;

	clock_set((struct instant){INT64_C(1800000000000000)});
	ok(!page_load(w, account, id, NULL, &p), "no page yet");
	is_int(w->error, ERR_NOT_FOUND, "is not found");
	ok(page_store(w, account, id, one, "text/html", "<p>\0x", 5), "a page with a NUL is kept");
	ok(page_load(w, account, id, one, &p), "and comes back");
	ok(p.size == 5 && memcmp(p.body, "<p>\0x", 6) == 0, "byte for byte, a NUL behind it");
	is_text(p.url, one, "with its URL");
	is_text(p.content_type, "text/html", "and type");
	clock_set((struct instant){INT64_C(1800000001000000)});
	ok(page_store(w, account, id, two, NULL, "two", 3), "another URL, of no type");
	ok(page_load(w, account, id, NULL, &p), "the newest of any");
	is_text(p.url, two, "is that one");
	ok(!p.content_type, "without a type");
	clock_set((struct instant){INT64_C(1800000002000000)});
	ok(page_store(w, account, id, one, "text/html", "new", 3), "the first URL anew");
	ok(page_load(w, account, id, one, &p) && memcmp(p.body, "new", 4) == 0, "gives the newer");
	clock_set((struct instant){INT64_C(1800000003000000)});
	ok(page_store(w, account, id, one, "text/html; charset=\xff", "<p>\0x", 5),
	   "the old content again, with a type that is no UTF-8");
	ok(page_load(w, account, id, one, &p) && p.size == 5, "is the newest now");
	is_int(p.fetched_at.us, INT64_C(1800000003000000), "with the new time");
	is_text(p.content_type, "text/html; charset=\xef\xbf\xbd", "and type");
	ok(statement_one(w, &page_rows, NULL, &rows) && rows.n == 3, "in three rows");
	clock_set((struct instant){INT64_C(1800000004000000)});
	ok(page_store(w, account, id, one, "text/html", "", 0) &&
	       page_load(w, account, id, one, &p) && p.size == 0,
	   "an empty page is a page");
	ok(!page_load(w, other, id, one, &p), "another account does not see it");
	clock_set((struct instant){0});
}

static void all_tests(struct work *w)
{
	test_pages(w, account_add(w, "shop", "pro"), account_add(w, "other", "pro"));
}

int main(void)
{
	return test_with_database(all_tests);
}
