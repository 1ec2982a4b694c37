/* A table that describes a struct's members. The same table checks JSON, writes JSON, binds SQL
 * and documents the API. FIELD infers each member's type from the struct, so the table cannot
 * lie about it: a member of a type that is not listed in SHAPE_TYPE stops the build.
 *
 *   struct create_job { const char *strategy_id, *url; const int64_t *priority; bool force; };
 *   SHAPE(create_job_in, struct create_job,
 *         FIELD(struct create_job, strategy_id, .required = true, .check = id_check),
 *         FIELD(struct create_job, url, .required = true, .max = URL_MAX, .check = url_check),
 *         FIELD(struct create_job, priority, .min = 0, .max = 9),
 *         COLUMN(struct create_job, force));
 *
 * Optional means pointer: `const int64_t *`, `const double *`, `const bool *` are NULL when
 * absent or null; text is a pointer already. Defaults are the struct's initial value.
 */
#ifndef METER_UTIL_SHAPE_H
#define METER_UTIL_SHAPE_H

#include "util/clock.h"
#include "util/work.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;
struct shape;

/* Bytes of any kind: a BLOB column, never JSON. */
struct blob {
	const void *data; /* NULL: SQL NULL */
	size_t size;
};

/* Whether they are the same bytes. NULL is like no bytes. */
bool blob_equal(struct blob a, struct blob b);

/* JSON text that is stored and sent as it is; NULL is null. Written by our own writer, so it is
 * never parsed again on a read. */
struct raw_json {
	const char *data;
};

/* A list of strings, e.g. "urls". */
struct texts {
	const char **items;
	size_t n;
};

enum shape_type {
	SHAPE_BOOL,
	SHAPE_INT,
	SHAPE_DOUBLE,
	SHAPE_TEXT,
	SHAPE_INSTANT,
	SHAPE_BLOB,
	SHAPE_RAW_JSON,
	SHAPE_TEXTS,
	SHAPE_JSON,        /* struct json_object *: any JSON; needs .object or .any */
	SHAPE_OPT_BOOL,    /* const bool * */
	SHAPE_OPT_INT,     /* const int64_t * */
	SHAPE_OPT_DOUBLE,  /* const double * */
};

#define SHAPE_TYPE(member)                                                                         \
	_Generic((member),                                                                         \
	    bool: SHAPE_BOOL,                                                                      \
	    int64_t: SHAPE_INT,                                                                    \
	    double: SHAPE_DOUBLE,                                                                  \
	    const char *: SHAPE_TEXT,                                                              \
	    struct instant: SHAPE_INSTANT,                                                         \
	    struct blob: SHAPE_BLOB,                                                               \
	    struct raw_json: SHAPE_RAW_JSON,                                                       \
	    struct texts: SHAPE_TEXTS,                                                             \
	    struct json_object *: SHAPE_JSON,                                                      \
	    const bool *: SHAPE_OPT_BOOL,                                                          \
	    const int64_t *: SHAPE_OPT_INT,                                                        \
	    const double *: SHAPE_OPT_DOUBLE)

struct field {
	const char *name;
	enum shape_type type;
	size_t offset;

	bool required;       /* must be present and not null (and text not blank) */
	bool allow_empty;    /* with required: "" is fine */
	bool secret;         /* never written by shape_encode */
	bool omit_null;      /* leave the member out when null; default: write null */
	bool object;         /* SHAPE_JSON: must be an object */
	/* SHAPE_JSON: must be a list, whose entries are objects of that shape, for shape_decode_list().
	 * SHAPE_RAW_JSON: is one, or with .object such an object or null; for the API document. */
	const struct shape *inner;
	double min, max;     /* of a number, or of a text's length in bytes, or of a list's length;
	                        both 0: the default bound of bounds.h for texts, none for numbers;
	                        max below min: no upper bound */
	const char *one_of;  /* "css|html|api|content": allowed words of a text */
	/* Of a text, or of each of texts: NULL, or a complaint that goes on after the field's name
	 * ("must be a UUID") or, when it begins with a capital, is the whole message. */
	const char *(*check)(const char *value);
	const char *missing; /* what to say when it is required and absent; NULL: "<name> is required" */
	enum error_kind check_kind; /* of check's, one_of's and range complaints; 0: UNACCEPTABLE */
	const char *format;  /* for the API document: "uuid", "uri", "date-time" … */
	const char *summary; /* one sentence for the API document */
};

struct shape {
	const char *type_name; /* "struct create_job", compared by INPUT() */
	size_t size;           /* of the struct */
	const struct field *fields;
	size_t n_fields;
};

#define FIELD(struct_type, member, ...)                                                            \
	{                                                                                          \
		.name = #member, .type = SHAPE_TYPE(((struct_type *)0)->member),                   \
		.offset = offsetof(struct_type, member), __VA_ARGS__                               \
	}
#define COLUMN(struct_type, member)                                                                \
	{                                                                                          \
		.name = #member, .type = SHAPE_TYPE(((struct_type *)0)->member),                   \
		.offset = offsetof(struct_type, member)                                            \
	}
/* The same for a member of a struct that is a member, or deeper: its name is the last one alone. */
#define FIELD_OF(struct_type, part, member, ...)                                                   \
	{                                                                                          \
		.name = #member, .type = SHAPE_TYPE(((struct_type *)0)->part.member),              \
		.offset = offsetof(struct_type, part.member), __VA_ARGS__                          \
	}
#define COLUMN_OF(struct_type, part, member)                                                       \
	{                                                                                          \
		.name = #member, .type = SHAPE_TYPE(((struct_type *)0)->part.member),              \
		.offset = offsetof(struct_type, part.member)                                       \
	}
#define SHAPE(shape_name, struct_type, ...)                                                        \
	static const struct field shape_name##_fields[] = {__VA_ARGS__};                           \
	const struct shape shape_name = {                                                          \
	    .type_name = #struct_type,                                                             \
	    .size = sizeof(struct_type),                                                           \
	    .fields = shape_name##_fields,                                                         \
	    .n_fields = sizeof shape_name##_fields / sizeof shape_name##_fields[0],                \
	}

/* The field of that name, or NULL. */
const struct field *shape_field(const struct shape *s, const char *name);

/* True when the member at `at` has no value. Plain numbers and booleans always have one. */
bool shape_is_null(const struct field *f, const void *at);

#endif
