/* A field is the path of its slot; what the schema and the values say of its type goes along. */
#include "strategy/data_plan.h"

#include "strategy/call_plan.h"
#include "util/json.h"

static bool is_address(const struct choice *c)
{
	return c->wish->is_url || c->wish->concept == CONCEPT_LINK ||
	       c->wish->concept == CONCEPT_IMAGE;
}

/* Addresses may be relative, those of a field that is none stay as they are. */
static bool holds_addresses(const struct choice *c)
{
	return is_address(c) &&
	       (slot_kind(c->slot, KIND_URL) > 0.5 || slot_kind(c->slot, KIND_IMAGE) > 0.5);
}

static void place_put(struct json_object *field, const char *member, const struct choice *c,
		      const struct slot *slot)
{
	json_put_text(field, member, slot->path);
	if (c->wish->is_array)
		json_put_bool(field, "many", true);
	else if (slot->in_list)
		json_put_bool(field, "many", false);
}

/* Titles and excerpts of publishing systems are HTML in JSON. */
static bool holds_markup(const struct slots *slots, const struct slot *slot)
{
	static const char *const marks[] = {"</", "<br", "<p>", "&#", "&amp;", "&quot;", "&nbsp;"};

	for (size_t i = 0; i < slots->n_samples; i++) {
		for (size_t k = 0; slot->values[i] && k < sizeof marks / sizeof marks[0]; k++) {
			if (strstr(slot->values[i], marks[k]))
				return true;
		}
	}
	return false;
}

static void plain_put(struct work *w, struct json_object *field)
{
	struct json_object *list = json_new_array(w), *plain = json_new_object(w);

	json_put_bool(plain, "plain", true);
	json_add_shared(list, plain);
	json_put_shared(field, "transforms", list);
}

/* member: what engines call a path there, "path" or "json". */
static struct json_object *field_new(struct work *w, const char *member, const struct slots *slots,
				     const struct choice *c)
{
	struct json_object *field = json_new_object(w), *other, *list;

	place_put(field, member, c, c->slot);
	if (c->wish->is_number && !c->wish->is_array)
		json_put_text(field, "type", "number");
	else if (holds_addresses(c))
		json_put_text(field, "type", "url");
	else if (holds_markup(slots, c->slot))
		plain_put(w, field);
	if (c->second) {
		other = json_new_object(w);
		list = json_new_array(w);
		place_put(other, member, c, c->second);
		if (holds_markup(slots, c->second))
			plain_put(w, other);
		json_add_shared(list, other);
		json_put_shared(field, "fallbacks", list);
	}
	return field;
}

static void container_put(struct work *w, const struct record_set *set,
			  struct json_object *strategy)
{
	struct json_object *container = json_new_object(w);

	json_put_text(container, "json", source_path(w, set->source, set->path));
	json_put_shared(strategy, "container", container);
}

struct json_object *data_plan(struct work *w, const struct record_set *set,
			      const struct slots *slots, const struct assignment *a,
			      const char **secret)
{
	struct json_object *strategy = json_new_object(w), *fields = json_new_object(w);
	const struct capture *call = set->source->call;

	for (size_t i = 0; i < a->n; i++) {
		const struct choice *c = &a->choices[i];

		if (c->slot)
			json_put_shared(fields, c->wish->name,
					field_new(w, call ? "path" : "json", slots, c));
	}
	if (json_object_object_length(fields) == 0)
		return NULL;
	json_put_text(strategy, "type", call ? "api" : "css");
	if (call) {
		call_plan(w, call, strategy, secret);
		json_put_text(strategy, "items_path", *set->path ? set->path : "$");
	} else {
		container_put(w, set, strategy);
	}
	json_put_shared(strategy, "fields", fields);
	json_put_text(strategy, "source", "embedded");
	return strategy;
}
