/* From a filter's JSON to conditions. Every complaint is collected, so that a user mends a filter
 * in one go. */
#include "extract/filter.h"
#include "bounds.h"
#include "extract/filter_parts.h"
#include "util/json.h"

enum takes { TAKES_NOTHING, TAKES_TEXT, TAKES_PATTERN, TAKES_NUMBER };

static const struct {
	const char *word;
	enum comparison comparison;
	enum takes takes;
} operators[] = {
    {"contains", COMPARE_CONTAINS, TAKES_TEXT},
    {"not_contains", COMPARE_NOT_CONTAINS, TAKES_TEXT},
    {"equals", COMPARE_EQUALS, TAKES_TEXT},
    {"not_equals", COMPARE_NOT_EQUALS, TAKES_TEXT},
    {"regex_match", COMPARE_REGEX_MATCH, TAKES_PATTERN},
    {"exists", COMPARE_EXISTS, TAKES_NOTHING},
    {"not_exists", COMPARE_NOT_EXISTS, TAKES_NOTHING},
    {"gt", COMPARE_GT, TAKES_NUMBER},
    {"lt", COMPARE_LT, TAKES_NUMBER},
};

#define N_OPERATORS (sizeof operators / sizeof operators[0])

size_t text_trim(const char **s, size_t n)
{
	for (; n && ascii_is_space(**s); n--)
		(*s)++;
	while (n && ascii_is_space((*s)[n - 1]))
		n--;
	return n;
}

/* The complaint about a member: "filter_config.conditions[2].operator: …". */
__attribute__((format(printf, 5, 6))) static bool complain_of(struct work *w, enum error_kind kind,
							      const struct condition *c,
							      const char *member,
							      const char *format, ...)
{
	const char *field = arena_printf(w->arena, "%s.%s", c->name, member), *message;
	va_list args;

	va_start(args, format);
	message = arena_vprintf(w->arena, format, args);
	va_end(args);
	return complain(w, kind, field, "%s%s", field, message);
}

/* A text of the condition that is not longer than most; *out stays NULL when it is not there. */
static bool text_member(struct work *w, const struct condition *c, struct json_object *o,
			const char *member, const char **out)
{
	struct json_object *value = json_get(o, member);

	if (!value)
		return complain_of(w, ERR_INVALID, c, member, " is required");
	if (!json_object_is_type(value, json_type_string))
		return complain_of(w, ERR_INVALID, c, member, " must be a string");
	*out = json_object_get_string(value);
	if (!**out)
		return complain_of(w, ERR_INVALID, c, member, " is required");
	if (strlen(*out) > NAME_MAX_BYTES)
		return complain_of(w, ERR_UNACCEPTABLE, c, member, " must be at most %d bytes long",
				   NAME_MAX_BYTES);
	return true;
}

static void split_path(struct work *w, struct condition *c)
{
	size_t dots = 0;

	for (const char *p = c->field; *p; p++)
		dots += *p == '.';
	c->path.items = ARENA_ARRAY(w->arena, dots + 1, const char *);
	for (const char *p = c->field;; p++) {
		size_t n = strcspn(p, ".");
		c->path.items[c->path.n++] = arena_copy(w->arena, p, n);
		p += n;
		if (!*p)
			return;
	}
}

static bool operator_member(struct work *w, struct condition *c, struct json_object *o,
			    enum takes *takes)
{
	const char *word = "";

	if (!text_member(w, c, o, "operator", &word))
		return false;
	for (size_t i = 0; i < N_OPERATORS; i++) {
		if (strcmp(word, operators[i].word) == 0) {
			c->comparison = operators[i].comparison;
			*takes = operators[i].takes;
			return true;
		}
	}
	return complain_of(w, ERR_UNACCEPTABLE, c, "operator", ": unknown operator \"%s\"", word);
}

/* The value as text: clients send numbers and booleans as they are or in quotes. */
static bool value_member(struct work *w, struct condition *c, struct json_object *o)
{
	struct json_object *value = json_get(o, "value");

	switch (json_object_get_type(value)) {
	case json_type_null:
		return complain_of(w, ERR_INVALID, c, "value", " is required");
	case json_type_string:
		c->value = json_object_get_string(value);
		break;
	case json_type_boolean:
	case json_type_int:
	case json_type_double:
		c->value = json_string(w, value);
		break;
	case json_type_array:
	case json_type_object:
		return complain_of(w, ERR_INVALID, c, "value",
				   " must be a string, a number or a boolean");
	}
	if (strlen(c->value) > FILTER_VALUE_MAX)
		return complain_of(w, ERR_UNACCEPTABLE, c, "value",
				   " must be at most %d bytes long", FILTER_VALUE_MAX);
	if (c->comparison == COMPARE_EQUALS || c->comparison == COMPARE_NOT_EQUALS) {
		size_t n = text_trim(&c->value, strlen(c->value));
		c->value = arena_copy(w->arena, c->value, n);
	}
	return true;
}

