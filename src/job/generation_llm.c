/* The turns with a model: the page is condensed, the model asked, its answer judged, and asked
 * again with what was wrong. Whatever goes wrong here ends in what the embedded generator made.
 */
#include "job/generation_parts.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/log.h"

#define MODEL_SHOWN 40 /* bytes: generator is a column of 64 */

struct llm_talk {
	struct json_object *own;  /* the embedded generator's answer, or NULL */
	const char *own_failure;  /* why there is none */
	struct json_object *best; /* the model's best strategy as judged, or NULL */
	double best_merit;
	const char *rules, *question; /* the first two messages */
	size_t budget;		      /* bytes of the condensed page */
	int attempt;		      /* strategies judged, and the one being made */
	int best_attempt, judged;
	int retries; /* answers out of form in this attempt */
	struct fetch_request asked;
	struct json_object *messages; /* of it */
	int64_t month, taken;	      /* of the budget, for the call under way */
	int64_t calls, tokens, began_ms;
};

static struct llm_talk *talk_of(struct generation *g)
{
	return g->talk;
}

/* --- the end --- */

static void log_outcome(struct work *w, const struct generation *g, const char *why)
{
	const struct llm_talk *t = g->talk;

	log_info(w,
		 "llm: model \"%s\", %s: %lld calls, %lld tokens, %d strategies judged, %lld ms;"
		 " taken: %s",
		 llm_settings_of(g->input.llm)->model, why, (long long)t->calls,
		 (long long)t->tokens, t->judged, (long long)(clock_monotonic_ms() - t->began_ms),
		 g->generator ? g->generator : "none");
}

/* The model's name in at most 40 bytes of whole characters. */
static const char *short_model(struct work *w, const struct generation *g)
{
	const char *name = llm_settings_of(g->input.llm)->model;
	size_t n = strlen(name);

	if (n <= MODEL_SHOWN)
		return name;
	for (n = MODEL_SHOWN; n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80;)
		n--;
	return arena_copy(w->arena, name, n);
}

/* The better of both; the model's when they are equal. why: in a few words, for user and log. */
static bool finish(struct work *w, struct generation *g, const char *why)
{
	struct llm_talk *t = g->talk;
	bool good;

	work_forgive(w);
	if (!t->best && !t->own) {
		log_outcome(w, g, why);
		return fail(w, ERR_UNACCEPTABLE, "%s", t->own_failure);
	}
	if (t->best && (!t->own || t->best_merit >= json_double(t->own, "merit", 0))) {
		good = generation_take(w, g, t->best);
		g->attempts = t->judged;
		g->generator = arena_printf(w->arena, "llm (%s, attempt %d)", short_model(w, g),
					    t->best_attempt);
	} else {
		good = generation_take(w, g, t->own);
		g->generator = arena_printf(w->arena, "embedded (llm: %s)", why);
	}
	log_outcome(w, g, why);
	return good;
}

/* No time for another turn that leaves enough to judge and store. */
static bool is_late(const struct work *w)
{
	return work_left_ms(w, INT64_MAX) < LLM_LEAVE_MS + LLM_LEAST_MS;
}

/* --- the call --- */

static bool take_reply(struct work *w, struct conversation *c, const struct answer *answer);

/* Takes the call's tokens out of the budget; false with the reason in a few words. */
static bool take_tokens(struct work *w, struct generation *g, const char **why)
{
	const struct llm_budget *b = &llm_settings_of(g->input.llm)->budget;
	struct llm_talk *t = talk_of(g);

	t->taken = llm_tokens(&t->asked);
	t->month = 0;
	if (!b->take || b->take(w, b->data, t->taken, &t->month))
		return true;
	if (error_is(w, ERR_FORBIDDEN)) {
		*why = "the month's tokens are used up";
		log_warning(w, "METER_LLM_TOKENS_MONTH: %s", w->message);
	} else {
		*why = "the budget cannot be read";
	}
	return false;
}

/* used: what the endpoint said, or -1: what was taken stays taken. */
static void settle_tokens(struct work *w, struct generation *g, int64_t used)
{
	const struct llm_budget *b = &llm_settings_of(g->input.llm)->budget;
	struct llm_talk *t = talk_of(g);

	t->tokens += used < 0 ? t->taken : used;
	if (b->settle && t->month && used >= 0)
		b->settle(w, b->data, t->month, used - t->taken);
	t->month = 0;
}

