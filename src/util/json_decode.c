/* JSON, or the texts of a path or query, into structs by their shapes. Every rule of a field is
 * looked at here, and every complaint is worded here. */
#include "util/json.h"
#include "bounds.h"
#include "util/log.h"

#include <errno.h>
#include <json-c/json_object_iterator.h>
#include <math.h>

#define SHOWN_MAX 60		     /* bytes of a refused word that the complaint repeats */
#define WHOLE_MAX 9007199254740992.0 /* 2^53: beyond it a double does not name one integer */

static bool wrong_type(struct work *w, const char *name, const char *wanted)
{
	return complain(w, ERR_INVALID, name, "%s must be %s", name, wanted);
}

static enum error_kind kind_of(const struct field *f)
{
	return f->check_kind ? f->check_kind : ERR_UNACCEPTABLE;
}

/* --- rules --- */

/* Bounds count the bytes of a text, the entries of a list, and else the value itself. */
static bool check_range(struct work *w, const struct field *f, double value)
{
	bool list = f->type == SHAPE_TEXTS, text = f->type == SHAPE_TEXT;
	const char *verb = list ? "must have" : "must be";
	const char *unit = list ? " entries" : text ? " bytes long" : "";
	bool has_max = f->max >= f->min; /* "at least 60" is written as .min = 60 alone */

	if ((f->min == 0 && f->max == 0) || (value >= f->min && (!has_max || value <= f->max)))
		return true;
	if (!has_max)
		return complain(w, kind_of(f), f->name, "%s %s at least %.15g%s", f->name, verb,
				f->min, unit);
	if (f->min == 0 && *unit)
		return complain(w, kind_of(f), f->name, "%s %s at most %.15g%s", f->name, verb,
				f->max, unit);
	return complain(w, kind_of(f), f->name, "%s %s between %.15g and %.15g%s", f->name, verb,
			f->min, f->max, unit);
}

static bool is_one_of(const char *words, const char *value)
{
	size_t n = strlen(value);

	while (n > 0) {
		size_t length = strcspn(words, "|");

		if (length == n && memcmp(words, value, n) == 0)
			return true;
		if (!words[length])
			return false;
		words += length + 1;
	}
	return false;
}

/* The start of a refused value, cut between two characters. */
static const char *shown(struct work *w, const char *value)
{
	size_t n = strlen(value);

	if (n <= SHOWN_MAX)
		return value;
	n = SHOWN_MAX;
	while (n > 0 && ((unsigned char)value[n] & 0xC0) == 0x80)
		n--;
	return arena_printf(w->arena, "%.*s...", (int)n, value);
}

/* A check's complaint that begins with a capital is a whole sentence; any other goes on after
 * the name. */
static bool run_check(struct work *w, const struct field *f, const char *name, const char *value)
{
	const char *complaint = f->check ? f->check(value) : NULL;

	if (!complaint)
		return true;
	if (*complaint >= 'A' && *complaint <= 'Z')
		return complain(w, kind_of(f), name, "%s", complaint);
	return complain(w, kind_of(f), name, "%s %s", name, complaint);
}

static bool is_blank(const char *s)
{
	while (ascii_is_space(*s))
		s++;
	return !*s;
}

static bool missing(struct work *w, const struct field *f)
{
	return complain(w, ERR_INVALID, f->name, "%s is required", f->name);
}

static bool check_text(struct work *w, const struct field *f, const char *value)
{
	size_t n = strlen(value);

	if (f->required && !f->allow_empty && is_blank(value))
		return missing(w, f);
	if (f->min == 0 && f->max == 0 && n > TEXT_MAX)
		return complain(w, kind_of(f), f->name, "%s must be at most %u bytes long", f->name,
				TEXT_MAX);
	if (!check_range(w, f, (double)n))
		return false;
	if (f->one_of && !is_one_of(f->one_of, value))
		return complain(w, kind_of(f), f->name, "Invalid %s: %s", f->name, shown(w, value));
	return run_check(w, f, f->name, value);
}

/* One entry of a list: the list's own bounds count entries, so only the default holds here. */
static bool check_entry(struct work *w, const struct field *f, size_t i, const char *value)
{
	const char *name = arena_printf(w->arena, "%s[%zu]", f->name, i);

	if (strlen(value) > TEXT_MAX)
		return complain(w, kind_of(f), name, "%s must be at most %u bytes long", name,
				TEXT_MAX);
	return run_check(w, f, name, value);
}

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

	if (!check_range(w, f, (double)value))
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

	if (!check_range(w, f, value))
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
	if (!check_text(w, f, value))
		return false;
	*(const char **)at = value;
	return true;
}

