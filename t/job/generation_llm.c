/* The turns with a model, driven from memory: whatever it or the extractor does, the better
 * strategy is taken and none is lost. */
#include "job/generation.h"

#include "bounds.h"
#include "tap.h"
#include "util/clock.h"
#include "util/log.h"

#define OWN                                                                                        \
	"{\"strategy\":{\"type\":\"css\",\"source\":\"embedded\"},\"items\":[{\"a\":1}],\"item_"   \
	"count\":1,"                                                                               \
	"\"confidence\":0.7,\"merit\":0.8,\"attempts\":2,\"warnings\":[]}"
#define QUESTION "{\"system\":\"rules\",\"user\":\"page\"}"
#define JUDGED(holds, merit)                                                                       \
	"{\"outcome\":\"judged\",\"tokens\":500,\"holds\":" holds ",\"merit\":" merit              \
	",\"answer\":\"{}\",\"report\":\"not "                                                     \
	"yet\",\"strategy\":{\"type\":\"css\",\"source\":\"llm\"},"                                \
	"\"items\":[{\"a\":2}],\"item_count\":1,\"confidence\":0.9,\"attempts\":1,\"warnings\":[]" \
	"}"
#define MALFORMED                                                                                  \
	"{\"outcome\":\"malformed\",\"tokens\":500,\"complaint\":\"no JSON\",\"answer\":\"tea\"}"

/* A turn's answer: the result of an operation, a status with a body, or a failure (both 0). */
struct turn {
	const char *operation; /* that is wanted; NULL: the endpoint */
	const char *result;
	int status;
	enum error_class failure;
	const char *message; /* of ERR_UNACCEPTABLE, when there is no class */
};

struct play {
	const char *name, *generator, *items;
	int calls;
	struct turn turns[12];
};

static int64_t budget_taken, budget_settled;
static int takes_left;

static bool take(struct work *w, void *data, int64_t tokens, int64_t *month_out)
{
	(void)data;
	if (takes_left-- <= 0)
		return fail(w, ERR_FORBIDDEN, "no more");
	budget_taken += tokens;
	*month_out = 202611;
	return true;
}

static void settle(struct work *w, void *data, int64_t month, int64_t more)
{
	(void)w;
	(void)data;
	is_int(month, 202611, "the month it was taken from");
	budget_settled += more;
}

static const struct llm_settings settings = {.url = "http://127.0.0.1/v1",
					     .key = "",
					     .model = "m",
					     .timeout_ms = 20000,
					     .budget = {take, settle, NULL}};

static void perform(struct work *w, const struct turn *t, struct answer *answer)
{
	*answer = (struct answer){0};
	if (t->result && t->operation) {
		answer->result = json_parse(w, t->result, strlen(t->result));
	} else if (t->status) {
		answer->response = ARENA_NEW(w->arena, struct fetch_response);
		answer->response->status = t->status;
		answer->response->body = t->result ? t->result : "{}";
		answer->response->body_size = strlen(answer->response->body);
	} else if (t->message) {
		fail(w, ERR_UNACCEPTABLE, "%s", t->message);
	} else {
		fail_class(w, t->failure, "no luck");
	}
}

static struct generation *begin(struct work *w, struct llm *l)
{
	struct generation_input in = {.url = "http://shop.test/", .description = "a", .llm = l};
	struct generation *g = generation_begin(w, &in);
	struct fetch_response *page = ARENA_NEW(w->arena, struct fetch_response);
	struct answer answer = {.response = page};

	*page = (struct fetch_response){.url = "http://shop.test/", .body = "x", .body_size = 1};
	ok(g->conversation.advance(w, &g->conversation, &answer), "the page");
	return g;
}

/* Plays the turns; false when the conversation failed. */
static bool play(struct work *w, struct generation *g, const struct play *p, int *calls)
{
	const struct turn *t = p->turns;
	struct answer answer;

	for (; g->conversation.want.kind != WANT_NOTHING; t++) {
		const struct want *want = &g->conversation.want;
		ok(want->is_optional, "no turn may end it");
		if (want->kind == WANT_FETCH)
			(*calls)++;
		if (want->kind == WANT_OPERATION)
			is_text(want->operation, t->operation, "what is wanted");
		else
			ok(!t->operation && (t->status || t->failure), "the endpoint is asked");
		perform(w, t, &answer);
		if (!g->conversation.advance(w, &g->conversation, &answer))
			return false;
		ok(error_is(w, ERR_NONE), "a failure is forgiven");
	}
	ok(!t->operation && !t->status && !t->failure, "all was played");
	return true;
}

#define START                                                                                      \
	{"generate", OWN, 0, 0, NULL},                                                             \
	{                                                                                          \
		"condense", QUESTION, 0, 0, NULL                                                   \
	}
