/* Structs to JSON by their shapes, straight into the text: no tree in between, and what is stored
 * as JSON goes out as it is. */
#include "util/json.h"

/* Each member's value at its offset, read as the type that its shape names. */
#define AT(type, at) (*(type const *)(at))

static void add_instant(struct text *t, struct instant value)
{
	char printed[INSTANT_TEXT_SIZE + 2];

	printed[0] = '"';
	instant_print(value, printed + 1);
	printed[INSTANT_TEXT_SIZE] = '"';
	text_add_bytes(t, printed, INSTANT_TEXT_SIZE + 1);
}

static void add_bool(struct text *t, bool value)
{
	text_add(t, value ? "true" : "false");
}

static void add_texts(struct text *t, const struct texts *list)
{
	text_add_char(t, '[');
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			text_add_char(t, ',');
		text_add_json(t, list->items[i], strlen(list->items[i]));
	}
	text_add_char(t, ']');
}

static void add_value(struct text *t, const struct field *f, const void *at)
{
	switch (f->type) {
	case SHAPE_BOOL:
		add_bool(t, AT(bool, at));
		break;
	case SHAPE_INT:
		text_add_int(t, AT(int64_t, at));
		break;
	case SHAPE_DOUBLE:
		json_print_double(t, AT(double, at));
		break;
	case SHAPE_TEXT:
		text_add_json(t, AT(char *, at), strlen(AT(char *, at)));
		break;
	case SHAPE_INSTANT:
		add_instant(t, AT(struct instant, at));
		break;
	case SHAPE_BLOB:
		break;
	case SHAPE_RAW_JSON:
		text_add(t, AT(struct raw_json, at).data);
		break;
	case SHAPE_TEXTS:
		add_texts(t, at);
		break;
	case SHAPE_JSON:
		json_print(t, AT(struct json_object *, at));
		break;
	case SHAPE_OPT_BOOL:
		add_bool(t, *AT(bool *, at));
		break;
	case SHAPE_OPT_INT:
		text_add_int(t, *AT(int64_t *, at));
		break;
	case SHAPE_OPT_DOUBLE:
		json_print_double(t, *AT(double *, at));
		break;
	}
}

bool shape_encode_members(struct text *t, const struct shape *s, const void *in)
{
	bool written = false;

	for (size_t i = 0; i < s->n_fields; i++) {
		const struct field *f = &s->fields[i];
		const void *at = (const char *)in + f->offset;
		bool null = shape_is_null(f, at);

		if (f->secret || f->type == SHAPE_BLOB || (null && f->omit_null))
			continue;
		text_add(t, written ? ",\"" : "\"");
		text_add(t, f->name);
		text_add(t, "\":");
		if (null)
			text_add(t, "null");
		else
			add_value(t, f, at);
		written = true;
	}
	return written;
}

void shape_encode(struct text *t, const struct shape *s, const void *in)
{
	text_add_char(t, '{');
	(void)shape_encode_members(t, s, in);
	text_add_char(t, '}');
}
