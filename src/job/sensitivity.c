/* Fields that do not count, and numbers that count from a threshold on. */
#include "job/sensitivity.h"

#include "bounds.h"
#include "diff/item_key.h"
#include "extract/figure.h"
#include "extract/number.h"
#include "job/run.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/secret.h"

#include <math.h>

#define NEARLY 1e-9 /* of a threshold: 1.155 is 5 % above 1.10, whatever doubles make of it */

/* --- reading --- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_name(const char *s)
{
	return s && *s && strlen(s) <= NAME_MAX_BYTES;
}

bool sensitivity_ignore(struct work *w, struct json_object *names, struct sensitivity *out)
{
	const char *field = "ignore_fields";
	size_t n;

	out->ignored = (struct texts){0};
	if (!names)
		return true;
	if (!json_object_is_type(names, json_type_array))
		return complain(w, ERR_INVALID, field, "ignore_fields must be a list of names");
	n = json_object_array_length(names);
	if (n > IGNORED_MAX)
		return complain(w, ERR_UNACCEPTABLE, field,
				"ignore_fields must have at most %d names", IGNORED_MAX);
	out->ignored.items = ARENA_ARRAY(w->arena, n, const char *);
	for (size_t i = 0; i < n; i++) {
		struct json_object *name = json_object_array_get_idx(names, i);
		const char *s = json_object_is_type(name, json_type_string)
				    ? json_object_get_string(name)
				    : NULL;

		if (!is_name(s))
			return complain(w, ERR_UNACCEPTABLE, field,
					"ignore_fields[%zu] must be the name of a field, of up to "
					"%d bytes",
					i, NAME_MAX_BYTES);
		out->ignored.items[out->ignored.n++] = arena_text(w->arena, s);
	}
	if (n)
		qsort(out->ignored.items, n, sizeof *out->ignored.items, compare_names);
	return true;
}

/* The one member, percent or absolute, that is a number above 0. */
static bool read_threshold(struct json_object *given, struct threshold *t)
{
	if (!json_object_is_type(given, json_type_object) || json_object_object_length(given) != 1)
		return false;
	t->percent = json_double(given, "percent", 0);
	t->absolute = json_double(given, "absolute", 0);
	return t->percent > 0 || t->absolute > 0;
}

bool sensitivity_thresholds(struct work *w, struct json_object *given, struct sensitivity *out)
{
	const char *field = "thresholds";
	size_t n;

	out->thresholds = NULL;
	out->n_thresholds = 0;
	if (!given)
		return true;
	if (!json_object_is_type(given, json_type_object))
		return complain(w, ERR_INVALID, field, "thresholds must be an object");
	n = (size_t)json_object_object_length(given);
	if (n > THRESHOLDS_MAX)
		return complain(w, ERR_UNACCEPTABLE, field,
				"thresholds must have at most %d fields", THRESHOLDS_MAX);
	out->thresholds = ARENA_ARRAY(w->arena, n, struct threshold);
	JSON_EACH (given, m) {
		struct threshold *t = &out->thresholds[out->n_thresholds];

		if (!is_name(m.key))
			return complain(w, ERR_UNACCEPTABLE, field,
					"thresholds has a name that is empty or above %d bytes",
					NAME_MAX_BYTES);
		t->field = arena_text(w->arena, m.key);
		if (!read_threshold(m.value, t))
			return complain(w, ERR_UNACCEPTABLE, field,
					"thresholds.%s must be {\"percent\": n} or {\"absolute\": "
					"n}, n above 0",
					m.key);
		out->n_thresholds++;
	}
	return true;
}

bool sensitivity_read(struct work *w, const char *order, const char *ignore_fields,
		      const char *thresholds, struct sensitivity *out)
{
	struct json_object *names = json_stored(w, ignore_fields),
			   *limits = json_stored(w, thresholds);

	*out = (struct sensitivity){.is_ordered = order && strcmp(order, "significant") == 0};
	if ((names || !ignore_fields) && (limits || !thresholds) &&
	    sensitivity_ignore(w, names, out) && sensitivity_thresholds(w, limits, out))
		return true;
	w->complaints = w->last_complaint = NULL;
	return fail(w, ERR_INTERNAL, "what a schedule ignores cannot be read");
}

/* --- with the strategy's --- */

