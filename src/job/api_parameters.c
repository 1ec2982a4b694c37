/* The parameters of an API strategy's job: defaults, the job's URL, what the client gives. */
#include "job/api_parts.h"

#include "bounds.h"
#include "util/json_each.h"

static bool is_scalar(struct json_object *o)
{
	return !json_object_is_type(o, json_type_object) &&
	       !json_object_is_type(o, json_type_array);
}

static struct json_object *text_of(struct work *w, const char *text)
{
	struct json_object *list = json_new_array(w);

	json_add_text(list, text);
	return json_object_array_get_idx(list, 0);
}

/* Numbers and booleans of the default's type out of a text; texts out of numbers. */
static struct json_object *fitted(struct work *w, struct json_object *value,
				  struct json_object *model)
{
	struct json_object *read;
	const char *text;

	if (!value || !model || !is_scalar(value) ||
	    json_object_get_type(value) == json_object_get_type(model))
		return value;
	text = json_object_is_type(value, json_type_string) ? json_object_get_string(value)
							    : json_string(w, value);
	if (json_object_is_type(model, json_type_string))
		return text_of(w, text);
	read = json_parse(w, text, strlen(text));
	if (read && is_scalar(read) && !json_object_is_type(read, json_type_string))
		return read;
	work_forgive(w);
	return value;
}

/* A default for the job's page: a text or number that is part of what the pages differ in. */
static struct json_object *default_of(struct work *w, struct api_call *c, struct json_object *value)
{
	const char *to;

	if (!value || !is_scalar(value))
		return value;
	to = api_target_swap(&c->target, json_object_get_string(value));
	if (!to)
		return value;
	c->used++;
	return fitted(w, text_of(w, to), value);
}

static const char *names_of(struct work *w, struct json_object *o)
{
	struct text t = text_new(w->arena, URL_MAX);
	const char *before = "the strategy has ";

	if (!o || json_object_object_length(o) == 0)
		return "the strategy has none";
	JSON_EACH (o, m) {
		text_add(&t, before);
		text_add(&t, m.key);
		before = ", ";
	}
	return t.data;
}

static bool check_given(struct work *w, const struct api_call *c, const char *name,
			struct json_object *value)
{
	const char *field = arena_printf(w->arena, "parameters.%s", name);

	if (!api_call_has(c, name) && !json_bool_of(c->plan, "free_params", false))
		return complain(w, ERR_INVALID, field, "unknown parameter \"%s\": %s", name,
				names_of(w, c->defaults));
	if (json_object_is_type(value, json_type_object))
		return complain(w, ERR_INVALID, field,
				"%s must be a text, a number, a boolean or a list of them", field);
	for (size_t i = 0;
	     json_object_is_type(value, json_type_array) && i < json_object_array_length(value);
	     i++) {
		if (!is_scalar(json_object_array_get_idx(value, i)))
			return complain(w, ERR_INVALID, field, "%s must be a list of scalars",
					field);
	}
	return true;
}

struct json_object *api_call_parameters(struct work *w, struct api_call *c,
					struct json_object *given)
{
	struct json_object *out = json_new_object(w);
	bool good = true;

	JSON_EACH (given, m)
		good &= check_given(w, c, m.key, m.value);
	if (!good)
		return NULL;
	JSON_EACH (c->defaults, m)
		json_put_shared(out, m.key, default_of(w, c, m.value));
	for (size_t i = 0; i < c->target.n_said; i++) {
		const struct query_pair *said = &c->target.said[i];
		struct json_object *model = json_get(c->defaults, said->name);

		if (!api_call_has(c, said->name))
			continue;
		json_put_shared(out, said->name, fitted(w, text_of(w, said->value), model));
		c->used++;
	}
	JSON_EACH (given, m)
		json_put_shared(out, m.key, fitted(w, m.value, json_get(c->defaults, m.key)));
	return out;
}
