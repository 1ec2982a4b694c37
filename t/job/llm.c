/* The request to an endpoint, and when an endpoint is left alone. */
#include "job/llm.h"

#include "bounds.h"
#include "tap.h"
#include "util/clock.h"

static struct llm *llm_at(const char *url, const char *key)
{
	const struct llm_settings s = {.url = url, .key = key, .model = "m", .timeout_ms = 5000};

	return llm_new(&s);
}

static struct json_object *messages_of(struct work *w)
{
	static const char text[] = "[{\"role\":\"user\",\"content\":\"a\"}]";

	return json_parse(w, text, sizeof text - 1);
}

static void urls(struct work *w)
{
	static const struct {
		const char *url, *asked;
	} rows[] = {
	    {"https://a.test/v1", "https://a.test/v1/chat/completions"},
	    {"https://a.test/v1/", "https://a.test/v1/chat/completions"},
	    {"http://127.0.0.1:11434", "http://127.0.0.1:11434/chat/completions"},
	    {"https://a.test/v1/chat/completions", "https://a.test/v1/chat/completions"},
	    {"https://a.test/x/chat/completions?version=2",
	     "https://a.test/x/chat/completions?version=2"},
	    {"https://a.test/x?version=2", "https://a.test/x/chat/completions?version=2"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct llm *l = llm_at(rows[i].url, "");
		struct fetch_request r = llm_request(w, l, messages_of(w), 1000);
		is_text(r.url, rows[i].asked, rows[i].url);
		llm_free(l);
	}
	ok(!llm_at("", "k"), "no URL is no model");
	ok(!llm_at(NULL, "k"), "nor is none");
}

static void requests(struct work *w)
{
	struct llm *l = llm_at("https://a.test/v1", "secret");
	struct fetch_request r = llm_request(w, l, messages_of(w), 1234);

	is_text(r.method, "POST", "a POST");
	ok(r.is_own, "to an endpoint of our own");
	ok(r.is_patient, "that may take its time");
	ok(r.no_redirects, "and sends the key nowhere else");
	ok(r.any_status, "whatever it answers");
	is_int(r.timeout_ms, 1234, "in time");
	is_int((int64_t)r.max_bytes, LLM_REPLY_MAX, "of bounded size");
	is_int((int64_t)r.n_headers, 2, "two headers");
	is_text(r.headers[1].value, "Bearer secret", "the key in one of them");
	ok(!strstr(r.body, "secret") && !strstr(r.url, "secret"), "and nowhere else");
	is_text(r.body,
		"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
		"\"temperature\":0,\"max_tokens\":4000,\"response_format\":{\"type\":"
		"\"json_object\"}}",
		"the body");
	is_int(llm_tokens(&r), (int64_t)r.body_size / 3 + LLM_ANSWER_TOKENS, "what it may cost");
	ok(llm_make_plain(l), "an endpoint that refuses this");
	r = llm_request(w, l, messages_of(w), 1234);
	is_text(r.body, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
		"gets what all understand");
	ok(!llm_make_plain(l), "and no less");
	llm_free(l);
	l = llm_at("https://a.test/v1", "");
	is_int((int64_t)llm_request(w, l, messages_of(w), 1).n_headers, 1, "no key, no header");
	llm_free(l);
}

static void rests(void)
{
	struct llm *l = llm_at("https://a.test/v1", "");

	for (int i = 1; i < LLM_FAILURES_MAX; i++)
		llm_failed(l, 0);
	ok(llm_is_up(l), "few failures");
	llm_answered(l);
	for (int i = 1; i < LLM_FAILURES_MAX; i++)
		llm_failed(l, 0);
	ok(llm_is_up(l), "an answer forgives them");
	llm_failed(l, 0);
	ok(!llm_is_up(l), "one more is too many");
	llm_free(l);
	l = llm_at("https://a.test/v1", "");
	llm_failed(l, 20);
	ok(!llm_is_up(l), "one that asks for time gets it");
	llm_free(l);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	urls(&w);
	requests(&w);
	rests();
	work_end(&w);
	return done();
}