/* Case is PCRE2's business for literals too: it knows the letters of every script. */
static bool value_compile(struct work *w, struct condition *c, enum takes takes, bool any_case)
{
	struct work trial = {.arena = w->arena};
	bool whole = c->comparison == COMPARE_EQUALS || c->comparison == COMPARE_NOT_EQUALS;

	switch (takes) {
	case TAKES_NOTHING:
		return true;
	case TAKES_NUMBER:
		c->has_number = number_parse(c->value, &c->number);
		return true;
	case TAKES_TEXT:
		if (!any_case)
			return true;
		c->pattern =
		    pattern_make(&trial, c->value,
				 PATTERN_ANY_CASE | PATTERN_LITERAL | (whole ? PATTERN_WHOLE : 0));
		break;
	case TAKES_PATTERN:
		c->pattern = any_case ? pattern_parse_any_case(&trial, c->value)
				      : pattern_parse(&trial, c->value);
		break;
	}
	if (!c->pattern)
		return complain_of(w, trial.error, c, "value", ": %s", trial.message);
	return true;
}

static bool condition_parse(struct work *w, struct condition *c, struct json_object *o)
{
	struct json_object *exact = json_get(o, "case_sensitive");
	enum takes takes = TAKES_NOTHING;
	bool good;

	if (!json_object_is_type(o, json_type_object))
		return complain(w, ERR_INVALID, c->name, "%s must be an object", c->name);
	good = text_member(w, c, o, "field", &c->field);
	if (good)
		split_path(w, c);
	if (exact && !json_object_is_type(exact, json_type_boolean))
		good = complain_of(w, ERR_INVALID, c, "case_sensitive", " must be true or false");
	if (!operator_member(w, c, o, &takes))
		return false;
	if (takes == TAKES_NOTHING)
		return good;
	return value_member(w, c, o) &&
	       value_compile(w, c, takes, !json_bool_of(o, "case_sensitive", false)) && good;
}

static bool mode_member(struct work *w, struct filter *f, struct json_object *config)
{
	struct json_object *mode = json_get(config, "mode");
	const char *member = arena_printf(w->arena, "%s.mode", f->name), *word;

	if (!mode)
		return true;
	if (!json_object_is_type(mode, json_type_string))
		return complain(w, ERR_INVALID, member, "%s must be a string", member);
	word = json_object_get_string(mode);
	f->any = strcmp(word, "any") == 0;
	if (!f->any && strcmp(word, "all") != 0)
		return complain(w, ERR_UNACCEPTABLE, member, "%s: unknown mode \"%.60s\"", member,
				word);
	return true;
}

static bool conditions_member(struct work *w, struct filter *f, struct json_object *config)
{
	const char *member = arena_printf(w->arena, "%s.conditions", f->name);
	struct json_object *list = json_get(config, "conditions");
	bool good = true;

	if (!list) /* a bare condition is a mistake that would keep everything */
		return complain(w, ERR_INVALID, member, "%s is required", member);
	if (!json_object_is_type(list, json_type_array))
		return complain(w, ERR_INVALID, member, "%s must be a list", member);
	f->n = json_object_array_length(list);
	if (f->n > FILTER_CONDITIONS_MAX)
		return complain(w, ERR_UNACCEPTABLE, member, "%s must have at most %d entries",
				member, FILTER_CONDITIONS_MAX);
	f->conditions = ARENA_ARRAY(w->arena, f->n, struct condition);
	for (size_t i = 0; i < f->n; i++) {
		struct condition *c = &f->conditions[i];
		c->name = arena_printf(w->arena, "%s[%zu]", member, i);
		good &= condition_parse(w, c, json_object_array_get_idx(list, i));
	}
	return good;
}

struct filter *filter_parse(struct work *w, const char *name, struct json_object *config)
{
	struct filter *f = ARENA_NEW(w->arena, struct filter);
	bool good;

	f->name = name;
	f->scratch = text_new(w->arena, EXTRACT_REPLY_MAX);
	if (!config)
		return f;
	if (!json_object_is_type(config, json_type_object))
		return complain(w, ERR_INVALID, name, "%s must be an object", name);
	if (json_object_object_length(config) == 0)
		return f;
	good = mode_member(w, f, config);
	return conditions_member(w, f, config) && good ? f : NULL;
}
