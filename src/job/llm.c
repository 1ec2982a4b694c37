/* The chat completion's request, and a breaker around the endpoint. */
#include "job/llm.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/url.h"

#include <stdlib.h>

#define BYTES_A_TOKEN 3 /* of English it has four, of JSON and other scripts fewer */

struct llm {
	struct llm_settings settings;
	int failures; /* one after the other */
	int64_t rest_until_ms;
	bool is_plain;
};

struct llm *llm_new(const struct llm_settings *s)
{
	struct llm *l;

	if (!s->url || !*s->url)
		return NULL;
	l = calloc(1, sizeof *l);
	if (!l)
		abort();
	l->settings = *s;
	return l;
}

void llm_free(struct llm *l)
{
	free(l);
}

const struct llm_settings *llm_settings_of(const struct llm *l)
{
	return &l->settings;
}

bool llm_is_up(const struct llm *l)
{
	return clock_monotonic_ms() >= l->rest_until_ms;
}

void llm_answered(struct llm *l)
{
	l->failures = 0;
}

void llm_failed(struct llm *l, int64_t retry_after_s)
{
	int64_t rest_ms = retry_after_s > 0 && retry_after_s <= RETRY_AFTER_MAX_S
			      ? retry_after_s * 1000
			      : LLM_REST_MS;

	if (++l->failures < LLM_FAILURES_MAX && retry_after_s <= 0)
		return;
	l->failures = 0;
	l->rest_until_ms = clock_monotonic_ms() + rest_ms;
}

bool llm_make_plain(struct llm *l)
{
	bool was_plain = l->is_plain;

	l->is_plain = true;
	return !was_plain;
}

/* https://host/v1 → https://host/v1/chat/completions, with the query where there is one. */
static const char *endpoint(struct arena *a, const char *url)
{
	static const char chat[] = "/chat/completions";
	size_t n = strcspn(url, "?#"), room = sizeof chat - 1;
	const char *query = url + n;

	while (n && url[n - 1] == '/')
		n--;
	if (n >= room && memcmp(url + n - room, chat, room) == 0)
		return url;
	return arena_printf(a, "%.*s%s%s", (int)n, url, chat, query);
}

static const char *body_of(struct work *w, const struct llm *l, struct json_object *messages)
{
	struct json_object *o = json_new_object(w), *format = json_new_object(w);

	json_put_text(o, "model", l->settings.model);
	json_put_shared(o, "messages", messages);
	if (!l->is_plain) {
		json_put_int(o, "temperature", 0);
		json_put_int(o, "max_tokens", LLM_ANSWER_TOKENS);
		json_put_text(format, "type", "json_object");
		json_put_shared(o, "response_format", format);
	}
	return json_string(w, o);
}

struct fetch_request llm_request(struct work *w, const struct llm *l, struct json_object *messages,
				 int64_t timeout_ms)
{
	struct fetch_header *headers = ARENA_ARRAY(w->arena, 2, struct fetch_header);
	const char *body = body_of(w, l, messages);
	size_t n = 0;

	headers[n++] = (struct fetch_header){"Content-Type", "application/json"};
	if (*l->settings.key)
		headers[n++] = (struct fetch_header){
		    "Authorization", arena_printf(w->arena, "Bearer %s", l->settings.key)};
	return (struct fetch_request){.method = "POST",
				      .url = endpoint(w->arena, l->settings.url),
				      .headers = headers,
				      .n_headers = n,
				      .body = body,
				      .body_size = strlen(body),
				      .accept = "application/json",
				      .max_bytes = LLM_REPLY_MAX,
				      .timeout_ms = timeout_ms,
				      .any_status = true,
				      .is_patient = true, /* a model thinks before it speaks */
				      .no_redirects = true,
				      .is_own = true};
}

int64_t llm_tokens(const struct fetch_request *r)
{
	return (int64_t)(r->body_size / BYTES_A_TOKEN) + LLM_ANSWER_TOKENS;
}
