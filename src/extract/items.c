/* The table of extracted values, and how it is written as JSON. */
#include "extract/items.h"

#include "util/json.h"

static bool text_is_blank(const char *s)
{
	while (ascii_is_space(*s))
		s++;
	return *s == '\0';
}

bool value_is_empty(const struct value *v)
{
	switch (v->kind) {
	case VALUE_NULL:
		return true;
	case VALUE_TEXT:
		return text_is_blank(v->as.text);
	case VALUE_LIST:
		for (size_t i = 0; i < v->as.list.n; i++) {
			if (!value_is_empty(&v->as.list.items[i]))
				return false;
		}
		return true;
	case VALUE_RECORDS:
		return v->as.records->n == 0;
	case VALUE_INT:
	case VALUE_NUMBER:
	case VALUE_BOOL:
		return false;
	}
	return true;
}

static void list_print(struct text *t, const struct value *v)
{
	text_add_char(t, '[');
	for (size_t i = 0; i < v->as.list.n; i++) {
		if (i)
			text_add_char(t, ',');
		value_print(t, &v->as.list.items[i]);
	}
	text_add_char(t, ']');
}

void value_print(struct text *t, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NULL:
		text_add(t, "null");
		break;
	case VALUE_TEXT:
		text_add_json(t, v->as.text, strlen(v->as.text));
		break;
	case VALUE_INT:
		text_add_int(t, v->as.integer);
		break;
	case VALUE_NUMBER:
		json_print_double(t, v->as.number);
		break;
	case VALUE_BOOL:
		text_add(t, v->as.truth ? "true" : "false");
		break;
	case VALUE_LIST: /* lists do not nest: no rule or schema makes them */
		list_print(t, v);
		break;
	case VALUE_RECORDS: /* as deep as the strategy's containers */
		items_print(t, v->as.records);
		break;
	}
}

void items_print_row(struct text *t, const struct items *items, size_t row)
{
	text_add_char(t, '{');
	for (size_t column = 0; column < items->n_fields; column++) {
		const char *name = items->names[column];
		if (column)
			text_add_char(t, ',');
		text_add_json(t, name, strlen(name));
		text_add_char(t, ':');
		value_print(t, item_value(items, row, column));
	}
	text_add_char(t, '}');
}

void items_print(struct text *t, const struct items *items)
{
	text_add_char(t, '[');
	for (size_t row = 0; row < items->n; row++) {
		if (row)
			text_add_char(t, ',');
		items_print_row(t, items, row);
	}
	text_add_char(t, ']');
}
