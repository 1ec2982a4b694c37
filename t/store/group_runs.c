/* Runs of groups: their parts become tasks a few at a time, and each that ends makes room for the
 * next. */
#include "store/group_runs.h"

#include "bounds.h"
#include "store/database.h"
#include "store/groups.h"

#define OWNER	"01890000-0000-7000-8000-00000000000a"
#define N_PARTS (GENERATIONS_AT_ONCE + 3)

static const char *account, *group;

static bool start(struct work *w, const char *kind, size_t n)
{
	struct group_part *parts = ARENA_ARRAY(w->arena, n, struct group_part);
	const struct group_run r = {.id = id_new(w->arena),
				    .account_id = account,
				    .strategy_group_id = group,
				    .kind = kind,
				    .output_schema = {"{\"name\":\"string\"}"},
				    .quota = -1};

	for (size_t i = 0; i < n; i++)
		parts[i] = (struct group_part){
		    .name = "Pans", .url = arena_printf(w->arena, "https://shop.test/%zu", i)};
	return group_run_insert(w, &r, parts, n);
}

/* Claims all tasks there are and returns how many. */
static size_t claim(struct work *w, struct task **out)
{
	static int64_t nonce;
	const char *ids[CLAIM_MAX];
	struct instant turn;
	size_t n, all = 0;
	int64_t taken;

	nonce++;
	for (int shard = 0; shard < TASK_SHARDS; shard++)
		if (task_candidates(w, shard, CLAIM_MAX, ids, &n, &turn) && n > 0)
			ok(task_take(w, OWNER, nonce, ids, n, &taken), "a claim");
	ok(task_taken(w, OWNER, nonce, out, &all), "its tasks");
	return all;
}

static struct group_progress progress(struct work *w, const char *kind)
{
	struct group_progress p;

	ok(group_run_progress(w, account, group, kind, &p), "how it stands");
	return p;
}

static void test_going_on(struct work *w)
{
	struct group_part part, *rows;
	struct group_progress p;
	struct group_run run;
	struct task *tasks;
	size_t n, ended = 0;

	ok(!progress(w, GROUP_RUN_SCHEMA).id, "there was none");
	ok(start(w, GROUP_RUN_SCHEMA, N_PARTS), "a run");
	p = progress(w, GROUP_RUN_SCHEMA);
	is_int(p.queued, GENERATIONS_AT_ONCE, "some are queued");
	is_int(p.waiting, N_PARTS - GENERATIONS_AT_ONCE, "the others wait");
	ok(!start(w, GROUP_RUN_SCHEMA, 1) && error_is(w, ERR_CONFLICT), "one at a time");
	work_forgive(w);
	while ((n = claim(w, &tasks)) > 0) {
		ok(n <= GENERATIONS_AT_ONCE, "never more tasks at once");
		is_text(tasks->kind, GROUP_TASK, "of their kind");
		is_text(tasks->host, "shop.test:443", "for their host");
		ok(group_run_current(w, account, p.id, 10, &rows, &n) && n > 0, "one is current");
		ok(group_part_find(w, account, tasks->id, &part, &run), "its part is found");
		is_text(run.output_schema.data, "{\"name\":\"string\"}", "with what it is for");
		ok(db_begin(w) && group_part_hold(w, account, part.id) &&
		       group_part_end(w, tasks, &part, id_new(w->arena),
				      ended == 1 ? "No such page" : NULL) &&
		       db_commit(w),
		   "and ends");
		ok(!group_part_hold(w, account, part.id) && error_is(w, ERR_NOT_FOUND), "once");
		work_forgive(w);
		ended++;
		if (ended == N_PARTS)
			break;
		test_sql("UPDATE %s.task SET lease_until = '2020-01-01'");
		ok(task_reap(w, 100, &(int64_t){0}), "what was held comes back");
	}
	is_int(ended, N_PARTS, "all had their turn");
	p = progress(w, GROUP_RUN_SCHEMA);
	is_int(p.completed, N_PARTS - 1, "all but one completed");
	is_int(p.failed, 1, "and that failed");
	ok(p.ended_at.us >= p.created_at.us, "afterwards");
	ok(group_run_failures(w, account, p.id, 10, &rows, &n) && n == 1, "which is told");
	is_text(rows->error, "No such page", "with the reason");
}

static void test_following(struct work *w)
{
	struct group_progress before = progress(w, GROUP_RUN_SCHEMA), after;
	struct group_part part;
	struct group_run run;
	struct task *tasks;

	ok(start(w, GROUP_RUN_SCHEMA, 2), "another run");
	after = progress(w, GROUP_RUN_SCHEMA);
	ok(strcmp(before.id, after.id) != 0 && after.completed == 0,
	   "takes the place of the first");
	ok(start(w, GROUP_RUN_BULK, 1), "a run of the other kind goes on beside it");
	is_int(claim(w, &tasks), 3, "tasks of both");
	ok(group_delete(w, account, group), "the group goes");
	ok(!group_part_find(w, account, tasks->id, &part, &run) && error_is(w, ERR_NOT_FOUND),
	   "and the parts with it");
	work_forgive(w);
}

static void all_tests(struct work *w)
{
	struct group_part part;
	struct group_run run;
	struct group_progress p;
	const char *other;

	account = account_add(w, "shop", "pro");
	other = account_add(w, "other", "pro");
	group = id_new(w->arena);
	ok(group_insert(
	       w, &(struct strategy_group){.id = group, .account_id = account, .name = "Shops"}),
	   "a group");
	test_going_on(w);
	ok(group_run_progress(w, other, group, GROUP_RUN_SCHEMA, &p) && !p.id,
	   "another account sees no run");
	ok(!group_part_find(w, other, group, &part, &run), "and no part");
	work_forgive(w);
	test_following(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
