/* Pages that differ at every fetch, watched for 500 runs: no change is told. Then twenty real ones
 * of every kind, under the same noise: each is told, once. The whole way of a scheduled run, but
 * for sockets: page, extraction, comparison, the end of the job in the database. */
#include "extract/extract.h"
#include "extract/operation.h"
#include "job/finish.h"
#include "store/changes.h"
#include "store/database.h"
#include "store/jobs.h"
#include "store/schedules.h"

#define OWNER "01890000-0000-7000-8000-00000000000a"
#define RUNS  500
#define POTS  24
#define URL   "https://shop.test/pots"

const struct operation operations[] = {{"extract", extract_operation}, {NULL, NULL}};

static const char plan[] = "{\"type\":\"css\",\"container\":{\"selector\":\"li.pot\"},\"fields\":{"
			   "\"name\":{\"selector\":\"h3\"},\"price\":{\"selector\":\"b\"},"
			   "\"about\":{\"selector\":\"p\"},\"views\":{\"selector\":\"i\"}}}";

static const char *account, *strategy;

struct pot {
	const char *name, *about;
	double price;
	bool is_gone;
};

struct shop {
	const char *schedule;
	struct pot pots[POTS + 20];
	int order[POTS + 20];
	int n;
	bool is_shuffled;	  /* at every fetch; else the order is the shop's own */
	int fetches;		  /* so far */
	unsigned chance;	  /* of the noise: the same at every run of the test */
	int changes, jobs, waits; /* told so far; runs; first fetches that waited */
};

static unsigned chance(struct shop *s, unsigned n)
{
	s->chance = s->chance * 1103515245u + 12345u;
	return (s->chance >> 16) % n;
}

/* --- the page --- */

/* A visitor sees another order each time, views that grow, prices in a currency that moves, and
 * once in a while a page on which a pot is missing. */
static void add_pots(struct shop *s, struct text *t)
{
	int at[POTS + 20], lost = s->is_shuffled && chance(s, 9) == 0 ? (int)chance(s, POTS) : -1;

	memcpy(at, s->order, sizeof at);
	for (int i = s->n - 1; s->is_shuffled && i > 0; i--) {
		int k = (int)chance(s, (unsigned)i + 1), other = at[i];

		at[i] = at[k];
		at[k] = other;
	}
	for (int i = 0; i < s->n; i++) {
		const struct pot *p = &s->pots[at[i]];
		double drift = s->is_shuffled ? 1 + ((int)chance(s, 11) - 5) / 1000.0 : 1;

		if (p->is_gone || at[i] == lost)
			continue;
		text_addf(t,
			  "<li class=pot><h3>%s</h3><b>$%.2f</b><p>%s</p>"
			  "<i>%d</i></li>",
			  p->name, p->price * drift, p->about, s->fetches * 7 + at[i]);
	}
}

static const char *page_of(struct work *w, struct shop *s)
{
	struct text t = text_new(w->arena, 1u << 20);

	s->fetches++;
	text_addf(&t, "<html><p>It is 12:%02d:%02d. You are visitor %d.</p><ul>",
		  s->fetches / 60 % 60, s->fetches % 60, 4711 + s->fetches);
	text_addf(&t, "<li class=advert><h3>Buy pan %u</h3><b>$%u</b></li>", chance(s, 90),
		  chance(s, 90));
	add_pots(s, &t);
	text_add(&t, "</ul></html>");
	return t.data;
}

/* --- one fetch, one run --- */

static bool advance(struct work *w, struct run *run, const char *page)
{
	struct fetch_response *response = ARENA_NEW(w->arena, struct fetch_response);
	const struct want *want = &run->conversation.want;
	struct answer answer = {.response = response};
	struct text out = text_new(w->arena, 1 << 20);

	*response = (struct fetch_response){.url = URL,
					    .status = 200,
					    .content_type = "text/html",
					    .body = page,
					    .body_size = strlen(page)};
	if (!run->conversation.advance(w, &run->conversation, &answer))
		return false;
	if (!operation_call(w, operations,
			    &(struct ask){want->operation, want->request, want->body,
					  want->body_size, want->apart},
			    &out))
		return false;
	answer = (struct answer){.result = json_parse_apart(w, out.data, out.length, want->apart)};
	return answer.result && run->conversation.advance(w, &run->conversation, &answer);
}

static bool fetch_and_finish(struct work *w, struct shop *s, const struct task *t)
{
	struct sensitivity what;
	struct run_input in = {.url = URL, .plan = json_stored(w, plan), .sensitivity = &what};
	struct ending e = {.task = t, .trace = json_new_object(w)};
	struct run *run;

	if (!sensitivity_read(w, t->item_order, t->ignore_fields.data, t->thresholds.data, &what) ||
	    !(run = run_begin(w, &in)) || !advance(w, run, page_of(w, s)))
		return false;
	e.run = run;
	return db_begin(w) && job_finish(w, &e) && db_commit(w);
}

static bool claim(struct work *w, const char *id, struct task **out)
{
	static int64_t nonce;
	int64_t taken;
	size_t n;

	return task_take(w, OWNER, ++nonce, &id, 1, &taken) &&
	       task_taken(w, OWNER, nonce, out, &n) && n == 1;
}

