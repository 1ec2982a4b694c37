/* Parts of a group's run, driven from memory: what they are made from, and what is stored. */
#include "job/group_part.h"

#include "bounds.h"
#include "store/database.h"
#include "store/groups.h"
#include "store/pages.h"
#include "store/versions.h"

#define OWNER "01890000-0000-7000-8000-00000000000a"

static const char *account, *group;

/* A run of one part, whose task is claimed. */
static struct task *claimed(struct work *w, struct group_run r, const char *strategy)
{
	struct group_part part = {
	    .strategy_id = strategy, .name = "Pans", .url = "https://shop.test/pans"};
	static int64_t nonce;
	struct task *rows = NULL;
	int64_t taken;
	size_t n = 0;

	r.id = id_new(w->arena);
	r.account_id = account;
	r.strategy_group_id = group;
	ok(group_run_insert(w, &r, &part, 1), "a run");
	nonce++;
	ok(task_take(w, OWNER, nonce, &part.id, 1, &taken) &&
	       task_taken(w, OWNER, nonce, &rows, &n) && n == 1,
	   "its task is claimed");
	return rows;
}

static struct task *schema_task(struct work *w, const char *strategy)
{
	return claimed(w,
		       (struct group_run){.kind = GROUP_RUN_SCHEMA,
					  .output_schema = {"{\"title\":\"string\"}"},
					  .quota = -1},
		       strategy);
}

static const char *member(struct work *w)
{
	const char *id = test_strategy(w, account);
	int64_t added;

	ok(member_add(w, account, group, &(struct texts){&id, 1}, &added), "a member");
	return id;
}

/* Answers what the generation wants with a page and a proposal. */
static void make(struct work *w, struct part_making *p, const char *plan)
{
	static struct fetch_response page = {
	    .url = "https://shop.test/pans", .body = "<p>Pan", .body_size = 6};
	struct conversation *c = &p->generation->conversation;
	const char *result =
	    arena_printf(w->arena,
			 "{\"strategy\":%s,\"items\":[{\"title\":\"Pan\"}],\"item_count\":1,"
			 "\"confidence\":0.5,\"attempts\":2}",
			 plan);

	ok(c->advance(w, c, &(struct answer){.response = &page}) &&
	       c->advance(w, c, &(struct answer){.result = json_parse(w, result, strlen(result))}),
	   "it is made");
}

static bool finish(struct work *w, const struct task *t, const struct part_making *p)
{
	return db_begin(w) && part_finish(w, t, p) && db_commit(w);
}

static struct group_part failure(struct work *w, const char *kind)
{
	struct group_progress g;
	struct group_part *rows;
	size_t n = 0;

	ok(group_run_progress(w, account, group, kind, &g) && g.failed == 1 &&
	       group_run_failures(w, account, g.id, 1, &rows, &n) && n == 1,
	   "a failed part");
	return n ? *rows : (struct group_part){0};
}

static void test_anew(struct work *w)
{
	const char *id = member(w);
	struct task *t = schema_task(w, id);
	struct part_making p;
	struct version *versions;
	struct strategy s;
	struct page page;
	size_t n;

	ok(db_begin(w) && strategy_find_locked(w, account, id, &s), "a plan");
	s.plan.data = "{\"type\":\"css\",\"key\":\"title\",\"order\":\"significant\"}";
	ok(strategy_update(w, &s, "patched") && db_commit(w), "that says how runs are compared");
	ok(part_begin(w, t, NULL, &p), "its part begins");
	is_text(p.generation->input.description, "names and prices", "with its description");
	ok(json_has(p.generation->input.output_schema, "title"), "and the new schema");
	make(w, &p, "{\"type\":\"css\"}");
	ok(finish(w, t, &p) && strategy_find(w, account, id, &s), "and is stored");
	is_int(s.version, 3, "as the next version");
	is_text(s.output_schema.data, "{\"title\":\"string\"}", "with the schema");
	is_text(s.plan.data, "{\"type\":\"css\",\"order\":\"significant\",\"key\":\"title\"}",
		"and what the user said of comparing");
	is_text(s.preview.data, "[{\"title\":\"Pan\"}]", "and a preview");
	ok(version_list(w, account, id, 10, 0, &versions, &n), "versions");
	is_text(versions[0].reason, "schema", "tell why");
	ok(page_load(w, account, id, NULL, &page) && page.size == 6, "the page is kept");
	ok(!finish(w, t, &p) && error_is(w, ERR_NOT_FOUND), "once");
	db_rollback(w);
	work_forgive(w);
}

