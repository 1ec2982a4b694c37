/* From a strategy's JSON to rules: selectors and patterns are compiled here, once, and what is
 * wrong is named by its member. */
#include "extract/rules_parts.h"

#include "util/json.h"
#include "util/json_each.h"

/* Where in the strategy the parser is, for messages: "fields.price.fallbacks[0]". */
struct spot {
	struct work *w;
	const char *path;
};

static void *wrong(const struct spot *spot, const char *member, const char *message)
{
	return fail(spot->w, ERR_UNACCEPTABLE, "%s.%s: %s", spot->path, member, message);
}

static bool is_type(struct json_object *o, enum json_type type)
{
	return o && json_object_is_type(o, type);
}

/* The text of a member; false when it is there and is none. */
static bool text_member(const struct spot *spot, struct json_object *o, const char *key,
			const char **out)
{
	struct json_object *member = json_get(o, key);

	*out = json_text(o, key);
	if (member && !*out)
		return wrong(spot, key, "must be a string");
	*out = arena_text(spot->w->arena, *out);
	return true;
}

static struct selector *selector_at(const struct spot *spot, const char *member, const char *text)
{
	struct selector *s = selector_parse(spot->w, text);

	return s ? s : wrong(spot, member, spot->w->message);
}

static bool selector_member(const struct spot *spot, struct json_object *o, const char *key,
			    struct selector **out)
{
	const char *text;

	if (!text_member(spot, o, key, &text))
		return false;
	return !text || (*out = selector_at(spot, key, text));
}

static bool type_member(const struct spot *spot, struct json_object *o, enum rule_type *out)
{
	static const struct {
		const char *word;
		enum rule_type type;
	} words[] = {
	    {"text", RULE_TEXT},       {"string", RULE_TEXT},	  {"number", RULE_NUMBER},
	    {"float", RULE_NUMBER},    {"integer", RULE_INTEGER}, {"int", RULE_INTEGER},
	    {"boolean", RULE_BOOLEAN}, {"url", RULE_URL},
	};
	const char *word;

	if (!text_member(spot, o, "type", &word))
		return false;
	if (!word)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (ascii_equal(words[i].word, word)) {
			*out = words[i].type;
			return true;
		}
	}
	return wrong(spot, "type", arena_printf(spot->w->arena, "unknown type \"%s\"", word));
}

static bool anchor_member(const struct spot *spot, struct json_object *o, struct anchor **out)
{
	struct json_object *member = json_object_of(o, "anchor");
	struct anchor *anchor = ARENA_NEW(spot->w->arena, struct anchor);
	struct spot inner = {spot->w, arena_printf(spot->w->arena, "%s.anchor", spot->path)};
	const char *take;

	if (!json_get(o, "anchor"))
		return true;
	if (!member)
		return wrong(spot, "anchor", "must be an object");
	if (!text_member(spot, o, "take", &take) ||
	    !text_member(&inner, member, "text", &anchor->text) ||
	    !selector_member(&inner, member, "selector", &anchor->selector))
		return false;
	if (!anchor->text && !anchor->selector)
		return wrong(spot, "anchor", "needs a selector or a text");
	if (take && strcmp(take, "next") != 0 && strcmp(take, "rest") != 0)
		return wrong(spot, "take", "must be \"next\" or \"rest\"");
	anchor->takes_rest = take && strcmp(take, "rest") == 0;
	*out = anchor;
	return true;
}

static bool pattern_member(const struct spot *spot, struct json_object *o, struct pattern **out)
{
	const char *text;

	if (!text_member(spot, o, "regex", &text))
		return false;
	if (text && !(*out = pattern_parse(spot->w, text)))
		return wrong(spot, "regex", spot->w->message);
	return true;
}

static bool json_member(const struct spot *spot, struct json_object *o, struct path **out)
{
	const char *member = json_get(o, "path") ? "path" : "json", *text;

	if (!text_member(spot, o, member, &text))
		return false;
	if (text && !(*out = path_parse(spot->w, text)))
		return wrong(spot, member, spot->w->message);
	return true;
}

static bool constant_member(const struct spot *spot, struct json_object *o, struct value **out)
{
	struct json_object *member = json_get(o, "constant");

	if (!member)
		return true;
	*out = ARENA_NEW(spot->w->arena, struct value);
	**out = data_value(spot->w->arena, member, false);
	if ((*out)->kind == VALUE_NULL)
		return wrong(spot, "constant", "must be a string, a number or a boolean");
	return true;
}

static bool following_member(const struct spot *spot, struct json_object *o, int *out)
{
	int64_t n = json_int(o, "following", json_get(o, "following") ? -1 : 0);

	if (n < 0 || n > FOLLOWING_MAX)
		return wrong(
		    spot, "following",
		    arena_printf(spot->w->arena, "must be a number from 0 to %d", FOLLOWING_MAX));
	*out = (int)n;
	return true;
}

