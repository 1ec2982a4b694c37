/* JSON, or the texts of a path or query, into structs by their shapes. The rules of fields and
 * the words of complaints are in field.c. */
#include "util/json.h"
#include "bounds.h"
#include "util/field.h"
#include "util/log.h"

#include <json-c/json_object_iterator.h>
#include <math.h>

#define WHOLE_MAX 9007199254740992.0 /* 2^53: beyond it a double does not name one integer */

/* --- setting members --- */

static bool set_bool(struct work *w, const struct field *f, bool value, void *at)
{
	bool *copy;

	if (f->type == SHAPE_BOOL) {
		*(bool *)at = value;
		return true;
	}
	copy = ARENA_NEW(w->arena, bool);
	*copy = value;
	*(const bool **)at = copy;
	return true;
}

static bool set_int(struct work *w, const struct field *f, int64_t value, void *at)
{
	int64_t *copy;

	if (!field_check_range(w, f, (double)value))
		return false;
	if (f->type == SHAPE_INT) {
		*(int64_t *)at = value;
		return true;
	}
	copy = ARENA_NEW(w->arena, int64_t);
	*copy = value;
	*(const int64_t **)at = copy;
	return true;
}

static bool set_double(struct work *w, const struct field *f, double value, void *at)
{
	double *copy;

	if (!field_check_range(w, f, value))
		return false;
	if (f->type == SHAPE_DOUBLE) {
		*(double *)at = value;
		return true;
	}
	copy = ARENA_NEW(w->arena, double);
	*copy = value;
	*(const double **)at = copy;
	return true;
}

static bool set_text(struct work *w, const struct field *f, const char *value, void *at)
{
	if (!field_check_text(w, f, value))
		return false;
	*(const char **)at = value;
	return true;
}

static bool set_instant(struct work *w, const struct field *f, const char *value, void *at)
{
	struct instant instant;

	if (!instant_parse(value, &instant))
		return complain(w, field_kind(f), f->name,
				"%s must be a date and time such as 2026-05-10T14:32:11Z", f->name);
	*(struct instant *)at = instant;
	return true;
}

/* --- from JSON --- */

static bool decode_int(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	double value;

	if (json_object_is_type(in, json_type_int))
		return set_int(w, f, json_object_get_int64(in), at);
	if (!json_object_is_type(in, json_type_double))
		return field_wrong_type(w, f->name, "an integer");
	value = json_object_get_double(in); /* 60.0 is an integer to JSON, which has one number */
	if (value != trunc(value) || fabs(value) > WHOLE_MAX)
		return field_wrong_type(w, f->name, "an integer");
	return set_int(w, f, (int64_t)value, at);
}

static bool decode_double(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	if (json_object_is_type(in, json_type_int))
		return set_double(w, f, (double)json_object_get_int64(in), at);
	if (!json_object_is_type(in, json_type_double))
		return field_wrong_type(w, f->name, "a number");
	return set_double(w, f, json_object_get_double(in), at);
}

static bool decode_texts(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	struct texts list;
	bool good;

	if (!json_object_is_type(in, json_type_array))
		return field_wrong_type(w, f->name, "a list of strings");
	list.n = json_object_array_length(in);
	if (f->required && !f->allow_empty && list.n == 0)
		return field_missing(w, f);
	good = field_check_range(w, f, (double)list.n);
	if (!good && (double)list.n > f->max)
		return false; /* complaining of a million entries one by one helps nobody */
	list.items = ARENA_ARRAY(w->arena, list.n, const char *);
	for (size_t i = 0; i < list.n; i++) {
		struct json_object *entry = json_object_array_get_idx(in, i);

		if (!json_object_is_type(entry, json_type_string)) {
			good = field_wrong_type(w, arena_printf(w->arena, "%s[%zu]", f->name, i),
						"a string");
			continue;
		}
		list.items[i] = json_object_get_string(entry);
		good &= field_check_entry(w, f, i, list.items[i]);
	}
	*(struct texts *)at = list;
	return good;
}

static bool decode_json(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	if (f->object && !json_object_is_type(in, json_type_object))
		return field_wrong_type(w, f->name, "an object");
	if (f->inner && !f->object && !json_object_is_type(in, json_type_array))
		return field_wrong_type(w, f->name, "a list of objects");
	if (f->type == SHAPE_RAW_JSON)
		((struct raw_json *)at)->data = json_string(w, in);
	else
		*(struct json_object **)at = in;
	return true;
}

static bool decode_value(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	switch (f->type) {
	case SHAPE_BOOL:
	case SHAPE_OPT_BOOL:
		if (!json_object_is_type(in, json_type_boolean))
			return field_wrong_type(w, f->name, "true or false");
		return set_bool(w, f, json_object_get_boolean(in), at);
	case SHAPE_INT:
	case SHAPE_OPT_INT:
		return decode_int(w, f, in, at);
	case SHAPE_DOUBLE:
	case SHAPE_OPT_DOUBLE:
		return decode_double(w, f, in, at);
	case SHAPE_TEXT:
		if (!json_object_is_type(in, json_type_string))
			return field_wrong_type(w, f->name, "a string");
		return set_text(w, f, json_object_get_string(in), at);
	case SHAPE_INSTANT:
		if (!json_object_is_type(in, json_type_string))
			return field_wrong_type(w, f->name, "a string");
		return set_instant(w, f, json_object_get_string(in), at);
	case SHAPE_TEXTS:
		return decode_texts(w, f, in, at);
	case SHAPE_JSON:
	case SHAPE_RAW_JSON:
		return decode_json(w, f, in, at);
	case SHAPE_BLOB:
		break;
	}
	bug("field %s cannot be read from JSON", f->name);
}

