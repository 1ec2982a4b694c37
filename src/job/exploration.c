/* One call after the other, then all their answers in one body. */
#include "job/exploration.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/json_each.h"

void exploration_begin(struct work *w, struct exploration *x, struct json_object *calls)
{
	size_t n = json_object_array_length(calls);

	*x = (struct exploration){.calls = json_new_array(w)};
	for (size_t i = 0; i < n && i < CALLS_MAX; i++) {
		struct json_object *call = json_object_array_get_idx(calls, i);

		if (json_text(call, "url"))
			json_add_shared(x->calls, call);
	}
	n = json_object_array_length(x->calls);
	x->responses = ARENA_ARRAY(w->arena, n, const struct fetch_response *);
	x->until_ms = clock_monotonic_ms() + ENDPOINTS_MS;
}

/* The headers that go with it; the extractor has kept those that are no secret. */
static void put_headers(struct work *w, struct json_object *said, struct fetch_request *out)
{
	size_t most = said ? (size_t)json_object_object_length(said) : 0;
	struct fetch_header *headers = ARENA_ARRAY(w->arena, most, struct fetch_header);

	JSON_EACH (said, m) {
		const char *value = json_text(said, m.key);

		if (value && !fetch_header_check(m.key, value))
			headers[out->n_headers++] = (struct fetch_header){m.key, value};
	}
	out->headers = headers;
}

bool exploration_next(struct work *w, struct exploration *x, struct want *out)
{
	int64_t left = x->until_ms - clock_monotonic_ms();
	struct json_object *call;
	struct fetch_request fetch;

	if (x->at == json_object_array_length(x->calls) || left <= 0)
		return false;
	call = json_object_array_get_idx(x->calls, x->at);
	fetch = (struct fetch_request){
	    .method = json_text(call, "method"),
	    .url = json_text(call, "url"),
	    .body = json_text(call, "body"),
	    .accept = "application/json, text/csv;q=0.9, */*;q=0.5",
	    .max_bytes = ENDPOINT_BYTES_MAX,
	    .timeout_ms = left < ENDPOINT_TIMEOUT_MS ? left : ENDPOINT_TIMEOUT_MS,
	};
	fetch.body_size = fetch.body ? strlen(fetch.body) : 0;
	put_headers(w, json_object_of(call, "headers"), &fetch);
	*out = (struct want){.kind = WANT_FETCH,
			     .stage = "analyzing",
			     .attempt = (int)x->at + 1,
			     .is_optional = true,
			     .fetch = fetch};
	return true;
}

void exploration_take(struct work *w, struct exploration *x, const struct fetch_response *response)
{
	struct json_object *call = json_object_array_get_idx(x->calls, x->at);

	if (response) {
		json_put_text(call, "content_type", response->content_type);
		json_put_int(call, "size", (int64_t)response->body_size);
	} else {
		json_put_text(call, "failure", w->message ? w->message : "no answer");
		work_forgive(w);
	}
	x->responses[x->at++] = response;
}

void exploration_put(struct work *w, const struct exploration *x, struct want *operation)
{
	size_t n = json_object_array_length(x->calls), size = operation->body_size;
	char *body, *end;

	for (size_t i = 0; i < n; i++)
		size += x->responses[i] ? x->responses[i]->body_size : 0;
	body = arena_alloc_raw(w->arena, size + 1);
	memcpy(body, operation->body, operation->body_size);
	end = body + operation->body_size;
	for (size_t i = 0; i < n; i++) {
		const struct fetch_response *r = x->responses[i];

		if (r) {
			memcpy(end, r->body, r->body_size);
			end += r->body_size;
		} else if (i >= x->at) {
			json_put_text(json_object_array_get_idx(x->calls, i), "failure",
				      "no time was left");
		}
	}
	*end = '\0';
	json_put_shared(operation->request, "calls", x->calls);
	json_put_int(operation->request, "page_size", (int64_t)operation->body_size);
	operation->body = body;
	operation->body_size = size;
}
