/* Looking at shapes and the members they describe. Decoding and encoding are in json_decode.c and
 * json_encode.c, binding to SQL in store/. */
#include "util/shape.h"

bool blob_equal(struct blob a, struct blob b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

const struct field *shape_field(const struct shape *s, const char *name)
{
	for (size_t i = 0; i < s->n_fields; i++)
		if (strcmp(s->fields[i].name, name) == 0)
			return &s->fields[i];
	return NULL;
}

bool shape_is_null(const struct field *f, const void *at)
{
	switch (f->type) {
	case SHAPE_BOOL:
	case SHAPE_INT:
	case SHAPE_DOUBLE:
		return false;
	case SHAPE_INSTANT:
		return ((const struct instant *)at)->us == 0;
	case SHAPE_TEXT:
	case SHAPE_BLOB:
	case SHAPE_RAW_JSON:
	case SHAPE_TEXTS:
	case SHAPE_JSON:
	case SHAPE_OPT_BOOL:
	case SHAPE_OPT_INT:
	case SHAPE_OPT_DOUBLE:
		return *(const void *const *)at == NULL; /* each begins with its pointer */
	}
	return true;
}
