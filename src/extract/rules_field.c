/* A field of a strategy: its members, each read by a function of its own. */
#include "extract/rules_parts.h"

#include "extract/linked_data.h"
#include "util/json.h"

/* A member that is one of a few words. */
struct word {
	const char *text;
	int value;
};

/* The word's value; -1 with the error, `none` when the member is missing. */
static int word_member(const struct spot *spot, struct json_object *o, const char *key,
		       const struct word *words, int none)
{
	const char *text;

	if (!spot_text(spot, o, key, &text))
		return -1;
	if (!text)
		return none;
	for (; words->text; words++) {
		if (ascii_equal(words->text, text))
			return words->value;
	}
	spot_wrong(spot, key, arena_printf(spot->w->arena, "unknown %s \"%s\"", key, text));
	return -1;
}

static bool type_member(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	static const struct word words[] = {
	    {"text", RULE_TEXT},       {"string", RULE_TEXT},
	    {"number", RULE_NUMBER},   {"float", RULE_NUMBER},
	    {"integer", RULE_INTEGER}, {"int", RULE_INTEGER},
	    {"boolean", RULE_BOOLEAN}, {"url", RULE_URL},
	    {"date", RULE_DATE},       {NULL, 0},
	};
	static const struct word orders[] = {{"day", 0}, {"month", 1}, {NULL, 0}};
	int type = word_member(spot, o, "type", words, (int)rule->type);
	int first = word_member(spot, o, "first", orders, 2);

	if (type < 0 || first < 0)
		return false;
	rule->type = (enum rule_type)type;
	rule->knows_order = first < 2;
	rule->is_month_first = first == 1;
	return true;
}

/* `take` says what is read of an element, or where a value stands beside its label. */
static bool take_member(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	enum { NEXT = TAKE_EXISTS + 1, REST };
	static const struct word words[] = {
	    {"text", TAKE_TEXT},     {"own", TAKE_OWN}, {"html", TAKE_HTML}, {"lines", TAKE_LINES},
	    {"exists", TAKE_EXISTS}, {"next", NEXT},	{"rest", REST},	     {NULL, 0},
	};
	bool own = json_bool_of(o, "own", false);
	int take = word_member(spot, o, "take", words, own ? TAKE_OWN : TAKE_TEXT);

	if (take < 0)
		return false;
	if (take >= NEXT && !rule->anchor)
		return spot_wrong(spot, "take", "needs an anchor to be \"next\" or \"rest\"");
	if (take == REST)
		rule->anchor->takes_rest = true;
	rule->take = take < NEXT ? (enum rule_take)take : own ? TAKE_OWN : TAKE_TEXT;
	if (rule->take == TAKE_LINES)
		transform_add_split(spot->w, &rule->transforms, "\n");
	return true;
}

static bool anchor_member(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	struct json_object *member = json_object_of(o, "anchor");
	struct anchor *anchor = ARENA_NEW(spot->w->arena, struct anchor);
	struct spot inner = {spot->w, arena_printf(spot->w->arena, "%s.anchor", spot->path),
			     spot->nest};

	if (!json_get(o, "anchor"))
		return true;
	if (!member)
		return spot_wrong(spot, "anchor", "must be an object");
	if (!spot_text(&inner, member, "text", &anchor->text) ||
	    !spot_selector(&inner, member, "tag", &anchor->selector) ||
	    !spot_selector(&inner, member, "selector", &anchor->selector))
		return false;
	if (!anchor->text && !anchor->selector)
		return spot_wrong(spot, "anchor", "needs a selector or a text");
	rule->anchor = anchor;
	return true;
}

/* The members that stand for one transform each come before the list, in this order. */
static bool transform_members(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	static const char *const keys[] = {"trim_prefix", "trim_suffix", "regex"};
	struct json_object *list = json_get(o, "transforms");
	const char *message;

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct json_object *member = json_get(o, keys[i]);

		if (member && !transform_add(spot->w, &rule->transforms, keys[i], member, &message))
			return spot_wrong(spot, keys[i], message);
	}
	if (!list || transforms_add(spot->w, &rule->transforms, list, &message))
		return true;
	return fail(spot->w, ERR_UNACCEPTABLE, "%s.transforms%s", spot->path, message);
}

