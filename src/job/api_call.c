/* An API strategy's call: URL, headers and body put together. */
#include "job/api_parts.h"

#include "bounds.h"
#include "util/json_each.h"

#define ACCEPT_DATA "application/json, text/csv;q=0.9, */*;q=0.5"
#define TYPE_JSON   "application/json"
#define TYPE_FORM   "application/x-www-form-urlencoded"

struct api_call *api_call_new(struct work *w, struct json_object *plan, const char *made_from,
			      const char *url)
{
	struct api_call *c = ARENA_NEW(w->arena, struct api_call);
	const char *endpoint = json_text(plan, "endpoint");

	if (!endpoint)
		return fail_class(w, CLASS_DATA, "the strategy has no endpoint");
	c->plan = plan;
	c->defaults = json_object_of(plan, "params");
	c->made_from = made_from;
	c->url = url;
	return api_target_find(w, endpoint, made_from, url, &c->target) ? c : NULL;
}

bool api_call_has(const struct api_call *c, const char *name)
{
	return c->defaults && json_object_object_get_ex(c->defaults, name, NULL);
}

/* --- parameters as a query or a form --- */

static const char *scalar_text(struct work *w, struct json_object *o)
{
	return json_object_is_type(o, json_type_string) ? json_object_get_string(o)
							: json_string(w, o);
}

/* A list is its elements under the same name; null is nothing. */
static void add_parameter(struct work *w, struct text *t, const char *name,
			  struct json_object *value)
{
	if (value && !json_object_is_type(value, json_type_array))
		query_add(t, name, scalar_text(w, value));
	for (size_t i = 0;
	     json_object_is_type(value, json_type_array) && i < json_object_array_length(value);
	     i++) {
		struct json_object *item = json_object_array_get_idx(value, i);

		if (item)
			query_add(t, name, scalar_text(w, item));
	}
}

static void add_parameters(struct work *w, struct text *t, struct json_object *parameters)
{
	JSON_EACH (parameters, m)
		add_parameter(w, t, m.key, m.value);
}

static bool is_said(const struct api_target *t, const char *name)
{
	for (size_t i = 0; i < t->n_said; i++) {
		if (strcmp(t->said[i].name, name) == 0)
			return true;
	}
	return false;
}

/* parameters: NULL when they are in the body. */
static const char *url_of(struct work *w, const struct api_call *c, struct json_object *parameters)
{
	const struct api_target *t = &c->target;
	struct text query = text_new(w->arena, URL_MAX);
	struct url url = *t->url;

	for (size_t i = 0; i < t->n_fixed; i++) {
		const struct query_pair *pair = &t->fixed[i];

		if (!api_call_has(c, pair->name) && !(t->is_endpoint && is_said(t, pair->name)))
			query_add(&query, pair->name, pair->value);
	}
	for (size_t i = 0; t->is_endpoint && i < t->n_said; i++) {
		if (!api_call_has(c, t->said[i].name))
			query_add(&query, t->said[i].name, t->said[i].value);
	}
	if (parameters)
		add_parameters(w, &query, parameters);
	url.query = query.length ? query.data : NULL;
	return url_print(w->arena, &url, false);
}

/* --- the body --- */

/* Behind the JSON string that starts at p. */
static const char *string_end(const char *p)
{
	for (p++; *p && *p != '"'; p++)
		p += *p == '\\' && p[1];
	return *p ? p + 1 : p;
}

/* What the JSON string from p to end is exchanged for, or NULL. */
static const char *string_swap(struct work *w, const struct api_target *t, const char *p,
			       const char *end)
{
	for (size_t i = 0; i < t->n_swaps; i++) {
		const char *from = t->swaps[i].from;
		struct text quoted = text_new(w->arena, BODY_MAX);

		text_add_json(&quoted, from, strlen(from));
		if (quoted.length == (size_t)(end - p) &&
		    memcmp(quoted.data, p, quoted.length) == 0)
			return t->swaps[i].to;
	}
	return NULL;
}

/* JSON text in which strings that are values have been exchanged; names stay. */
static const char *body_swapped(struct work *w, struct api_call *c, const char *json)
{
	struct text out = text_new(w->arena, BODY_MAX);

	if (c->target.n_swaps == 0)
		return json;
	while (*json) {
		size_t n = strcspn(json, "\"");
		const char *end, *to = NULL;

		text_add_bytes(&out, json, n);
		json += n;
		if (!*json)
			break;
		end = string_end(json);
		if (end[strspn(end, " \t\r\n")] != ':')
			to = string_swap(w, &c->target, json, end);
		if (to)
			text_add_json(&out, to, strlen(to));
		else
			text_add_bytes(&out, json, (size_t)(end - json));
		c->used += to != NULL;
		json = end;
	}
	return out.data;
}

