/* JSON at both ends. json-c's parser is lenient and its getters coerce, so nobody else calls
 * them on input: json_parse() validates strictly first (RFC 8259, UTF-8, no duplicate keys, no
 * NUL, integers within int64, depth JSON_DEPTH_MAX), and the json_* getters below look at the type.
 */
#ifndef METER_UTIL_JSON_H
#define METER_UTIL_JSON_H

#include "util/shape.h"
#include "util/text.h"
#include "util/work.h"

#include <json-c/json_object.h>

/* The document, owned by the work's arena. NULL with ERR_INVALID and a message that names the
 * byte offset when it is not strictly JSON. n bytes, no NUL needed. The document `null` is refused
 * too: json-c's null is a null pointer. */
struct json_object *json_parse(struct work *w, const char *data, size_t n);

/* The same of a text that was stored; NULL of NULL, without an error. */
struct json_object *json_stored(struct work *w, const char *text);

/* The same of an object without white space whose member `apart` (an ordinary word) becomes a
 * string: its JSON text, as it lies there. */
struct json_object *json_parse_apart(struct work *w, const char *data, size_t n, const char *apart);

/* As json_parse, for documents of the web: what a browser's JSON.parse reads. Of a member that is
 * given twice the last counts; NUL and halves of surrogate pairs become U+FFFD; an integer beyond
 * int64 becomes a text, so that an id keeps its digits; a number beyond any double becomes null.
 * Beyond the bounds of depth and memory the error is ERR_TOO_LARGE. */
struct json_object *json_parse_lenient(struct work *w, const char *data, size_t n);

/* The strict check alone: NULL when well-formed, else a complaint, and *offset where. */
const char *json_complaint(const char *data, size_t n, size_t *offset);

/* What they say of a document beyond the bounds. */
extern const char json_too_deep[], json_too_many[];

/* The same, but a member may be given twice. */
const char *json_complaint_lenient(const char *data, size_t n, size_t *offset);

/* A copy in which what json_parse_lenient() replaces has been replaced; anything else that is wrong
 * stays as it is. *n_out is its length. */
char *json_mended(struct arena *a, const char *data, size_t n, size_t *n_out);

/* --- typed reading: NULL or the default when absent, null or another type --- */
const char *json_text(struct json_object *o, const char *key);
struct json_object *json_get(struct json_object *o, const char *key); /* NULL when absent or null */
bool json_has(struct json_object *o, const char *key);		      /* also when it is null */
struct json_object *json_object_of(struct json_object *o, const char *key); /* objects only */
struct json_object *json_array_of(struct json_object *o, const char *key);  /* arrays only */
struct json_object *json_filled(struct json_object *o); /* an object with members, else NULL */
int64_t json_int(struct json_object *o, const char *key, int64_t fallback);
double json_double(struct json_object *o, const char *key, double fallback);
bool json_bool_of(struct json_object *o, const char *key, bool fallback); /* json_bool is theirs */

/* --- building: new objects are owned by the arena's work unless added to another --- */
struct json_object *json_new_object(struct work *w);
struct json_object *json_new_array(struct work *w);
struct json_object *json_new_texts(struct work *w, const struct texts *texts); /* array of them */
void json_put_text(struct json_object *o, const char *key, const char *value); /* NULL: null */
void json_put_int(struct json_object *o, const char *key, int64_t value);
void json_put_double(struct json_object *o, const char *key, double value);
void json_put_bool(struct json_object *o, const char *key, bool value);
void json_drop(struct json_object *o, const char *key); /* a member, if it is there */
/* Takes over the reference that `value` came with (as json_object_object_add does). For a value
 * made by json_new_* or found in another document use json_put_shared, which adds one. */
void json_put(struct json_object *o, const char *key, struct json_object *value);
void json_put_shared(struct json_object *o, const char *key, struct json_object *value);
/* A member from JSON text that was stored; NULL leaves it out. False with the reason in w when it
 * cannot be read. */
bool json_put_stored(struct work *w, struct json_object *o, const char *key, const char *stored);
/* json_put() and json_put_shared() for the end of an array. */
void json_add(struct json_object *array, struct json_object *value);
void json_add_shared(struct json_object *array, struct json_object *value);
void json_add_text(struct json_object *array, const char *value); /* NULL: null */

/* Appends o as compact JSON, members in their own order, numbers in shortest exact form, no
 * slash escapes. NULL is null. */
void json_print(struct text *t, struct json_object *o);
char *json_string(struct work *w, struct json_object *o);

/* Canonical form for hashing: members sorted by key bytes, otherwise as json_print. */
void json_print_sorted(struct text *t, struct json_object *o);

/* A number in its shortest form that reads back as the same double; integers without ".0". */
void json_print_double(struct text *t, double value);

/* --- shapes --- */

/* Fills the struct at `out` from the object's members. All complaints are collected; false when
 * there were any. Members that no field names are appended to *unknown (comma separated, escaped,
 * fit for a header) when unknown is not NULL. `null` counts as absent. A required member may be
 * absent when the struct has it already, from the path or from a row that is being changed. */
bool shape_decode(struct work *w, const struct shape *s, struct json_object *in, void *out,
		  struct text *unknown);

/* Fills an array of structs from a list of objects, each by the shape. Complaints begin with the
 * list's name and the entry's place: "nodes[1].url". At most `most` entries. */
bool shape_decode_list(struct work *w, const struct shape *s, const char *name,
		       struct json_object *list, size_t most, void *rows_out, size_t *n_out);

/* The same for texts from a path or query: numbers and booleans are read from their text. A bad
 * number, boolean or a text out of bounds is a complaint. */
bool shape_decode_text(struct work *w, const struct field *f, const char *value, void *out);

/* Checks that all required fields of `s` were set in the struct: after shape_decode_text calls. */
bool shape_complete(struct work *w, const struct shape *s, const void *in);

/* Appends the struct as a JSON object; `secret` fields are left out. */
void shape_encode(struct text *t, const struct shape *s, const void *in);

/* The same without the braces, to be followed by further members; returns true when at least
 * one member was written (a comma is then due). */
bool shape_encode_members(struct text *t, const struct shape *s, const void *in);

#endif