static bool constant_member(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	struct json_object *member = json_get(o, "constant");

	if (!member)
		return true;
	rule->constant = ARENA_NEW(spot->w->arena, struct value);
	*rule->constant = data_value(spot->w->arena, member, false);
	if (rule->constant->kind == VALUE_NULL)
		return spot_wrong(spot, "constant", "must be a string, a number or a boolean");
	return true;
}

static bool following_member(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	const char *word = json_text(o, "following");
	int64_t n = json_int(o, "following", json_get(o, "following") ? -1 : 0);

	rule->follows_rest = word && ascii_equal(word, "rest");
	if (rule->follows_rest && (rule->anchor || rule->column))
		return spot_wrong(spot, "following", "\"rest\" has no anchor and no column");
	if (rule->follows_rest)
		return true;
	if (n < 0 || n > FOLLOWING_MAX)
		return spot_wrong(spot, "following",
				  arena_printf(spot->w->arena,
					       "must be a number from 0 to %d, or \"rest\"",
					       FOLLOWING_MAX));
	rule->following = (int)n;
	return true;
}

static bool attribute_member(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	const char *attribute;
	char *lower;

	if (!spot_text(spot, o, "attribute", &attribute))
		return false;
	if (!attribute)
		return true;
	lower = arena_text(spot->w->arena, attribute);
	for (char *p = lower; *p; p++)
		*p = ascii_lower(*p);
	rule->attribute = lower;
	return true;
}

static bool records_member(const struct spot *spot, struct json_object *o, struct rule *rule)
{
	struct spot inner = {spot->w, spot->path, spot->nest + 1};

	if (!json_get(o, "fields"))
		return true;
	if (inner.nest > CONTAINERS_MAX)
		return spot_wrong(
		    spot, "fields",
		    arena_printf(spot->w->arena, "more than %d containers deep", CONTAINERS_MAX));
	if (json_get(o, "fallbacks"))
		return spot_wrong(spot, "fallbacks", "are for values, not for records");
	rule->records = rules_parse_at(&inner, o);
	return rule->records;
}

/* One way to the value. A fallback has the type and number of its field unless it says so. */
static struct rule *rule_parse(const struct spot *spot, struct json_object *o,
			       const struct rule *field)
{
	struct rule *rule = ARENA_NEW(spot->w->arena, struct rule);

	if (!json_object_is_type(o, json_type_object))
		return fail(spot->w, ERR_UNACCEPTABLE, "%s: must be an object", spot->path);
	if (field) {
		rule->type = field->type;
		rule->many = field->many;
		rule->one = field->one;
	}
	if (json_get(o, "many"))
		rule->one = !json_bool_of(o, "many", false);
	rule->many = json_bool_of(o, "many", rule->many);
	if (!spot_selector(spot, o, "selector", &rule->selector) ||
	    !attribute_member(spot, o, rule) || !spot_text(spot, o, "column", &rule->column) ||
	    !type_member(spot, o, rule) || !anchor_member(spot, o, rule) ||
	    !take_member(spot, o, rule) || !transform_members(spot, o, rule) ||
	    !spot_data_path(spot, o, json_get(o, "path") ? "path" : "json", &rule->json) ||
	    !constant_member(spot, o, rule) || !following_member(spot, o, rule) ||
	    !records_member(spot, o, rule))
		return NULL;
	return rule;
}

struct rule *field_parse(const struct spot *spot, struct json_object *o)
{
	struct rule *rule = rule_parse(spot, o, NULL), *last = rule;
	struct json_object *list;
	size_t n;

	if (!rule)
		return NULL;
	list = json_get(o, "fallbacks");
	if (list && !json_object_is_type(list, json_type_array))
		return spot_wrong(spot, "fallbacks", "must be a list");
	n = list ? json_object_array_length(list) : 0;
	if (n > FALLBACKS_MAX)
		return spot_wrong(spot, "fallbacks", "too many");
	for (size_t i = 0; i < n; i++) {
		struct spot inner = {
		    spot->w, arena_printf(spot->w->arena, "%s.fallbacks[%zu]", spot->path, i),
		    spot->nest};

		last->fallback = rule_parse(&inner, json_object_array_get_idx(list, i), rule);
		if (!last->fallback)
			return NULL;
		last = last->fallback;
	}
	return rule;
}