/* The JSON object with the parameters among its members. */
static const char *body_with(struct work *w, const char *json, struct json_object *parameters)
{
	struct json_object *body = json_parse(w, json, strlen(json));

	JSON_EACH (parameters, m)
		json_put_shared(body, m.key, m.value);
	return json_string(w, body);
}

/* The body, and the media type that it has unless the strategy says another; NULL: there is none.
 * parameters: NULL when they are in the query. */
static const char *body_of(struct work *w, struct api_call *c, struct json_object *parameters,
			   const char **type)
{
	struct json_object *said = json_get(c->plan, "body");
	struct text form = text_new(w->arena, BODY_MAX);
	const char *body;

	*type = TYPE_JSON;
	if (said) {
		body = body_swapped(w, c, scalar_text(w, said));
		if (parameters && json_object_is_type(said, json_type_object))
			body = body_with(w, body, parameters);
		else if (*body != '{' && *body != '[')
			*type = TYPE_FORM;
		return body;
	}
	if (!parameters)
		return NULL;
	*type = TYPE_FORM;
	add_parameters(w, &form, parameters);
	return form.data;
}

/* --- headers --- */

static bool is_credential(const char *name)
{
	return ascii_equal(name, "Cookie") || ascii_equal(name, "Authorization");
}

/* The page that the call says to come from, when it says the strategy's. */
static const char *header_value(const struct api_call *c, const char *value)
{
	return c->made_from && strcmp(value, c->made_from) == 0 ? c->url : value;
}

static bool headers_of(struct work *w, const struct api_call *c, const char *type,
		       struct fetch_request *out)
{
	struct json_object *said = json_object_of(c->plan, "headers");
	size_t most = said ? (size_t)json_object_object_length(said) + 1 : 1;
	struct fetch_header *headers = ARENA_ARRAY(w->arena, most, struct fetch_header);
	const char *why = NULL, *value;
	struct url *endpoint = url_parse(w->arena, json_text(c->plan, "endpoint"), &why);
	bool is_home = endpoint && url_same_origin(endpoint, c->target.url), has_type = false;

	JSON_EACH (said, m) {
		if (!(value = json_text(said, m.key)) || (is_credential(m.key) && !is_home))
			continue;
		value = header_value(c, value);
		if ((why = fetch_header_check(m.key, value)))
			return fail_class(w, CLASS_BLOCKED, "Header not allowed: \"%s\": %s", m.key,
					  why);
		has_type |= ascii_equal(m.key, "Content-Type");
		headers[out->n_headers++] = (struct fetch_header){m.key, value};
	}
	if (out->body && !has_type)
		headers[out->n_headers++] = (struct fetch_header){"Content-Type", type};
	out->headers = headers;
	return true;
}

bool api_call_request(struct work *w, struct api_call *c, struct json_object *parameters,
		      struct fetch_request *out)
{
	const char *place = json_text(c->plan, "params_in"), *type;
	bool in_body = place && strcmp(place, "body") == 0;

	*out = (struct fetch_request){.method = json_text(c->plan, "method"),
				      .url = url_of(w, c, in_body ? NULL : parameters),
				      .body = body_of(w, c, in_body ? parameters : NULL, &type),
				      .accept = ACCEPT_DATA};
	if (c->target.is_moved && c->used + c->target.used == 0)
		return fail_class(w, CLASS_DATA,
				  "The strategy's API call cannot be pointed to %s: nothing in the"
				  " call stands for what this URL has instead of %s",
				  c->url, c->made_from ? c->made_from : "the endpoint");
	if (out->body)
		out->body_size = strlen(out->body);
	if (!out->method)
		out->method = out->body ? "POST" : "GET";
	return headers_of(w, c, type, out);
}

bool api_call_fetch(struct work *w, struct json_object *plan, const char *made_from,
		    const char *url, const char *stored, struct fetch_request *out)
{
	struct api_call *call = api_call_new(w, plan, made_from, url);
	struct json_object *given = NULL, *parameters;

	if (!call || (stored && !(given = json_parse(w, stored, strlen(stored)))))
		return false;
	parameters = api_call_parameters(w, call, given);
	if (!parameters) /* the strategy has changed since they were given */
		return fail_class(w, CLASS_DATA, "%s", w->message);
	return api_call_request(w, call, parameters, out);
}