#define STATUS(n)                                                                                  \
	{                                                                                          \
		NULL, NULL, n, 0, NULL                                                             \
	}
#define SAYS(result)                                                                               \
	STATUS(200),                                                                               \
	{                                                                                          \
		"propose", result, 0, 0, NULL                                                      \
	}

static const struct play plays[] = {
    {"a good answer", "llm (m, attempt 1)", "[{\"a\":2}]", 1, {START, SAYS(JUDGED("true", "0.9"))}},
    {"an equal one", "llm (m, attempt 1)", "[{\"a\":2}]", 1, {START, SAYS(JUDGED("true", "0.8"))}},
    {"a second attempt",
     "llm (m, attempt 2)",
     "[{\"a\":2}]",
     2,
     {START, SAYS(JUDGED("false", "0.2")), SAYS(JUDGED("true", "1"))}},
    {"three attempts, none better",
     "embedded (llm: not better)",
     "[{\"a\":1}]",
     3,
     {START, SAYS(JUDGED("false", "0.2")), SAYS(JUDGED("false", "0.7")),
      SAYS(JUDGED("false", "0.1"))}},
    {"the best of three that do not hold",
     "llm (m, attempt 2)",
     "[{\"a\":2}]",
     3,
     {START, SAYS(JUDGED("false", "0.2")), SAYS(JUDGED("false", "0.85")),
      SAYS(JUDGED("false", "0.1"))}},
    {"answers out of form, then a good one",
     "llm (m, attempt 1)",
     "[{\"a\":2}]",
     3,
     {START, SAYS(MALFORMED), SAYS(MALFORMED), SAYS(JUDGED("true", "1"))}},
    {"answers out of form for ever",
     "embedded (llm: no usable answer)",
     "[{\"a\":1}]",
     3,
     {START, SAYS(MALFORMED), SAYS(MALFORMED), SAYS(MALFORMED)}},
    {"a good attempt before the endpoint ends",
     "llm (m, attempt 1)",
     "[{\"a\":2}]",
     2,
     {START, SAYS(JUDGED("false", "0.81")), STATUS(500)}},
    {"no completion",
     "embedded (llm: no chat completion)",
     "[{\"a\":1}]",
     1,
     {START, SAYS("{\"outcome\":\"unusable\",\"complaint\":\"x\",\"tokens\":-1}")}},
    {"a page that cannot be condensed",
     "embedded (llm: the page cannot be condensed)",
     "[{\"a\":1}]",
     0,
     {{"generate", OWN, 0, 0, NULL}, {"condense", NULL, 0, CLASS_TOO_COMPLEX, NULL}}},
    {"an answer that kills the extractor",
     "embedded (llm: its answer cannot be judged)",
     "[{\"a\":1}]",
     1,
     {START, STATUS(200), {"propose", NULL, 0, CLASS_CRASHED, NULL}}},
    {"an answer that is no text",
     "embedded (llm: its answer is no text)",
     "[{\"a\":1}]",
     1,
     {START, {NULL, "\xff", 200, 0, NULL}}},
    {"silence",
     "embedded (llm: timeout after 20 s)",
     "[{\"a\":1}]",
     1,
     {START, {NULL, NULL, 0, CLASS_TIMEOUT, NULL}}},
    {"nobody there",
     "embedded (llm: no connection)",
     "[{\"a\":1}]",
     1,
     {START, {NULL, NULL, 0, CLASS_CONNECT, NULL}}},
    {"a certificate of somebody else's",
     "embedded (llm: TLS error)",
     "[{\"a\":1}]",
     1,
     {START, {NULL, NULL, 0, CLASS_TLS, NULL}}},
    {"too much",
     "embedded (llm: its answer is too large)",
     "[{\"a\":1}]",
     1,
     {START, {NULL, NULL, 0, CLASS_TOO_LARGE, NULL}}},
    {"a redirect", "embedded (llm: redirect refused)", "[{\"a\":1}]", 1, {START, STATUS(302)}},
    {"a wrong key", "embedded (llm: HTTP 401)", "[{\"a\":1}]", 1, {START, STATUS(401)}},
    {"a busy one", "embedded (llm: HTTP 429)", "[{\"a\":1}]", 1, {START, STATUS(429)}},
    {"one that wants less in the question",
     "llm (m, attempt 1)",
     "[{\"a\":2}]",
     2,
     {START,
      {NULL, "maximum context length", 400, 0, NULL},
      {"condense", QUESTION, 0, 0, NULL},
      SAYS(JUDGED("true", "1"))}},
    {"one that wants less around it",
     "llm (m, attempt 1)",
     "[{\"a\":2}]",
     2,
     {START, STATUS(400), SAYS(JUDGED("true", "1"))}},
    {"one that never understands",
     "embedded (llm: HTTP 400)",
     "[{\"a\":1}]",
     3,
     {START,
      {NULL, "maximum context length", 413, 0, NULL},
      {"condense", QUESTION, 0, 0, NULL},
      STATUS(413),
      STATUS(400)}},
    {"only the model finds something",
     "llm (m, attempt 1)",
     "[{\"a\":2}]",
     1,
     {{"generate", NULL, 0, 0, "Could not extract"},
      {"condense", QUESTION, 0, 0, NULL},
      SAYS(JUDGED("true", "0.1"))}},
};

