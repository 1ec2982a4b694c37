/* The list of calls in both directions. */
#include "strategy/calls.h"

#include "bounds.h"
#include "util/json.h"

/* --- asking --- */

static void call_print(struct work *w, struct json_object *list, const struct capture *c,
		       bool is_given)
{
	struct json_object *call = json_new_object(w);

	json_put_text(call, "url", c->url);
	json_put_text(call, "method", c->method);
	json_put_shared(call, "headers", c->headers);
	json_put_text(call, "body", c->sent);
	json_put_bool(call, "given", is_given);
	json_add_shared(list, call);
}

void calls_print(struct work *w, struct text *out, const struct captures *given,
		 const struct captures *found)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < given->n; i++) {
		if (given->items[i].is_open)
			call_print(w, list, &given->items[i], true);
	}
	for (size_t i = 0; i < found->n; i++)
		call_print(w, list, &found->items[i], false);
	text_add(out, "\"calls\":");
	json_print(out, list);
}

/* --- what was answered --- */

static bool call_read(struct work *w, struct json_object *call, const char *body, size_t left,
		      struct answered *out)
{
	bool is_given = json_bool_of(call, "given", false);
	struct json_object *headers = json_object_of(call, "headers");
	struct capture *c = capture_add(w, is_given ? &out->given : &out->found);
	int64_t size = json_int(call, "size", -1);

	if (!c || size < 0 || (uint64_t)size > left)
		return fail(w, ERR_INTERNAL, "the answers of calls are not as long as was said");
	c->url = json_text(call, "url");
	c->method = json_text(call, "method");
	c->sent = json_text(call, "body");
	c->headers = headers ? headers : c->headers;
	c->content_type = json_text(call, "content_type");
	c->body = body;
	c->body_size = (size_t)size;
	return c->url && c->method;
}

bool calls_read(struct work *w, struct json_object *request, const char *body, size_t body_size,
		struct answered *out, size_t *page_size)
{
	struct json_object *list = json_array_of(request, "calls");
	size_t n = list ? json_object_array_length(list) : 0;
	size_t at = n ? (size_t)json_int(request, "page_size", 0) : body_size;

	*out = (struct answered){.given = captures_new(w), .found = captures_new(w)};
	*page_size = at;
	for (size_t i = 0; i < n; i++) {
		struct json_object *call = json_object_array_get_idx(list, i);
		const char *failure = json_text(call, "failure");

		if (failure && json_bool_of(call, "given", false))
			out->failure = failure;
		if (failure)
			continue;
		if (at > body_size || !call_read(w, call, body + at, body_size - at, out))
			return fail(w, ERR_INTERNAL,
				    "the answers of calls are not as long as was said");
		at += (size_t)json_int(call, "size", 0);
	}
	return true;
}