/* A name as the reply header shows it: printable ASCII without the separator. */
static void add_name(struct text *t, const char *name)
{
	static const char hex[] = "0123456789ABCDEF";

	if (t->length > 0)
		text_add(t, ", ");
	for (size_t i = 0; name[i] && i < UNKNOWN_NAME_MAX; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c > ' ' && c < 0x7F && c != ',' && c != '%') {
			text_add_char(t, (char)c);
			continue;
		}
		text_add_char(t, '%');
		text_add_char(t, hex[c >> 4]);
		text_add_char(t, hex[c & 15]);
	}
}

static void list_unknown(const struct shape *s, struct json_object *in, struct text *unknown)
{
	int n = 0;
	struct json_object_iterator at = json_object_iter_begin(in);
	struct json_object_iterator end = json_object_iter_end(in);

	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		const char *name = json_object_iter_peek_name(&at);

		if (shape_field(s, name))
			continue;
		if (n++ == UNKNOWN_NAMES_MAX)
			return;
		add_name(unknown, name);
	}
}

/* A plain number or boolean cannot tell whether it was set, so the document has to have it. */
static bool is_missing(const struct field *f, const void *at)
{
	return f->required && (f->type == SHAPE_BOOL || f->type == SHAPE_INT ||
			       f->type == SHAPE_DOUBLE || shape_is_null(f, at));
}

bool shape_decode(struct work *w, const struct shape *s, struct json_object *in, void *out,
		  struct text *unknown)
{
	bool good = true;

	if (!json_object_is_type(in, json_type_object))
		return fail(w, ERR_INVALID, "the JSON document must be an object");
	for (size_t i = 0; i < s->n_fields; i++) {
		const struct field *f = &s->fields[i];
		struct json_object *value = json_get(in, f->name);
		void *at = (char *)out + f->offset;

		if (value)
			good &= decode_value(w, f, value, at);
		else if (is_missing(f, at))
			good = field_missing(w, f);
	}
	if (unknown)
		list_unknown(s, in, unknown);
	return good;
}

bool shape_decode_list(struct work *w, const struct shape *s, const char *name,
		       struct json_object *list, size_t most, void *rows_out, size_t *n_out)
{
	const size_t n = list ? json_object_array_length(list) : 0;
	bool good = true;
	char *rows;

	if (n > most)
		return complain(w, ERR_UNACCEPTABLE, name, "%s must have at most %zu entries", name,
				most);
	rows = arena_alloc(w->arena, (n ? n : 1) * s->size);
	for (size_t i = 0; i < n; i++) {
		struct json_object *entry = json_object_array_get_idx(list, i);
		const char *place = arena_printf(w->arena, "%s[%zu]", name, i);
		const struct complaint *before = w->last_complaint;

		if (!json_object_is_type(entry, json_type_object)) {
			good = field_wrong_type(w, place, "an object");
			continue;
		}
		good &= shape_decode(w, s, entry, rows + i * s->size, NULL);
		complain_inside(w, before, place);
	}
	*(void **)rows_out = rows;
	*n_out = n;
	return good;
}

/* --- from text --- */

static bool read_int(struct work *w, const struct field *f, const char *value, void *at)
{
	char *end;
	long long number;

	number = strtoll(value, &end, 10); /* the greatest there is for any greater */
	if (*end || !strchr("-0123456789", *value) || !*value)
		return field_wrong_type(w, f->name, "an integer");
	return set_int(w, f, number, at);
}

static bool read_double(struct work *w, const struct field *f, const char *value, void *at)
{
	char *end;
	double number = strtod(value, &end);

	/* strtod also takes white space, hexadecimal digits, infinities. */
	if (!*value || *end || value[strspn(value, "+-.0123456789eE")] || !isfinite(number))
		return field_wrong_type(w, f->name, "a number");
	return set_double(w, f, number, at);
}

static bool read_bool(struct work *w, const struct field *f, const char *value, void *at)
{
	bool yes = ascii_equal(value, "true") || strcmp(value, "1") == 0;

	if (!yes && !ascii_equal(value, "false") && strcmp(value, "0") != 0)
		return field_wrong_type(w, f->name, "true or false");
	return set_bool(w, f, yes, at);
}

bool shape_decode_text(struct work *w, const struct field *f, const char *value, void *out)
{
	void *at = (char *)out + f->offset;

	if (!utf8_is_valid(value, strlen(value)))
		return field_wrong_type(w, f->name, "UTF-8 text");
	switch (f->type) {
	case SHAPE_BOOL:
	case SHAPE_OPT_BOOL:
		return read_bool(w, f, value, at);
	case SHAPE_INT:
	case SHAPE_OPT_INT:
		return read_int(w, f, value, at);
	case SHAPE_DOUBLE:
	case SHAPE_OPT_DOUBLE:
		return read_double(w, f, value, at);
	case SHAPE_TEXT:
		return set_text(w, f, value, at);
	case SHAPE_INSTANT:
		return set_instant(w, f, value, at);
	case SHAPE_TEXTS:
	case SHAPE_JSON:
	case SHAPE_RAW_JSON:
	case SHAPE_BLOB:
		break;
	}
	bug("field %s cannot be read from text", f->name);
}

bool shape_complete(struct work *w, const struct shape *s, const void *in)
{
	bool good = true;

	for (size_t i = 0; i < s->n_fields; i++) {
		const struct field *f = &s->fields[i];

		if (f->required && shape_is_null(f, (const char *)in + f->offset))
			good = field_missing(w, f);
	}
	return good;
}
