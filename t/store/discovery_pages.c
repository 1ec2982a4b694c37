/* What is to be fetched: each once, breadth first. */
#include "store/discovery_pages.h"

#include "store/database.h"
#include "store/discovered.h"

static struct discovery_page page(struct work *w, const char *url, int64_t depth)
{
	return (struct discovery_page){
	    .hash = url_hash(w, url), .url = url, .kind = "page", .depth = depth};
}

/* It is read, in a copy of what is known: the caller has it fail. */
static void test_root(struct work *w, struct discovery d, const struct discovery_page *page)
{
	struct discovery_page root;

	ok(discovery_page_end(w, &d, page) && discovery_page_root(w, &d, &root),
	   "where it is read");
	is_text(root.url, page->url, "the site begins");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "enterprise");
	struct discovery d = {.id = id_new(w->arena),
			      .account_id = account,
			      .method = "link_pattern",
			      .config = {"{}"},
			      .root_url = "https://shop.test/"};
	const struct discovery_page seed = page(w, "/", 0);
	const struct discovery_page deeper[] = {page(w, "/a?x=1&y=2", 1), page(w, "/", 1),
						page(w, "/b", 1)};
	const struct discovery_page beside = page(w, "/moved", 0);
	struct discovery_page next, found, *rows;
	size_t n;

	ok(discovery_insert(w, &d) && discovery_find(w, account, d.id, &d), "a discovery");
	ok(!discovery_page_next(w, &d, &next) && error_is(w, ERR_NOT_FOUND), "has no pages");
	work_forgive(w);
	ok(discovery_pages_add(w, &d, &seed, 1) && d.pages_known == 1, "its seed");
	ok(discovery_page_next(w, &d, &next), "is the first");
	is_text(next.url, "/", "to be fetched");
	ok(discovery_pages_add(w, &d, deeper, 3) && d.pages_known == 3, "it leads to two more");
	ok(discovery_pages_add(w, &d, &beside, 1), "and is another page");
	ok(discovery_pages_next(w, &d, 10, &rows, &n) && n == 2, "two of one depth come next");
	is_text(rows[1].url, "/moved", "in the order in which they were found");
	next.is_moved = true;
	ok(discovery_page_lead(w, &d, &next, beside.hash), "it leads there");
	ok(discovery_page_end(w, &d, &next) && d.pages_done == 1, "and is over");
	ok(discovery_page_find(w, &d, seed.hash, &found) && !found.is_read, "but was not read");
	ok(memcmp(found.leads_to.data, beside.hash.data, beside.hash.size) == 0, "as is kept");
	ok(discovery_page_find(w, &d, beside.hash, &found) && !found.leads_to.data,
	   "the other leads nowhere");
	ok(!discovery_page_root(w, &d, &found) && error_is(w, ERR_NOT_FOUND),
	   "where the site begins is not known");
	work_forgive(w);
	ok(discovery_page_next(w, &d, &next), "the other comes next");
	is_text(next.url, "/moved", "before what is deeper");
	test_root(w, d, &next);
	next.error = "Page not accessible: 404 Not Found";
	ok(discovery_page_end(w, &d, &next) && d.pages_failed == 1, "it fails");
	ok(discovery_pages_failed(w, &d, 10, &rows, &n) && n == 1, "as is kept");
	is_text(rows[0].error, next.error, "with its reason");
	ok(discovery_page_next(w, &d, &next), "then comes");
	is_text(next.url, "/a?x=1&y=2", "the first of the others");
	ok(discovery_pages_mixtures(w, &d, -1, 10, &rows, &n) && n == 1, "with two parameters");
	next.error = "Page not accessible: 503 Service Unavailable";
	next.may_pass = true;
	ok(discovery_page_end(w, &d, &next) && d.pages_failed == 1, "what may pass has not failed");
	ok(discovery_page_next(w, &d, &next) && !next.is_second, "it waits");
	is_text(next.url, "/b", "behind all others");
	ok(discovery_page_end(w, &d, &next), "which end");
	ok(discovery_page_next(w, &d, &next) && next.is_second, "then it is tried again");
	next.error = "Page not accessible: 503 Service Unavailable";
	next.may_pass = true;
	ok(discovery_page_end(w, &d, &next) && d.pages_failed == 2, "once");
	ok(!discovery_page_next(w, &d, &next) && error_is(w, ERR_NOT_FOUND), "and nothing is left");
	work_forgive(w);
	d.run = 2;
	ok(!discovery_page_next(w, &d, &next) && error_is(w, ERR_NOT_FOUND), "a new run has none");
	work_forgive(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
