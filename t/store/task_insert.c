/* Where tasks go, and that they are there afterwards. */
#include "store/tasks.h"

#include "store/database.h"

static void test_hosts(struct work *w)
{
	is_text(task_host(w, "https://Shop.test/a?b"), "shop.test:443", "a host with its port");
	is_text(task_host(w, "http://[::1]:8080/"), "[::1]:8080", "of an address, too");
	ok(!task_host(w, "mailto:me"), "of no URL there is none");
}

int main(void)
{
	struct new_task tasks[] = {{.kind = "job", .priority = TASK_ASKED, .host = "a:80"},
				   {.kind = "job", .priority = TASK_ASKED}};
	const char *ids[4];
	struct work w;
	struct instant turn;
	size_t n;

	work_begin(&w);
	test_hosts(&w);
	work_end(&w);
	if (!test_socket())
		return done();
	work_begin(&w);
	struct db *db = test_database(&w);
	const char *account = account_add(&w, "shop", "pro");

	tasks[0].id = "01890000-0000-7000-8000-000000000013";
	tasks[1].id = "01890000-0000-7000-8000-000000000023";
	tasks[0].account_id = tasks[1].account_id = account;
	ok(db_begin(&w) && task_insert(&w, tasks, 2) && db_commit(&w), "two tasks");
	ok(task_candidates(&w, 3, 4, ids, &n, &turn) && n == 2, "lie in the shard of their ids");
	is_text(ids[0], tasks[0].id, "in their order");
	ok(task_insert(&w, NULL, 0), "none is no fault");
	work_end(&w);
	db_free(db);
	return done();
}
