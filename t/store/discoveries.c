/* Discoveries: kept, changed, listed, deleted, and swept away with what their runs left behind. */
#include "store/discoveries.h"

#include "store/database.h"
#include "store/discovered.h"
#include "store/discovery_pages.h"
#include "store/tasks.h"

static struct discovery example(struct work *w, const char *account)
{
	return (struct discovery){.id = id_new(w->arena),
				  .account_id = account,
				  .method = "sitemap",
				  .config = {"{\"method\":\"sitemap\"}"},
				  .root_url = "https://shop.test/sitemap.xml"};
}

static void test_keeping(struct work *w, const char *account, const char *other)
{
	struct discovery d = example(w, account), found;
	struct discovery *rows;
	int64_t total;
	size_t n;

	ok(discovery_insert(w, &d), "a discovery");
	ok(discovery_find(w, account, d.id, &found), "is found");
	is_text(found.status, "pending", "pending");
	is_text(found.config.data, d.config.data, "with what was asked for");
	ok(found.run == 1 && found.listed_run == 1 && found.created_at.us, "in its first run");
	ok(discovery_is_going(&found), "which has yet to begin");
	ok(!discovery_find(w, other, d.id, &found) && error_is(w, ERR_NOT_FOUND),
	   "another account does not find it");
	is_text(w->message, "Discovery not found", "in these words");
	work_forgive(w);
	ok(!discovery_find_by_job(w, account, d.id, &found), "no job renews it");
	work_forgive(w);
	ok(discovery_list(w, account, 10, 0, &rows, &n) && n == 1, "a list has it");
	ok(discovery_count(w, account, &total) && total == 1, "and counts it");
	ok(discovery_find(w, account, d.id, &d), "it is read");
	d.status = "completed";
	d.found = d.total = 3;
	d.pages_failed = 1;
	d.stopped_by = "max_urls";
	d.completed_at = clock_now();
	ok(discovery_save(w, &d) && discovery_find(w, account, d.id, &found), "and changed");
	ok(found.total == 3 && found.pages_failed == 1 && found.completed_at.us, "with its counts");
	is_text(found.stopped_by, "max_urls", "and its bound");
	ok(!discovery_is_going(&found), "it goes on no more");
}

static void fill(struct work *w, struct discovery *d, int64_t run, int urls)
{
	struct discovered rows[10];

	d->run = run;
	d->url_seq = d->page_seq = d->found = 0;
	for (int i = 0; i < urls; i++) {
		rows[i] = (struct discovered){
		    .url = arena_printf(w->arena, "https://shop.test/%d/%d", (int)run, i)};
		rows[i].hash = url_hash(w, rows[i].url);
	}
	ok(discovered_add(w, d, rows, (size_t)urls, 100), "a run finds %d", urls);
	for (int i = 0; i < urls; i++) {
		struct discovery_page page = {
		    .hash = rows[i].hash, .url = rows[i].url, .kind = "page", .seq = i};

		ok(discovery_pages_add(w, d, &page, 1), "and knows a page");
		page.error = i == 0 ? "Page is empty" : NULL;
		ok(discovery_page_end(w, d, &page), "that was visited");
	}
}

static int64_t sweep(struct work *w)
{
	int64_t all = 0, n = 1;

	while (n > 0) {
		if (!discovery_sweep(w, 4, &n))
			return -1;
		all += n;
	}
	return all;
}

/* A job begins to renew the list, and finds something. */
static void renew(struct work *w, struct discovery *d)
{
	const struct new_task task = {.id = id_new(w->arena),
				      .account_id = d->account_id,
				      .kind = "discovery",
				      .priority = TASK_ASKED,
				      .host = "shop.test"};

	ok(discovery_renew(w, d, task.id) && task_insert(w, &task, 1), "it is renewed");
	fill(w, d, d->run, 2);
	ok(discovery_save(w, d), "a part of it is done");
}

static void test_sweeping(struct work *w, const char *account)
{
	struct discovery d = example(w, account), found, *list;
	struct discovery_page *failed;
	struct discovered *rows;
	size_t n;

	ok(discovery_insert(w, &d) && discovery_find(w, account, d.id, &d), "a discovery");
	fill(w, &d, 1, 5);
	fill(w, &d, 2, 7);
	d.status = "completed";
	d.listed_run = 2;
	ok(discovery_save(w, &d), "whose list was renewed");
	is_int(sweep(w), 0, "is no leftover");
	d.is_stale = true;
	ok(discovery_save(w, &d), "unless it says so");
	is_int(sweep(w), 5 + 5 + 6 + 1, "the older list goes, and the pages that were read");
	ok(discovered_list(w, &d, 10, 0, &rows, &n) && n == 7, "the list stays");
	ok(discovery_pages_failed(w, &d, 10, &failed, &n) && n == 1, "and what failed");
	is_text(failed[0].error, "Page is empty", "with its reason");
	renew(w, &d);
	is_int(sweep(w), 0, "a run that goes on is left alone");
	ok(discovered_after(w, &d, 3, -1, 10, &rows, &n) && n == 2, "keeps its rows");
	ok(discovery_find(w, account, d.id, &found) && discovery_is_going(&found), "and goes on");
	ok(task_withdraw(w, account, d.crawl_job_id), "until its job is cancelled");
	ok(discovery_find_locked(w, account, d.id, &found) && !discovery_is_going(&found),
	   "then it can be renewed again");
	is_int(sweep(w), 2 + 1 + 1 + 1, "what it found goes, and what the run before could not");
	ok(discovered_list(w, &d, 10, 0, &rows, &n) && n == 7, "the list still stays");
	renew(w, &d);
	ok(discovery_list(w, account, 10, 0, &list, &n) && discovery_is_going(&list[0]),
	   "another goes on");
	ok(discovery_delete(w, account, d.id), "it is deleted");
	ok(!discovery_find(w, account, d.id, &d) && error_is(w, ERR_NOT_FOUND), "for everybody");
	work_forgive(w);
	ok(!discovery_delete(w, account, d.id), "once");
	work_forgive(w);
	ok(sweep(w) >= 7 + 2 + 2, "then its rows go");
	is_int(sweep(w), 0, "and nothing is left");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "enterprise");

	test_keeping(w, account, account_add(w, "two", "enterprise"));
	test_sweeping(w, account);
}

int main(void)
{
	return test_with_database(all_tests);
}
