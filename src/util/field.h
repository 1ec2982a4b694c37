/* The rules of one field of a shape. Each function returns true, or complains and returns false.
 * For what decodes by shapes; handlers get their input checked already. */
#ifndef METER_UTIL_FIELD_H
#define METER_UTIL_FIELD_H

#include "util/shape.h"

/* "name must be wanted", for a value of another type: always false. */
bool field_wrong_type(struct work *w, const char *name, const char *wanted);

/* "name is required": always false. */
bool field_missing(struct work *w, const struct field *f);

/* The kind of error that a value out of bounds is. */
enum error_kind field_kind(const struct field *f);

/* The field's bounds: of a number, of the bytes of a text, of the entries of a list. */
bool field_check_range(struct work *w, const struct field *f, double value);

/* All rules of a text. */
bool field_check_text(struct work *w, const struct field *f, const char *value);

/* The rules of entry i of a list. The field's own bounds count entries, so that a text of a list
 * is only held to TEXT_MAX and to the check. */
bool field_check_entry(struct work *w, const struct field *f, size_t i, const char *value);

#endif
