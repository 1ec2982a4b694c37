/* A filter at work: items as JSON against conditions. */
#include "extract/filter.h"
#include "bounds.h"
#include "extract/filter_parts.h"
#include "util/json.h"

/* --- values --- */

/* The member of that very name, else the end of the path; NULL when missing or null. */
static struct json_object *field_of(struct condition *c, struct json_object *item)
{
	struct json_object *value = NULL;

	c->looked++;
	if (json_object_object_get_ex(item, c->field, &value)) {
		c->found++;
		return value;
	}
	for (size_t i = 0; i < c->path.n; i++) {
		if (!json_object_is_type(item, json_type_object) ||
		    !json_object_object_get_ex(item, c->path.items[i], &value))
			return NULL;
		item = value;
	}
	c->found++;
	return value;
}

static bool is_blank(struct json_object *v)
{
	const char *s;

	if (!v)
		return true;
	if (!json_object_is_type(v, json_type_string))
		return false;
	s = json_object_get_string(v);
	return text_trim(&s, strlen(s)) == 0;
}

static bool is_empty(struct json_object *v)
{
	if (json_object_is_type(v, json_type_object))
		return json_object_object_length(v) == 0;
	if (!json_object_is_type(v, json_type_array))
		return is_blank(v);
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		if (!is_blank(json_object_array_get_idx(v, i)))
			return false;
	}
	return true;
}

/* A value as text: what is no string as JSON writes it. */
static const char *text_of(struct filter *f, struct json_object *v, size_t *n)
{
	if (json_object_is_type(v, json_type_string)) {
		*n = (size_t)json_object_get_string_len(v);
		return json_object_get_string(v);
	}
	text_clear(&f->scratch);
	json_print(&f->scratch, v);
	*n = f->scratch.length;
	return f->scratch.data;
}

/* --- conditions --- */

/* A search that takes too long is no match. */
static bool pattern_holds(struct work *w, struct filter *f, struct condition *c, const char *s,
			  size_t n)
{
	struct work search = {.arena = w->arena};
	struct pattern_match match;
	unsigned overruns = 0;

	if (pattern_find(&search, c->pattern, s, n, &match))
		return true;
	if (search.error == ERR_NONE)
		return false;
	c->overruns++;
	for (size_t i = 0; i < f->n; i++)
		overruns += f->conditions[i].overruns;
	if (overruns > FILTER_OVERRUNS_MAX)
		return fail_class(w, CLASS_TOO_COMPLEX, "%s: the pattern takes too many steps",
				  c->name);
	return false;
}

static bool text_holds(struct work *w, struct filter *f, struct condition *c, struct json_object *v)
{
	bool whole = c->comparison == COMPARE_EQUALS || c->comparison == COMPARE_NOT_EQUALS;
	const char *s;
	size_t n;

	if (!v)
		return false;
	s = text_of(f, v, &n);
	if (whole)
		n = text_trim(&s, n);
	if (c->pattern)
		return pattern_holds(w, f, c, s, n);
	if (whole)
		return n == strlen(c->value) && memcmp(s, c->value, n) == 0;
	return memmem(s, n, c->value, strlen(c->value)) != NULL;
}

static bool number_holds(const struct condition *c, struct json_object *v)
{
	double number;

	if (json_object_is_type(v, json_type_int) || json_object_is_type(v, json_type_double))
		number = json_object_get_double(v);
	else if (!json_object_is_type(v, json_type_string) ||
		 !number_parse(json_object_get_string(v), &number))
		return false;
	if (!c->has_number)
		return false;
	return c->comparison == COMPARE_GT ? number > c->number : number < c->number;
}

static bool value_holds(struct work *w, struct filter *f, struct condition *c,
			struct json_object *v)
{
	if (c->comparison == COMPARE_GT || c->comparison == COMPARE_LT)
		return number_holds(c, v);
	return text_holds(w, f, c, v);
}

/* Of a list one entry is enough. */
static bool some_value_holds(struct work *w, struct filter *f, struct condition *c,
			     struct json_object *v)
{
	if (!json_object_is_type(v, json_type_array))
		return value_holds(w, f, c, v);
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		if (value_holds(w, f, c, json_object_array_get_idx(v, i)))
			return true;
	}
	return false;
}

static bool condition_holds(struct work *w, struct filter *f, struct condition *c,
			    struct json_object *item)
{
	struct json_object *v = field_of(c, item);

	switch (c->comparison) {
	case COMPARE_EXISTS:
		return !is_empty(v);
	case COMPARE_NOT_EXISTS:
		return is_empty(v);
	case COMPARE_NOT_CONTAINS:
	case COMPARE_NOT_EQUALS:
		return !some_value_holds(w, f, c, v);
	case COMPARE_CONTAINS:
	case COMPARE_EQUALS:
	case COMPARE_REGEX_MATCH:
	case COMPARE_GT:
	case COMPARE_LT:
		return some_value_holds(w, f, c, v);
	}
	return false;
}

bool filter_keeps(struct work *w, struct filter *f, struct json_object *item)
{
	bool keeps = !f->any || f->n == 0;

	for (size_t i = 0; i < f->n && keeps != f->any; i++) {
		keeps = condition_holds(w, f, &f->conditions[i], item);
		if (w->error != ERR_NONE)
			return false;
	}
	f->tested++;
	f->kept += keeps;
	return keeps;
}

/* --- records --- */

bool filter_items(struct work *w, struct filter *f, const struct schema *s, struct items *items)
{
	struct text t = text_new(w->arena, EXTRACT_REPLY_MAX);
	struct work row; /* a record's JSON lives as long as we look at it */
	size_t kept = 0, size = items->n_fields * sizeof(struct value);

	work_begin(&row);
	for (size_t i = 0; f->n && i < items->n && w->error == ERR_NONE; i++) {
		struct json_object *item;

		text_clear(&t);
		if (s)
			schema_print_row(&t, s, items, i);
		else
			items_print_row(&t, items, i);
		arena_reset(row.arena);
		item = json_parse(&row, t.data, t.length);
		if (!item)
			fail(w, ERR_INTERNAL, "an item is no JSON: %s", row.message);
		else if (filter_keeps(w, f, item))
			memmove(item_value(items, kept++, 0), item_value(items, i, 0), size);
	}
	work_end(&row);
	if (f->n)
		items->n = kept;
	return w->error == ERR_NONE;
}

/* --- warnings --- */

static void warn(struct texts *out, const char *sentence)
{
	out->items[out->n++] = sentence;
}

struct texts filter_warnings(struct work *w, const struct filter *f)
{
	struct texts out = {ARENA_ARRAY(w->arena, 3 * f->n + 1, const char *), 0};

	for (size_t i = 0; i < f->n && f->tested; i++) {
		const struct condition *c = &f->conditions[i];
		bool compares = c->comparison == COMPARE_GT || c->comparison == COMPARE_LT;

		if (c->looked && !c->found)
			warn(&out, arena_printf(w->arena, "%s: no item has a field \"%s\"", c->name,
						c->field));
		if (compares && !c->has_number)
			warn(&out, arena_printf(w->arena, "%s: there is no number in \"%s\"",
						c->name, c->value));
		if (c->overruns)
			warn(&out, arena_printf(w->arena,
						"%s: the pattern takes too many steps on %u texts, "
						"which it therefore does not match",
						c->name, c->overruns));
	}
	if (f->tested && !f->kept)
		warn(&out,
		     arena_printf(w->arena, "%s: none of %zu items passes", f->name, f->tested));
	return out;
}