static bool set_instant(struct work *w, const struct field *f, const char *value, void *at)
{
	struct instant instant;

	if (!instant_parse(value, &instant))
		return complain(w, kind_of(f), f->name,
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
		return wrong_type(w, f->name, "an integer");
	value = json_object_get_double(in); /* 60.0 is an integer to JSON, which has one number */
	if (value != trunc(value) || fabs(value) > WHOLE_MAX)
		return wrong_type(w, f->name, "an integer");
	return set_int(w, f, (int64_t)value, at);
}

static bool decode_double(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	if (json_object_is_type(in, json_type_int))
		return set_double(w, f, (double)json_object_get_int64(in), at);
	if (!json_object_is_type(in, json_type_double))
		return wrong_type(w, f->name, "a number");
	return set_double(w, f, json_object_get_double(in), at);
}

static bool decode_texts(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	struct texts list;
	bool good;

	if (!json_object_is_type(in, json_type_array))
		return wrong_type(w, f->name, "a list of strings");
	list.n = json_object_array_length(in);
	if (f->required && !f->allow_empty && list.n == 0)
		return missing(w, f);
	good = check_range(w, f, (double)list.n);
	if (!good && (double)list.n > f->max)
		return false; /* complaining of a million entries one by one helps nobody */
	list.items = ARENA_ARRAY(w->arena, list.n, const char *);
	for (size_t i = 0; i < list.n; i++) {
		struct json_object *entry = json_object_array_get_idx(in, i);

		if (!json_object_is_type(entry, json_type_string)) {
			good = wrong_type(w, arena_printf(w->arena, "%s[%zu]", f->name, i),
					  "a string");
			continue;
		}
		list.items[i] = json_object_get_string(entry);
		good &= check_entry(w, f, i, list.items[i]);
	}
	*(struct texts *)at = list;
	return good;
}

static bool decode_json(struct work *w, const struct field *f, struct json_object *in, void *at)
{
	if (f->object && !json_object_is_type(in, json_type_object))
		return wrong_type(w, f->name, "an object");
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
			return wrong_type(w, f->name, "true or false");
		return set_bool(w, f, json_object_get_boolean(in), at);
	case SHAPE_INT:
	case SHAPE_OPT_INT:
		return decode_int(w, f, in, at);
	case SHAPE_DOUBLE:
	case SHAPE_OPT_DOUBLE:
		return decode_double(w, f, in, at);
	case SHAPE_TEXT:
		if (!json_object_is_type(in, json_type_string))
			return wrong_type(w, f->name, "a string");
		return set_text(w, f, json_object_get_string(in), at);
	case SHAPE_INSTANT:
		if (!json_object_is_type(in, json_type_string))
			return wrong_type(w, f->name, "a string");
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
			good = missing(w, f);
	}
	if (unknown)
		list_unknown(s, in, unknown);
	return good;
}

/* --- from text --- */

static bool read_int(struct work *w, const struct field *f, const char *value, void *at)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(value, &end, 10);
	if (errno || *end || !strchr("-0123456789", *value) || !*value)
		return wrong_type(w, f->name, "an integer");
	return set_int(w, f, number, at);
}

static bool read_double(struct work *w, const struct field *f, const char *value, void *at)
{
	char *end;
	double number = strtod(value, &end);

	/* strtod also takes white space, hexadecimal digits, infinities. */
	if (!*value || *end || value[strspn(value, "+-.0123456789eE")] || !isfinite(number))
		return wrong_type(w, f->name, "a number");
	return set_double(w, f, number, at);
}

static bool read_bool(struct work *w, const struct field *f, const char *value, void *at)
{
	bool yes = ascii_equal(value, "true") || strcmp(value, "1") == 0;

	if (!yes && !ascii_equal(value, "false") && strcmp(value, "0") != 0)
		return wrong_type(w, f->name, "true or false");
	return set_bool(w, f, yes, at);
}

bool shape_decode_text(struct work *w, const struct field *f, const char *value, void *out)
{
	void *at = (char *)out + f->offset;

	if (!utf8_is_valid(value, strlen(value)))
		return wrong_type(w, f->name, "UTF-8 text");
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
			good = missing(w, f);
	}
	return good;
}