/* One way to the value. A fallback has the type and number of its field unless it says so. */
static struct rule *rule_parse(const struct spot *spot, struct json_object *o,
			       const struct rule *field)
{
	struct rule *rule = ARENA_NEW(spot->w->arena, struct rule);
	const char *attribute;

	if (!is_type(o, json_type_object))
		return fail(spot->w, ERR_UNACCEPTABLE, "%s: must be an object", spot->path);
	if (field) {
		rule->type = field->type;
		rule->many = field->many;
		rule->one = field->one;
	}
	if (json_get(o, "many"))
		rule->one = !json_bool_of(o, "many", false);
	rule->many = json_bool_of(o, "many", rule->many);
	rule->own = json_bool_of(o, "own", false);
	if (!selector_member(spot, o, "selector", &rule->selector) ||
	    !text_member(spot, o, "attribute", &attribute) ||
	    !text_member(spot, o, "trim_prefix", &rule->trim_prefix) ||
	    !text_member(spot, o, "trim_suffix", &rule->trim_suffix) ||
	    !type_member(spot, o, &rule->type) || !anchor_member(spot, o, &rule->anchor) ||
	    !pattern_member(spot, o, &rule->pattern) || !json_member(spot, o, &rule->json) ||
	    !constant_member(spot, o, &rule->constant) ||
	    !following_member(spot, o, &rule->following))
		return NULL;
	if (attribute) {
		char *lower = arena_text(spot->w->arena, attribute);
		for (char *p = lower; *p; p++)
			*p = ascii_lower(*p);
		rule->attribute = lower;
	}
	return rule;
}

static struct rule *field_parse(const struct spot *spot, struct json_object *o)
{
	struct rule *rule = rule_parse(spot, o, NULL), *last = rule;
	struct json_object *list;
	size_t n;

	if (!rule)
		return NULL;
	list = json_get(o, "fallbacks");
	if (list && !is_type(list, json_type_array))
		return wrong(spot, "fallbacks", "must be a list");
	n = list ? json_object_array_length(list) : 0;
	if (n > FALLBACKS_MAX)
		return wrong(spot, "fallbacks", "too many");
	for (size_t i = 0; i < n; i++) {
		struct spot inner = {
		    spot->w, arena_printf(spot->w->arena, "%s.fallbacks[%zu]", spot->path, i)};
		last->fallback = rule_parse(&inner, json_object_array_get_idx(list, i), rule);
		if (!last->fallback)
			return NULL;
		last = last->fallback;
	}
	return rule;
}

static bool require_parse(struct work *w, struct json_object *container, struct rules *r)
{
	struct json_object *list = json_get(container, "require");

	if (!list)
		return true;
	if (!is_type(list, json_type_array) || json_object_array_length(list) > FIELDS_MAX)
		return fail(w, ERR_UNACCEPTABLE, "container.require: must be a list of selectors");
	r->n_require = json_object_array_length(list);
	r->require = ARENA_ARRAY(w->arena, r->n_require, struct selector *);
	for (size_t i = 0; i < r->n_require; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		struct spot spot = {w, "container"};
		const char *member = arena_printf(w->arena, "require[%zu]", i);

		if (!is_type(item, json_type_string))
			return wrong(&spot, member, "must be a string");
		r->require[i] = selector_at(&spot, member, json_object_get_string(item));
		if (!r->require[i])
			return false;
	}
	return true;
}

static bool container_parse(struct work *w, struct json_object *strategy, struct rules *r)
{
	struct json_object *container = json_get(strategy, "container");
	struct spot spot = {w, "container"};

	if (!container)
		return true;
	if (!is_type(container, json_type_object))
		return fail(w, ERR_UNACCEPTABLE, "container: must be an object or null");
	return selector_member(&spot, container, "selector", &r->container) &&
	       require_parse(w, container, r);
}

struct rules *rules_parse(struct work *w, struct json_object *strategy)
{
	struct rules *r = ARENA_NEW(w->arena, struct rules);
	struct json_object *fields = json_object_of(strategy, "fields");

	if (!container_parse(w, strategy, r))
		return NULL;
	if (!fields || json_object_object_length(fields) == 0)
		return fail(w, ERR_UNACCEPTABLE, "fields: must be an object with a field or more");
	if (json_object_object_length(fields) > FIELDS_MAX)
		return fail(w, ERR_UNACCEPTABLE, "fields: more than %d", FIELDS_MAX);
	r->fields =
	    ARENA_ARRAY(w->arena, (size_t)json_object_object_length(fields), struct rule_field);
	JSON_EACH (fields, m) {
		struct spot spot = {w, arena_printf(w->arena, "fields.%s", m.key)};
		struct rule_field *f = &r->fields[r->n_fields++];

		f->name = arena_text(w->arena, m.key);
		f->rule = field_parse(&spot, m.value);
		if (!f->rule)
			return NULL;
	}
	return r;
}
