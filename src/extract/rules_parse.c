/* From a strategy's JSON to rules: selectors and paths are compiled here, once, and what is wrong
 * is named by its member. Containers inside of fields are read the same way. */
#include "extract/rules_parts.h"

#include "util/json.h"
#include "util/json_each.h"

void *spot_wrong(const struct spot *spot, const char *member, const char *message)
{
	const char *dot = *spot->path ? "." : "";

	return fail(spot->w, ERR_UNACCEPTABLE, "%s%s%s: %s", spot->path, dot, member, message);
}

bool spot_text(const struct spot *spot, struct json_object *o, const char *key, const char **out)
{
	struct json_object *member = json_get(o, key);

	*out = json_text(o, key);
	if (member && !*out)
		return spot_wrong(spot, key, "must be a string");
	*out = arena_text(spot->w->arena, *out);
	return true;
}

static struct selector *selector_at(const struct spot *spot, const char *member, const char *text)
{
	struct selector *s = selector_parse(spot->w, text);

	return s ? s : spot_wrong(spot, member, spot->w->message);
}

bool spot_selector(const struct spot *spot, struct json_object *o, const char *key,
		   struct selector **out)
{
	const char *text;

	if (!spot_text(spot, o, key, &text))
		return false;
	return !text || (*out = selector_at(spot, key, text));
}

bool spot_data_path(const struct spot *spot, struct json_object *o, const char *key,
		    struct data_path **out)
{
	const char *text;

	if (!spot_text(spot, o, key, &text))
		return false;
	if (text && !(*out = data_path_parse(spot->w, text)))
		return spot_wrong(spot, key, spot->w->message);
	return true;
}

static bool require_parse(const struct spot *spot, struct json_object *container, struct rules *r)
{
	struct json_object *list = json_get(container, "require");

	if (!list)
		return true;
	if (!json_object_is_type(list, json_type_array) ||
	    json_object_array_length(list) > FIELDS_MAX)
		return spot_wrong(spot, "require", "must be a list of selectors");
	r->n_require = json_object_array_length(list);
	r->require = ARENA_ARRAY(spot->w->arena, r->n_require, struct selector *);
	for (size_t i = 0; i < r->n_require; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *member = arena_printf(spot->w->arena, "require[%zu]", i);

		if (!json_object_is_type(item, json_type_string))
			return spot_wrong(spot, member, "must be a string");
		r->require[i] = selector_at(spot, member, json_object_get_string(item));
		if (!r->require[i])
			return false;
	}
	return true;
}

/* The path of a member, without a dot at the top. */
static const char *path_to(const struct spot *spot, const char *member)
{
	const char *dot = *spot->path ? "." : "";

	return arena_printf(spot->w->arena, "%s%s%s", spot->path, dot, member);
}

static bool container_parse(const struct spot *spot, struct json_object *o, struct rules *r)
{
	struct json_object *container = json_get(o, "container");
	struct spot inner = {spot->w, path_to(spot, "container"), spot->nest};

	if (!container)
		return true;
	if (!json_object_is_type(container, json_type_object))
		return spot_wrong(spot, "container", "must be an object or null");
	if (json_get(container, "selector") && json_get(container, "json"))
		return spot_wrong(spot, "container", "has a selector or json, not both");
	return spot_selector(&inner, container, "selector", &r->container) &&
	       spot_data_path(&inner, container, "json", &r->json_container) &&
	       require_parse(&inner, container, r);
}

struct rules *rules_parse_at(const struct spot *spot, struct json_object *o)
{
	struct rules *r = ARENA_NEW(spot->w->arena, struct rules);
	struct json_object *fields = json_object_of(o, "fields");

	if (!container_parse(spot, o, r))
		return NULL;
	if (!fields || json_object_object_length(fields) == 0)
		return spot_wrong(spot, "fields", "must be an object with a field or more");
	if (json_object_object_length(fields) > FIELDS_MAX)
		return spot_wrong(spot, "fields",
				  arena_printf(spot->w->arena, "more than %d", FIELDS_MAX));
	r->fields = ARENA_ARRAY(spot->w->arena, (size_t)json_object_object_length(fields),
				struct rule_field);
	JSON_EACH (fields, m) {
		struct spot inner = {
		    spot->w, arena_printf(spot->w->arena, "%s.%s", path_to(spot, "fields"), m.key),
		    spot->nest};
		struct rule_field *f = &r->fields[r->n_fields++];

		f->name = arena_text(spot->w->arena, m.key);
		f->rule = field_parse(&inner, m.value);
		if (!f->rule)
			return NULL;
	}
	return r;
}

struct rules *rules_parse(struct work *w, struct json_object *strategy)
{
	return rules_parse_at(&(struct spot){w, "", 0}, strategy);
}
