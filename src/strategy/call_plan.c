/* Pairs are looked at by their names: which of them tell who asks, which are noise. */
#include "strategy/call_plan.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/query.h"
#include "util/url.h"

#include <stdlib.h>

static bool listed(const char *const *names, const char *name)
{
	for (; *names; names++) {
		if (ascii_equal(*names, name))
			return true;
	}
	return false;
}

/* Who asks, or a proof of it: no user's choice. */
static bool is_secret(const char *name)
{
	static const char *const names[] = {
	    "key",	     "apikey", "api_key",   "api-key",	  "token",     "access_token",
	    "auth_token",    "sig",    "signature", "session_id", "sessionid", "client_secret",
	    "x-api-key",     "jwt",    "auth",	    "password",	  "secret",    "subscription-key",
	    "access_key_id", NULL};

	return listed(names, name);
}

/* Set anew in each call, so that nothing is cached. */
static bool is_noise(const char *name)
{
	static const char *const names[] = {"_", "cb", "_t", "nocache", "cachebuster", "_dc", NULL};

	return listed(names, name);
}

/* --- defaults --- */

/* A number that is written as we would write it, else the text. */
static struct json_object *default_of(struct work *w, const char *text)
{
	struct json_object *list = json_new_array(w), *number = json_parse(w, text, strlen(text));

	if (!number)
		work_forgive(w);
	if (number && json_object_is_type(number, json_type_int) &&
	    strcmp(json_string(w, number), text) == 0)
		return number;
	json_add_text(list, text);
	return json_object_array_get_idx(list, 0);
}

/* A name that comes twice is a list. */
static void default_put(struct work *w, struct json_object *params, const struct query_pair *pair)
{
	struct json_object *old = json_get(params, pair->name), *value, *list;

	value = default_of(w, pair->value);
	if (old && json_object_is_type(old, json_type_array)) {
		json_add_shared(old, value);
		return;
	}
	if (old) {
		list = json_new_array(w);
		json_add_shared(list, old);
		json_add_shared(list, value);
		value = list;
	}
	json_put_shared(params, pair->name, value);
}

/* --- the query --- */

/* The pairs that stay in the address, and those that are parameters (params; NULL: all stay). */
static const char *query_part(struct work *w, const char *query, struct json_object *params,
			      const char **secret)
{
	size_t n;
	struct query_pair *pairs = query_split(w->arena, query, &n);
	struct text rest = text_new(w->arena, URL_MAX);

	for (size_t i = 0; i < n; i++) {
		if (is_noise(pairs[i].name))
			continue;
		if (is_secret(pairs[i].name))
			*secret = pairs[i].name;
		else if (params && strlen(pairs[i].value) <= PARAMETER_MAX) {
			default_put(w, params, &pairs[i]);
			continue;
		}
		query_add(&rest, pairs[i].name, pairs[i].value);
	}
	return rest.length ? rest.data : NULL;
}

static void endpoint_put(struct work *w, const struct capture *call, struct json_object *strategy,
			 struct json_object *params, const char **secret)
{
	const char *why = NULL;
	struct url *url = url_parse(w->arena, call->url, &why);

	if (url) {
		url->query = query_part(w, url->query, params, secret);
		url->fragment = NULL;
	}
	json_put_text(strategy, "endpoint", url ? url_print(w->arena, url, false) : call->url);
}

/* --- the body --- */

static bool is_choice(struct json_object *o)
{
	return o && !json_object_is_type(o, json_type_object) &&
	       !json_object_is_type(o, json_type_array) &&
	       (!json_object_is_type(o, json_type_string) ||
		json_object_get_string_len(o) <= PARAMETER_MAX);
}

/* Of a JSON object the simple members are parameters, the others the body. */
static void object_put(struct work *w, struct json_object *sent, struct json_object *strategy,
		       struct json_object *params)
{
	struct json_object *body = json_new_object(w);

	JSON_EACH (sent, m) {
		if (is_choice(m.value) && !is_secret(m.key))
			json_put_shared(params, m.key, m.value);
		else
			json_put_shared(body, m.key, m.value);
	}
	json_put_shared(strategy, "body", body);
}

static bool is_form(const struct capture *call)
{
	const char *type = json_text(call->headers, "Content-Type");

	return !type || ascii_starts(type, "application/x-www-form-urlencoded");
}

/* True: the parameters are the body's. */
static bool body_put(struct work *w, const struct capture *call, struct json_object *strategy,
		     struct json_object *params)
{
	struct json_object *sent = json_parse(w, call->sent, strlen(call->sent));
	size_t n;
	struct query_pair *pairs;

	work_forgive(w);
	if (json_object_is_type(sent, json_type_object)) {
		object_put(w, sent, strategy, params);
		return json_object_object_length(params) > 0;
	}
	if (!sent && is_form(call) && strchr(call->sent, '=')) {
		pairs = query_split(w->arena, call->sent, &n);
		for (size_t i = 0; i < n; i++)
			default_put(w, params, &pairs[i]);
		return true;
	}
	if (sent)
		json_put_shared(strategy, "body", sent);
	else
		json_put_text(strategy, "body", call->sent);
	return false;
}

void call_plan(struct work *w, const struct capture *call, struct json_object *strategy,
	       const char **secret)
{
	struct json_object *params = json_new_object(w);
	bool in_body = call->sent && *call->sent && body_put(w, call, strategy, params);

	endpoint_put(w, call, strategy, in_body ? NULL : params, secret);
	json_put_text(strategy, "method", call->method);
	if (json_object_object_length(call->headers) > 0)
		json_put_shared(strategy, "headers", call->headers);
	json_put_shared(strategy, "params", params);
	if (in_body)
		json_put_text(strategy, "params_in", "body");
}