static bool ask(struct work *w, struct generation *g)
{
	struct llm_talk *t = talk_of(g);
	int64_t left = work_left_ms(w, INT64_MAX) - LLM_LEAVE_MS;
	int64_t most = llm_settings_of(g->input.llm)->timeout_ms;
	const char *why = NULL;

	if (is_late(w))
		return finish(w, g, "no time left");
	if (!llm_is_up(g->input.llm))
		return finish(w, g, "left alone after failures");
	t->asked = llm_request(w, g->input.llm, t->messages, left < most ? left : most);
	if (!take_tokens(w, g, &why))
		return finish(w, g, why);
	t->calls++;
	g->conversation.want = (struct want){.kind = WANT_FETCH,
					     .stage = "generating",
					     .attempt = t->attempt,
					     .is_optional = true,
					     .fetch = t->asked};
	g->conversation.advance = take_reply;
	return true;
}

static void message_add(struct work *w, struct json_object *messages, const char *role,
			const char *content)
{
	struct json_object *o = json_new_object(w);

	json_put_text(o, "role", role);
	json_put_text(o, "content", content);
	json_add_shared(messages, o);
}

/* The question, and with `said` the last answer and what is wrong with it: older ones are only
 * paid for. */
static bool ask_with(struct work *w, struct generation *g, const char *said, const char *wrong)
{
	struct llm_talk *t = talk_of(g);

	t->messages = json_new_array(w);
	message_add(w, t->messages, "system", t->rules);
	message_add(w, t->messages, "user", t->question);
	if (said) {
		message_add(w, t->messages, "assistant", said);
		message_add(w, t->messages, "user", wrong);
	}
	return ask(w, g);
}

/* --- the question --- */

static bool take_question(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;
	struct llm_talk *t = talk_of(g);

	t->rules = json_text(answer->result, "system");
	t->question = json_text(answer->result, "user");
	if (!t->rules || !t->question)
		return finish(w, g, "the page cannot be condensed");
	return ask_with(w, g, NULL, NULL);
}

static bool want_question(struct work *w, struct generation *g)
{
	struct want *want = &g->conversation.want;

	if (is_late(w))
		return finish(w, g, "no time left");
	generation_want(w, g, "condense");
	want->is_optional = true;
	json_put_int(want->request, "budget", (int64_t)talk_of(g)->budget);
	g->conversation.advance = take_question;
	return true;
}

/* --- the answer --- */

/* What the model is told when nothing else is wrong with it, in order of its attempts. */
static bool take_judgement(struct work *w, struct generation *g, struct json_object *result)
{
	struct llm_talk *t = talk_of(g);
	double merit = json_double(result, "merit", 0);
	const char *said = json_text(result, "answer"), *report = json_text(result, "report");

	t->judged++;
	if (json_object_of(result, "strategy") && (!t->best || merit > t->best_merit)) {
		t->best = result;
		t->best_merit = merit;
		t->best_attempt = t->attempt;
	}
	if (json_bool_of(result, "holds", false))
		return finish(w, g, "its strategy holds");
	if (t->attempt >= LLM_ATTEMPTS_MAX || !said || !report)
		return finish(w, g, "not better");
	t->attempt++;
	t->retries = 0;
	return ask_with(w, g, said, report);
}

static bool take_malformed(struct work *w, struct generation *g, struct json_object *result)
{
	struct llm_talk *t = talk_of(g);
	const char *said = json_text(result, "answer"), *why = json_text(result, "complaint");

	log_debug(w, "llm: the answer is out of form: %s", why ? why : "");
	if (t->retries++ >= LLM_FORMAT_RETRIES || !said || !why)
		return finish(w, g, "no usable answer");
	return ask_with(w, g, *said ? said : "(nothing)",
			arena_printf(w->arena,
				     "That answer cannot be used: %s\nAnswer again with one JSON"
				     " object of the form that was told.",
				     why));
}