static void test_changed(struct work *w)
{
	const char *id = member(w);
	struct task *t = schema_task(w, id), back;
	struct part_making p;
	struct strategy s;

	ok(part_begin(w, t, NULL, &p), "one begins");
	make(w, &p, "{\"type\":\"css\"}");
	ok(strategy_find(w, account, id, &s) && strategy_update(w, &s, "patched"),
	   "and is changed meanwhile");
	ok(finish(w, t, &p) && strategy_find(w, account, id, &s) && s.version == 2,
	   "then it is not stored");
	ok(db_begin(w) && !task_done(w, &(struct task){.id = t->id, .lease_token = 99}),
	   "the task");
	db_rollback(w);
	work_forgive(w);
	ok(task_cancel(w, account, t->id), "waits for another try");
	back = *t;
	ok(part_give_up(w, &back, "It takes too long") == false, "without it nothing ends");
	work_forgive(w);
}

static void test_other_type(struct work *w)
{
	const char *id = member(w);
	struct task *t;
	struct part_making p;
	struct strategy s;

	test_sql("DELETE FROM %s.group_run");
	t = schema_task(w, id);
	ok(part_begin(w, t, NULL, &p), "one begins");
	make(w, &p, "{\"type\":\"api\"}");
	ok(finish(w, t, &p) && strategy_find(w, account, id, &s) && s.version == 1,
	   "what would be of another type is not stored");
	ok(strstr(failure(w, GROUP_RUN_SCHEMA).error, "another type"), "and says so");
}

static void test_leaving(struct work *w)
{
	const char *id = member(w);
	struct task *t = schema_task(w, id);
	struct part_making p;

	ok(part_begin(w, t, NULL, &p), "one begins");
	make(w, &p, "{\"type\":\"css\"}");
	ok(member_remove(w, account, group, id) && finish(w, t, &p), "and leaves");
	is_text(failure(w, GROUP_RUN_SCHEMA).error, "The strategy has left the group", "is told");
	t = schema_task(w, id);
	ok(!part_begin(w, t, NULL, &p) && error_is(w, ERR_UPSTREAM),
	   "one that left does not begin");
	work_forgive(w);
	ok(db_begin(w) && part_give_up(w, t, "The strategy has left the group") && db_commit(w),
	   "and ends");
	id = member(w);
	t = schema_task(w, id);
	ok(strategy_delete(w, account, id) && !part_begin(w, t, NULL, &p),
	   "nor one that is deleted");
	is_text(w->message, "The strategy was deleted", "which is told");
	work_forgive(w);
	ok(db_begin(w) && part_give_up(w, t, "The strategy was deleted") && db_commit(w),
	   "and ends");
}

static void test_new(struct work *w)
{
	const struct group_run run = {.kind = GROUP_RUN_BULK,
				      .description = "titles",
				      .output_schema = {"{\"title\":\"string\"}"},
				      .quota = 5};
	struct group_run full = run;
	struct part_making p;
	struct group_progress g;
	struct member *rows;
	struct task *t = claimed(w, run, NULL);
	size_t before, n;

	ok(member_list(w, account, group, NULL, 100, &rows, &before), "members");
	ok(part_begin(w, t, NULL, &p), "a new one begins");
	is_text(p.generation->input.url, "https://shop.test/pans", "on its URL");
	is_text(p.generation->input.description, "titles", "with the description of all");
	make(w, &p, "{\"type\":\"css\"}");
	ok(!finish(w, t, &p) || true, "at its end");
	db_rollback(w);
	work_forgive(w);
	ok(group_run_progress(w, account, group, GROUP_RUN_BULK, &g) && g.failed == 1,
	   "the quota is looked at again");
	ok(strstr(failure(w, GROUP_RUN_BULK).error, "Strategy quota exceeded"), "and is told");
	full.quota = -1;
	t = claimed(w, full, NULL);
	ok(part_begin(w, t, NULL, &p), "with more of it");
	make(w, &p, "{\"type\":\"css\"}");
	ok(finish(w, t, &p) && member_list(w, account, group, NULL, 100, &rows, &n) &&
	       n == before + 1,
	   "there is one member more");
	is_text(rows[0].name, "Pans", "by its name");
}

static void all_tests(struct work *w)
{
	account = account_add(w, "shop", "pro");
	group = id_new(w->arena);
	ok(group_insert(
	       w, &(struct strategy_group){.id = group, .account_id = account, .name = "Shops"}),
	   "a group");
	test_anew(w);
	test_changed(w);
	test_other_type(w);
	test_leaving(w);
	test_new(w);
	ok(!part_begin(w, &(struct task){.id = group, .account_id = account}, NULL,
		       &(struct part_making){0}) &&
	       error_is(w, ERR_NOT_FOUND),
	   "what is gone does not begin");
	work_forgive(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
