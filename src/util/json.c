/* Parsing, typed reading and building. The only callers of json-c's parser and getters. */
#include "util/json.h"
#include "bounds.h"
#include "util/json_scan.h"

#include <json-c/json_tokener.h>
#include <limits.h>

static void release(void *o)
{
	json_object_put(o);
}

static struct json_object *own(struct work *w, struct json_object *o)
{
	if (!o)
		abort(); /* memory is gone */
	arena_defer(w->arena, release, o);
	return o;
}

/* What json-c makes of a document that has been checked. */
static struct json_object *tree_of(struct work *w, const char *data, size_t n)
{
	struct json_tokener *tokener;
	struct json_object *o;
	enum json_tokener_error error;

	if (n >= INT_MAX)
		return fail(w, ERR_TOO_LARGE, "JSON of %zu bytes is too large", n);
	tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
	if (!tokener)
		abort();
	o = json_tokener_parse_ex(tokener, data, (int)n);
	error = json_tokener_get_error(tokener);
	/* A number or word at the very end is complete only when a NUL follows. */
	if (error == json_tokener_continue) {
		o = json_tokener_parse_ex(tokener, "", 1);
		error = json_tokener_get_error(tokener);
	}
	json_tokener_free(tokener);
	if (error != json_tokener_success)
		return fail(w, ERR_INVALID, "invalid JSON: %s", json_tokener_error_desc(error));
	if (!o) /* json-c's null is a null pointer */
		return fail(w, ERR_INVALID, "the JSON document is null");
	return own(w, o);
}

static bool is_good(struct work *w, const char *data, size_t n)
{
	size_t offset;
	const char *complaint = json_complaint(data, n, &offset);

	if (complaint)
		return fail(w, ERR_INVALID, "invalid JSON: %s at byte %zu", complaint, offset);
	return true;
}

struct json_object *json_parse(struct work *w, const char *data, size_t n)
{
	return is_good(w, data, n) ? tree_of(w, data, n) : NULL;
}

struct json_object *json_parse_apart(struct work *w, const char *data, size_t n, const char *apart)
{
	const char *name = arena_printf(w->arena, "\"%s\"", apart);
	struct span value = json_member((struct span){data, n}, (struct span){name, strlen(name)});
	struct text rest = text_new(w->arena, n + 4);
	struct json_object *o;

	if (!is_good(w, data, n))
		return NULL;
	if (!value.at || n >= INT_MAX)
		return tree_of(w, data, n);
	text_add_bytes(&rest, data, (size_t)(value.at - data));
	text_add(&rest, "null");
	text_add_bytes(&rest, value.at + value.n, n - (size_t)(value.at + value.n - data));
	o = tree_of(w, rest.data, rest.length);
	if (o)
		json_object_object_add(o, apart,
				       json_object_new_string_len(value.at, (int)value.n));
	return o;
}

struct json_object *json_stored(struct work *w, const char *text)
{
	return text ? json_parse(w, text, strlen(text)) : NULL;
}

struct json_object *json_parse_lenient(struct work *w, const char *data, size_t n)
{
	size_t offset;
	const char *complaint = json_complaint_lenient(data, n, &offset);
	bool beyond;

	if (complaint) {
		data = json_mended(w->arena, data, n, &n);
		complaint = json_complaint_lenient(data, n, &offset);
	}
	if (!complaint)
		return tree_of(w, data, n);
	beyond = strcmp(complaint, json_too_deep) == 0 || strcmp(complaint, json_too_many) == 0;
	return fail(w, beyond ? ERR_TOO_LARGE : ERR_INVALID, "invalid JSON: %s at byte %zu",
		    complaint, offset);
}

struct json_object *json_get(struct json_object *o, const char *key)
{
	struct json_object *value;

	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, key, &value))
		return NULL;
	return value;
}

bool json_has(struct json_object *o, const char *key)
{
	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, NULL);
}

static struct json_object *get_type(struct json_object *o, const char *key, enum json_type type)
{
	struct json_object *value = json_get(o, key);

	return value && json_object_is_type(value, type) ? value : NULL;
}

const char *json_text(struct json_object *o, const char *key)
{
	struct json_object *value = get_type(o, key, json_type_string);

	return value ? json_object_get_string(value) : NULL;
}

struct json_object *json_object_of(struct json_object *o, const char *key)
{
	return get_type(o, key, json_type_object);
}

struct json_object *json_array_of(struct json_object *o, const char *key)
{
	return get_type(o, key, json_type_array);
}

struct json_object *json_filled(struct json_object *o)
{
	return o && json_object_object_length(o) > 0 ? o : NULL;
}

int64_t json_int(struct json_object *o, const char *key, int64_t fallback)
{
	struct json_object *value = get_type(o, key, json_type_int);

	return value ? json_object_get_int64(value) : fallback;
}

double json_double(struct json_object *o, const char *key, double fallback)
{
	struct json_object *value = get_type(o, key, json_type_double);

	if (value)
		return json_object_get_double(value);
	value = get_type(o, key, json_type_int);
	return value ? (double)json_object_get_int64(value) : fallback;
}

bool json_bool_of(struct json_object *o, const char *key, bool fallback)
{
	struct json_object *value = get_type(o, key, json_type_boolean);

	return value ? json_object_get_boolean(value) : fallback;
}

struct json_object *json_new_object(struct work *w)
{
	return own(w, json_object_new_object());
}

struct json_object *json_new_array(struct work *w)
{
	return own(w, json_object_new_array());
}

void json_put(struct json_object *o, const char *key, struct json_object *value)
{
	if (json_object_object_add(o, key, value) != 0)
		abort();
}

void json_drop(struct json_object *o, const char *key)
{
	json_object_object_del(o, key);
}

void json_put_shared(struct json_object *o, const char *key, struct json_object *value)
{
	json_put(o, key, json_object_get(value));
}

bool json_put_stored(struct work *w, struct json_object *o, const char *key, const char *stored)
{
	struct json_object *value = json_stored(w, stored);

	if (value)
		json_put_shared(o, key, value);
	return value || !stored;
}

void json_put_text(struct json_object *o, const char *key, const char *value)
{
	json_put(o, key, value ? json_object_new_string(value) : NULL);
}

void json_put_int(struct json_object *o, const char *key, int64_t value)
{
	json_put(o, key, json_object_new_int64(value));
}

void json_put_double(struct json_object *o, const char *key, double value)
{
	json_put(o, key, json_object_new_double(value));
}

void json_put_bool(struct json_object *o, const char *key, bool value)
{
	json_put(o, key, json_object_new_boolean(value));
}

void json_add(struct json_object *array, struct json_object *value)
{
	if (json_object_array_add(array, value) != 0)
		abort();
}

void json_add_shared(struct json_object *array, struct json_object *value)
{
	json_add(array, json_object_get(value));
}

void json_add_text(struct json_object *array, const char *value)
{
	json_add(array, value ? json_object_new_string(value) : NULL);
}

struct json_object *json_new_texts(struct work *w, const struct texts *texts)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < texts->n; i++)
		json_add_text(list, texts->items[i]);
	return list;
}