static bool take_outcome(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;
	const char *outcome = json_text(answer->result, "outcome");

	settle_tokens(w, g, json_int(answer->result, "tokens", -1));
	if (!outcome)
		return finish(w, g, "its answer cannot be judged");
	if (strcmp(outcome, "unusable") == 0) {
		llm_failed(g->input.llm, 0);
		return finish(w, g, "no chat completion");
	}
	llm_answered(g->input.llm);
	return strcmp(outcome, "judged") == 0 ? take_judgement(w, g, answer->result)
					      : take_malformed(w, g, answer->result);
}

static bool want_outcome(struct work *w, struct generation *g, const struct fetch_response *r)
{
	struct want *want = &g->conversation.want;

	generation_want(w, g, "propose");
	want->stage = "validating";
	want->attempt = talk_of(g)->attempt;
	want->is_optional = true;
	json_put_int(want->request, "budget", (int64_t)talk_of(g)->budget);
	json_put_text(want->request, "reply", r->body);
	g->conversation.advance = take_outcome;
	return true;
}

/* --- what can go wrong on the way --- */

static bool take_failure(struct work *w, struct generation *g)
{
	const char *why;

	switch (w->class) {
	case CLASS_TIMEOUT:
		why = arena_printf(w->arena, "timeout after %lld s",
				   (long long)(talk_of(g)->asked.timeout_ms / 1000));
		break;
	case CLASS_TOO_LARGE:
		why = "its answer is too large";
		break;
	case CLASS_TLS:
		why = "TLS error";
		break;
	default:
		why = "no connection";
		break;
	}
	/* What broke off half-way may have been billed. */
	settle_tokens(w, g, w->class == CLASS_DNS || w->class == CLASS_TLS ? 0 : -1);
	log_warning(w, "METER_LLM_URL: %s", w->message);
	llm_failed(g->input.llm, 0);
	return finish(w, g, why);
}

/* The endpoint's words for a question that is too long for its model. */
static bool says_too_long(const struct fetch_response *r)
{
	return r->status == 413 ||
	       (r->body_size &&
		(strstr(r->body, "context length") || strstr(r->body, "context_length") ||
		 strstr(r->body, "context window") || strstr(r->body, "context size") ||
		 strstr(r->body, "too many tokens")));
}

static bool take_refusal(struct work *w, struct generation *g, const struct fetch_response *r)
{
	struct llm_talk *t = talk_of(g);
	bool is_of_request = r->status == 400 || r->status == 413 || r->status == 422;

	settle_tokens(w, g, 0);
	if (is_of_request && says_too_long(r) && t->budget == CONDENSED_MAX) {
		t->budget = CONDENSED_MAX / 2;
		return want_question(w, g);
	}
	if (is_of_request && llm_make_plain(g->input.llm))
		return ask(w, g);
	log_warning(w, "METER_LLM_URL: the endpoint answers %d", r->status);
	llm_failed(g->input.llm, r->retry_after_s);
	return finish(w, g,
		      r->status >= 300 && r->status < 400
			  ? "redirect refused"
			  : arena_printf(w->arena, "HTTP %d", r->status));
}

static bool take_reply(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;
	const struct fetch_response *r = answer->response;

	if (!r)
		return take_failure(w, g);
	if (r->status < 200 || r->status >= 300)
		return take_refusal(w, g, r);
	if (is_late(w) || !utf8_is_valid(r->body, r->body_size)) {
		settle_tokens(w, g, -1);
		return finish(w, g, is_late(w) ? "no time left" : "its answer is no text");
	}
	return want_outcome(w, g, r);
}

/* --- the beginning --- */

bool generation_ask_llm(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct generation *g = (struct generation *)c;
	struct llm_talk *t = ARENA_NEW(w->arena, struct llm_talk);

	/* A page that cannot be parsed cannot be condensed either. */
	if (!answer->result && !error_is(w, ERR_UNACCEPTABLE))
		return false;
	g->talk = t;
	t->own = answer->result;
	t->own_failure = answer->result ? NULL : w->message;
	t->budget = CONDENSED_MAX;
	t->attempt = 1;
	t->began_ms = clock_monotonic_ms();
	work_forgive(w);
	if (!llm_is_up(g->input.llm))
		return finish(w, g, "left alone after failures");
	return want_question(w, g);
}