static bool has_name(const struct texts *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

struct sensitivity sensitivity_of_plan(struct work *w, const struct sensitivity *of_schedule,
				       struct json_object *plan)
{
	struct sensitivity s = of_schedule ? *of_schedule : (struct sensitivity){0};
	struct texts all = s.ignored;
	struct item_key key;

	s.is_ordered = s.is_ordered || plan_is_ordered(plan);
	if (!item_key_parse(w, "key", json_get(plan, "key"), &key)) {
		work_forgive(w); /* a strategy of long ago: as if none were given */
		key = (struct item_key){0};
	}
	s.ignored = (struct texts){ARENA_ARRAY(w->arena, all.n, const char *), 0};
	for (size_t i = 0; i < all.n; i++)
		if (!has_name(&key.fields, all.items[i]))
			s.ignored.items[s.ignored.n++] = all.items[i];
	return s;
}

struct blob sensitivity_name(struct work *w, const struct sensitivity *s)
{
	struct text t = text_new(w->arena, IGNORED_MAX * (NAME_MAX_BYTES + 1) + 16);
	uint8_t *hash;

	if (!s || (!s->is_ordered && s->ignored.n == 0))
		return (struct blob){0};
	text_add(&t, s->is_ordered ? "ordered\n" : "\n");
	for (size_t i = 0; i < s->ignored.n; i++)
		text_addf(&t, "%s\n", s->ignored.items[i]);
	hash = arena_alloc(w->arena, SHA256_SIZE);
	sha256(t.data, t.length, hash);
	return (struct blob){hash, SENSITIVITY_NAME_SIZE};
}

/* --- what counts --- */

/* Names as they come from our own writer: only those with an escape need more than a comparison. */
static bool is_named(struct span json, const char *name)
{
	size_t n = strlen(name);

	return json.n == n + 2 && memcmp(json.at + 1, name, n) == 0;
}

bool sensitivity_counts(const struct sensitivity *s, struct span name)
{
	for (size_t i = 0; i < s->ignored.n; i++)
		if (is_named(name, s->ignored.items[i]))
			return false;
	return true;
}

static void add_counted(struct work *w, const struct sensitivity *s, const struct item *item,
			struct text *t)
{
	struct item_fields f = item_fields(w, item);
	bool comma = false;

	if (*item->text.at != '{') {
		text_add_bytes(t, item->text.at, item->text.n);
		return;
	}
	text_add_char(t, '{');
	for (size_t i = 0; i < f.n; i++) {
		if (!sensitivity_counts(s, f.fields[i].name))
			continue;
		if (comma)
			text_add_char(t, ',');
		comma = true;
		text_add_bytes(t, f.fields[i].name.at, f.fields[i].name.n);
		text_add_char(t, ':');
		text_add_bytes(t, f.fields[i].value.at, f.fields[i].value.n);
	}
	text_add_char(t, '}');
}

bool sensitivity_counted(struct work *w, const struct sensitivity *s, const struct item_list *list,
			 struct item_list *out)
{
	struct text t = text_new(w->arena, EXTRACT_REPLY_MAX);

	*out = *list;
	if (s->ignored.n == 0)
		return true;
	text_add_char(&t, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			text_add_char(&t, ',');
		add_counted(w, s, &list->items[i], &t);
	}
	text_add_char(&t, ']');
	return item_list_scan(w, t.data, t.length, NULL, out);
}

/* --- thresholds --- */

/* A number, and what stands before and behind it. */
struct amount {
	double value;
	struct span before, behind;
};

static bool read_amount(struct work *w, struct span json, struct amount *out)
{
	const struct number_votes none = {0};
	struct figure figure;
	const char *text;

	*out = (struct amount){0};
	if (!json.at || json.n == 0)
		return false;
	text =
	    arena_printf(w->arena, "%.*s", (int)(json.n < TEXT_MAX ? json.n : TEXT_MAX), json.at);
	if (*text == '-' || (*text >= '0' && *text <= '9')) {
		out->value = strtod(text, NULL);
		return true;
	}
	if (*text != '"' || json.n > TEXT_MAX || !figure_find(text, &figure) ||
	    !number_read(text, none, &out->value))
		return false;
	out->before = (struct span){text, (size_t)(figure.start - text)};
	out->behind = (struct span){figure.end, strlen(figure.end)};
	return true;
}

bool sensitivity_same(struct work *w, const struct sensitivity *s, struct span name,
		      struct span before, struct span after)
{
	const struct threshold *t = NULL;
	struct amount a, b;
	double limit;

	if (span_equal(before, after))
		return true;
	for (size_t i = 0; i < s->n_thresholds && !t; i++)
		if (is_named(name, s->thresholds[i].field))
			t = &s->thresholds[i];
	if (!t || !read_amount(w, before, &a) || !read_amount(w, after, &b) ||
	    !span_equal(a.before, b.before) || !span_equal(a.behind, b.behind))
		return false;
	limit = t->percent > 0 ? fabs(a.value) * t->percent / 100 : t->absolute;
	return fabs(b.value - a.value) < limit * (1 - NEARLY) || a.value == b.value;
}