/* A job of the schedule, fetched as often as it wants. What it told, or NULL. */
static const struct job_change *run_once(struct work *w, struct shop *s)
{
	const char *id = id_new(w->arena);
	const struct job j = {.id = id,
			      .account_id = account,
			      .strategy_id = strategy,
			      .schedule_id = s->schedule,
			      .url = URL};
	const struct new_task new = {
	    .id = id, .account_id = account, .kind = "job", .schedule_id = s->schedule};
	struct job_change *change = ARENA_NEW(w->arena, struct job_change);
	struct task *t;
	struct job found;
	bool good = db_begin(w) && job_insert(w, &j) && task_insert(w, &new, 1) && db_commit(w);

	for (int fetch = 0; good && fetch < 3; fetch++) {
		good = claim(w, id, &t) && fetch_and_finish(w, s, t) &&
		       job_find(w, account, id, &found);
		if (!good || strcmp(found.status, "running") != 0)
			break;
		s->waits++;
	}
	if (!good || strcmp(found.status, "completed") != 0)
		ok(false, "run %d: %s", s->jobs, good ? found.error : w->message);
	s->jobs++;
	if (!good || !found.has_changes || !*found.has_changes)
		return NULL;
	s->changes++;
	return change_find(w, account, id, change) ? change : NULL;
}

/* --- shops --- */

static struct pot pot_of(struct work *w, int i)
{
	return (struct pot){.name = arena_printf(w->arena, "Pot no. %d", i + 1),
			    .about = arena_printf(w->arena, "Made of clay %d", i * 7),
			    .price = 10 + i};
}

static struct shop shop_of(struct work *w, const struct schedule *settings)
{
	static const int64_t minute = 60;
	struct schedule row = *settings;
	struct shop s = {.schedule = row.id = id_new(w->arena), .n = POTS, .chance = 1};

	row.account_id = account;
	row.kind = "strategy";
	row.strategy_id = strategy;
	row.url = URL;
	row.catch_up = "one";
	row.notify = "always";
	row.interval_seconds = &minute;
	row.anchor_at = clock_now();
	for (int i = 0; i < POTS; i++) {
		s.pots[i] = pot_of(w, i);
		s.order[i] = i;
	}
	ok(schedule_insert(w, &row), "a schedule");
	return s;
}

static const char *counts(struct work *w, const struct job_change *c)
{
	return c ? arena_printf(w->arena, "+%d -%d ~%d >%d", (int)c->added, (int)c->removed,
				(int)c->modified, (int)c->moved)
		 : "nothing";
}

/* The change is told by one of the next runs, and by no other. */
static void told_once(struct work *w, struct shop *s, const char *what, const char *want)
{
	const struct job_change *told = NULL;
	const char *got = "nothing";
	int before = s->changes;

	for (int i = 0; i < 5; i++) {
		told = run_once(w, s);
		if (told)
			got = counts(w, told);
	}
	is_text(got, want, what);
	is_int(s->changes - before, 1, "once");
}

static void change_shop(struct work *w, struct shop *s, int round)
{
	s->pots[s->n] = pot_of(w, 100 + round);
	s->order[s->n] = s->n;
	s->n++;
	told_once(w, s, "a new pot", "+1 -0 ~0 >0");
	s->pots[round].is_gone = true;
	told_once(w, s, "a pot that is gone", "+0 -1 ~0 >0");
	s->pots[8 + round].price *= 1.2;
	told_once(w, s, "another price", "+0 -0 ~1 >0");
	s->pots[16 + round].about = arena_printf(w->arena, "Now of glass %d", round);
	told_once(w, s, "another text", "+0 -0 ~1 >0");
}

/* A price that creeps below the threshold at each run, and is told when it has crept far enough. */
static void creep(struct work *w, struct shop *s)
{
	int before = s->changes;

	for (int i = 0; i < 20; i++) {
		s->pots[23].price *= 1.005;
		run_once(w, s);
	}
	ok(s->changes - before >= 2 && s->changes - before <= 5,
	   "a price that creeps by 10 %% in twenty runs is told when it adds up: %d times",
	   s->changes - before);
}

static void move_pot(struct shop *s, int from, int to)
{
	int pot = s->order[from];

	memmove(&s->order[from], &s->order[from + 1], (size_t)(s->n - from - 1) * sizeof pot);
	memmove(&s->order[to + 1], &s->order[to], (size_t)(s->n - to - 1) * sizeof pot);
	s->order[to] = pot;
}

/* --- the tests --- */

static void test_noise(struct work *w)
{
	static const int64_t pause = 1;
	const struct schedule quiet = {.ignore_fields = {"[\"views\"]"},
				       .thresholds = {"{\"price\":{\"percent\":2}}"},
				       .confirm_seconds = &pause};
	struct shop s = shop_of(w, &quiet);

	s.is_shuffled = true;
	for (int i = 0; i < RUNS; i++)
		run_once(w, &s);
	is_int(s.jobs, RUNS, "runs on a page with a clock, a counter, adverts and views");
	is_int(s.changes, 0, "tell nothing");
	ok(s.waits > RUNS / 20, "though %d of them fetched again what one fetch lacked", s.waits);
	for (int round = 0; round < 4; round++)
		change_shop(w, &s, round);
	creep(w, &s);
}

static void test_moves(struct work *w)
{
	const struct schedule ordered = {.ignore_fields = {"[\"views\"]"},
					 .item_order = "significant"};
	struct shop s = shop_of(w, &ordered);

	for (int i = 0; i < 20; i++)
		run_once(w, &s);
	is_int(s.changes, 0, "a page that keeps its order has no changes");
	for (int i = 0; i < 4; i++) {
		move_pot(&s, 2 * i, 20 - i);
		told_once(w, &s, "a pot that moves", "+0 -0 ~0 >1");
	}
}

int main(void)
{
	struct work w;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	if (!operations_begin(&w))
		return 1;
	struct db *db = test_database(&w);

	account = account_add(&w, "shop", "pro");
	strategy = test_strategy(&w, account);
	test_noise(&w);
	test_moves(&w);
	work_end(&w);
	db_free(db);
	return done();
}