static void all_plays(struct work *w)
{
	for (size_t i = 0; i < sizeof plays / sizeof plays[0]; i++) {
		const struct play *p = &plays[i];
		struct llm *l = llm_new(&settings);
		struct generation *g = begin(w, l);
		int calls = 0;
		takes_left = 10;
		ok(play(w, g, p, &calls), "%s", p->name);
		is_text(g->generator, p->generator, "who made it, and why");
		ok(strlen(g->generator) <= 64, "in a column's length");
		is_text(g->items, p->items, "and what it extracts");
		is_int(calls, p->calls, "calls");
		llm_free(l);
	}
}

static void failures(struct work *w)
{
	static const struct play nothing = {.turns = {{"generate", NULL, 0, 0, "Could not extract"},
						      {"condense", QUESTION, 0, 0, NULL},
						      STATUS(500)}};
	static const struct play broken = {
	    .turns = {{"generate", NULL, 0, CLASS_TOO_COMPLEX, NULL}}};
	struct llm *l = llm_new(&settings);
	int calls = 0;

	takes_left = 10;
	ok(!play(w, begin(w, l), &nothing, &calls), "neither finds anything");
	is_text(w->message, "Could not extract", "the embedded generator's reason is told");
	ok(error_is(w, ERR_UNACCEPTABLE), "in its kind");
	work_forgive(w);
	calls = 0;
	ok(!play(w, begin(w, l), &broken, &calls), "a page that cannot be parsed");
	is_int(w->class, CLASS_TOO_COMPLEX, "keeps its reason");
	is_int(calls, 0, "and the model is not asked");
	work_forgive(w);
	llm_free(l);
}

static void budgets(struct work *w)
{
	static const struct play used_up = {.turns = {START}};
	static const struct play one = {.turns = {START, SAYS(JUDGED("true", "1"))}};
	static const struct play unbilled = {.turns = {START, STATUS(500)}};
	struct llm *l = llm_new(&settings);
	struct generation *g = begin(w, l);
	int calls = 0;

	takes_left = 0;
	ok(play(w, g, &used_up, &calls), "no tokens are left");
	is_text(g->generator, "embedded (llm: the month's tokens are used up)", "and it says so");
	is_int(calls, 0, "without a call");
	takes_left = 1;
	budget_taken = budget_settled = 0;
	ok(play(w, begin(w, l), &one, &calls), "one call");
	ok(budget_taken > LLM_ANSWER_TOKENS, "more is taken than it will use");
	is_int(budget_taken + budget_settled, 500, "and settled by what it used");
	takes_left = 1;
	budget_taken = budget_settled = 0;
	ok(play(w, begin(w, l), &unbilled, &calls), "a call that is refused");
	is_int(budget_taken + budget_settled, 0, "costs nothing");
	llm_free(l);
}

/* What is left of the deadline is for judging and storing. */
static void late(struct work *w)
{
	static const struct play own = {.turns = {{"generate", OWN, 0, 0, NULL}}};
	struct llm *l = llm_new(&settings);
	struct generation *g = begin(w, l);
	int calls = 0;

	takes_left = 10;
	w->deadline_ms = clock_monotonic_ms() + LLM_LEAVE_MS;
	ok(play(w, g, &own, &calls), "no time is left");
	is_text(g->generator, "embedded (llm: no time left)", "and none is taken");
	g = begin(w, l);
	w->deadline_ms = clock_monotonic_ms() + LLM_LEAVE_MS + 10000;
	for (int i = 0; i < 2; i++) {
		const struct turn turns[] = {START};
		struct answer answer;
		perform(w, &turns[i], &answer);
		ok(g->conversation.advance(w, &g->conversation, &answer), "go on");
	}
	ok(g->conversation.want.fetch.timeout_ms <= 10000, "an answer may take what is left");
	w->deadline_ms = 0;
	llm_free(l);
}

int main(void)
{
	struct work w;

	log_open("test", "/dev/null", LOG_ERROR_LEVEL);
	work_begin(&w);
	all_plays(&w);
	failures(&w);
	budgets(&w);
	late(&w);
	work_end(&w);
	return done();
}
