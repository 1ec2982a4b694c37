/* Writing JSON: compact, without recursion, and the same in every locale. json-c's own writer
 * escapes slashes and prints doubles as they were read. */
#include "util/json.h"

#include <float.h>
#include <json-c/linkhash.h>
#include <math.h>

#define EXACT_MAX 9007199254740992.0 /* 2^53: up to here every whole number is a double */

/* An array or object of which some members have been written. */
struct open {
	struct json_object *o;
	size_t i, n;
	struct lh_entry *entry;	  /* the next member, in the order of adding */
	struct lh_entry **sorted; /* or, when sorting, all of them */
	size_t room;		  /* entries at sorted */
	struct open *outer;
};

struct printer {
	struct text *t;
	bool sort;
	struct open *level; /* innermost */
	struct open *spare; /* levels that were closed, to be used again */
};

/* Prices and the like: a number with few decimals, which is that whole number divided by a power of
 * ten, both exact, so that reading it gives the same double (W. D. Clinger, "How to Read Floating
 * Point Numbers Accurately", 1990). With up to 15 digits no shorter one does. False: it is another.
 */
static bool print_decimal(struct text *t, double value)
{
	static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
	const double size = fabs(value);
	char digits[24];

	for (int places = 1; places <= 6 && size >= 1e-3 && size < 1e8; places++) {
		const double whole = nearbyint(size * powers[places]);

		if (whole / powers[places] != size)
			continue;
		(void)snprintf(digits, sizeof digits, "%0*lld", places + 1, (long long)whole);
		if (value < 0)
			text_add_char(t, '-');
		text_add_bytes(t, digits, strlen(digits) - (size_t)places);
		text_add_char(t, '.');
		text_add(t, digits + strlen(digits) - places);
		return true;
	}
	return false;
}

void json_print_double(struct text *t, double value)
{
	char digits[32];

	if (!isfinite(value)) {
		text_add(t, "null"); /* JSON has no word for it */
		return;
	}
	if (value == trunc(value) && fabs(value) <= EXACT_MAX) {
		text_add_int(t, (int64_t)value);
		return;
	}
	if (print_decimal(t, value))
		return;
	/* Every decimal of up to 15 digits survives being a double, so the shortest form is found
	 * there or beyond; only denormal numbers have fewer digits to tell. */
	for (int precision = fabs(value) < DBL_MIN ? 1 : DBL_DIG; precision <= 17; precision++) {
		(void)snprintf(digits, sizeof digits, "%.*g", precision, value);
		if (strtod(digits, NULL) == value)
			break;
	}
	text_add(t, digits);
}

static void print_scalar(struct text *t, struct json_object *o)
{
	switch (json_object_get_type(o)) {
	case json_type_null:
		text_add(t, "null");
		break;
	case json_type_boolean:
		text_add(t, json_object_get_boolean(o) ? "true" : "false");
		break;
	case json_type_int:
		text_add_int(t, json_object_get_int64(o));
		break;
	case json_type_double:
		json_print_double(t, json_object_get_double(o));
		break;
	case json_type_string:
		text_add_json(t, json_object_get_string(o), (size_t)json_object_get_string_len(o));
		break;
	case json_type_array:
	case json_type_object:
		break;
	}
}

static int compare_entries(const void *left, const void *right)
{
	struct lh_entry *const *a = left, *const *b = right;

	return strcmp(lh_entry_k(*a), lh_entry_k(*b));
}

static void sort_entries(struct arena *a, struct open *level)
{
	if (level->n > level->room) {
		level->room = level->n;
		level->sorted = ARENA_ARRAY(a, level->room, struct lh_entry *);
	}
	for (size_t i = 0; i < level->n; i++) {
		level->sorted[i] = level->entry;
		level->entry = lh_entry_next(level->entry);
	}
	if (level->n > 1)
		qsort(level->sorted, level->n, sizeof(struct lh_entry *), compare_entries);
}

static void open_level(struct printer *p, struct json_object *o)
{
	struct open *level = p->spare;

	if (level)
		p->spare = level->outer;
	else
		level = ARENA_NEW(p->t->arena, struct open);
	level->o = o;
	level->i = 0;
	level->outer = p->level;
	p->level = level;
	if (json_object_is_type(o, json_type_array)) {
		level->n = json_object_array_length(o);
		text_add_char(p->t, '[');
		return;
	}
	level->n = (size_t)json_object_object_length(o);
	level->entry = lh_table_head(json_object_get_object(o));
	if (p->sort)
		sort_entries(p->t->arena, level);
	text_add_char(p->t, '{');
}

static void close_level(struct printer *p)
{
	struct open *level = p->level;

	text_add_char(p->t, json_object_is_type(level->o, json_type_array) ? ']' : '}');
	p->level = level->outer;
	level->outer = p->spare;
	p->spare = level;
}

/* Writes the name of the level's next member, if it is an object's, and returns the member. */
static struct json_object *next_member(struct printer *p)
{
	struct open *level = p->level;
	struct lh_entry *entry;
	const char *name;

	if (level->i > 0)
		text_add_char(p->t, ',');
	if (json_object_is_type(level->o, json_type_array))
		return json_object_array_get_idx(level->o, level->i++);
	entry = p->sort ? level->sorted[level->i] : level->entry;
	if (!p->sort)
		level->entry = lh_entry_next(entry);
	level->i++;
	name = lh_entry_k(entry);
	text_add_json(p->t, name, strlen(name));
	text_add_char(p->t, ':');
	return lh_entry_v(entry);
}

static void print(struct text *t, struct json_object *o, bool sort)
{
	struct printer p = {.t = t, .sort = sort};

	for (;;) {
		if (json_object_is_type(o, json_type_array) ||
		    json_object_is_type(o, json_type_object))
			open_level(&p, o);
		else
			print_scalar(t, o);
		while (p.level && p.level->i == p.level->n)
			close_level(&p);
		if (!p.level)
			return;
		o = next_member(&p);
	}
}

void json_print(struct text *t, struct json_object *o)
{
	print(t, o, false);
}

void json_print_sorted(struct text *t, struct json_object *o)
{
	print(t, o, true);
}

char *json_string(struct work *w, struct json_object *o)
{
	struct text t = text_new(w->arena, SIZE_MAX / 2);

	json_print(&t, o);
	return t.data;
}
