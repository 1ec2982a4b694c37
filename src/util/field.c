/* What a field's row in its shape demands of a value. Every complaint about input is worded here.
 */
#include "util/field.h"
#include "bounds.h"
#include "util/text.h"

#define SHOWN_MAX 60 /* bytes of a refused word that the complaint repeats */

bool field_wrong_type(struct work *w, const char *name, const char *wanted)
{
	return complain(w, ERR_INVALID, name, "%s must be %s", name, wanted);
}

enum error_kind field_kind(const struct field *f)
{
	return f->check_kind ? f->check_kind : ERR_UNACCEPTABLE;
}

bool field_check_range(struct work *w, const struct field *f, double value)
{
	bool list = f->type == SHAPE_TEXTS, text = f->type == SHAPE_TEXT;
	const char *verb = list ? "must have" : "must be";
	const char *unit = list ? " entries" : text ? " bytes long" : "";
	bool has_max = f->max >= f->min; /* "at least 60" is written as .min = 60 alone */

	if ((f->min == 0 && f->max == 0) || (value >= f->min && (!has_max || value <= f->max)))
		return true;
	if (!has_max)
		return complain(w, field_kind(f), f->name, "%s %s at least %.15g%s", f->name, verb,
				f->min, unit);
	if (f->min == 0 && *unit)
		return complain(w, field_kind(f), f->name, "%s %s at most %.15g%s", f->name, verb,
				f->max, unit);
	return complain(w, field_kind(f), f->name, "%s %s between %.15g and %.15g%s", f->name, verb,
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
		return complain(w, field_kind(f), name, "%s", complaint);
	return complain(w, field_kind(f), name, "%s %s", name, complaint);
}

bool field_missing(struct work *w, const struct field *f)
{
	return f->missing ? complain(w, ERR_INVALID, f->name, "%s", f->missing)
			  : complain(w, ERR_INVALID, f->name, "%s is required", f->name);
}

static bool too_long(struct work *w, const struct field *f, const char *name)
{
	return complain(w, field_kind(f), name, "%s must be at most %u bytes long", name, TEXT_MAX);
}

bool field_check_text(struct work *w, const struct field *f, const char *value)
{
	size_t n = strlen(value);

	if (f->required && !f->allow_empty && ascii_is_blank(value))
		return field_missing(w, f);
	if (f->min == 0 && f->max == 0 && n > TEXT_MAX)
		return too_long(w, f, f->name);
	if (!field_check_range(w, f, (double)n))
		return false;
	if (f->one_of && !is_one_of(f->one_of, value))
		return complain(w, field_kind(f), f->name, "Invalid %s: %s", f->name,
				shown(w, value));
	return run_check(w, f, f->name, value);
}

bool field_check_entry(struct work *w, const struct field *f, size_t i, const char *value)
{
	bool fits = strlen(value) <= TEXT_MAX;
	const char *name;

	if (fits && (!f->check || !f->check(value)))
		return true;
	name = arena_printf(w->arena, "%s[%zu]", f->name, i);
	return fits ? run_check(w, f, name, value) : too_long(w, f, name);
}
