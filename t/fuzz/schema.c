/* An output schema on the first line, one record on each line after it: what comes out is JSON.
 * Cells are parted by TABs: #12 and ?1 are an integer and a boolean, [a,b a list, - nothing. */
#include "extract/schema.h"
#include "util/json.h"

#include "fuzz/fuzz.h"

static struct value read_list(struct arena *a, char *s)
{
	struct value v = {.kind = VALUE_LIST};
	size_t n = 1;

	for (const char *p = s; *p; p++)
		n += *p == ',';
	v.as.list.items = ARENA_ARRAY(a, n, struct value);
	for (; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL)
		v.as.list.items[v.as.list.n++] = (struct value){
		    .kind = VALUE_TEXT, .as.text = arena_copy(a, s, strcspn(s, ","))};
	return v;
}

static struct value read_cell(struct arena *a, const char *s, size_t n)
{
	char *text = arena_copy(a, s, n);

	switch (*text) {
	case '#':
		return (struct value){.kind = VALUE_INT, .as.integer = strtoll(text + 1, NULL, 10)};
	case '?':
		return (struct value){.kind = VALUE_BOOL, .as.truth = text[1] == '1'};
	case '[':
		return read_list(a, text + 1);
	case '-':
		return (struct value){.kind = VALUE_NULL};
	default:
		return (struct value){.kind = VALUE_TEXT, .as.text = text};
	}
}

/* The columns have the schema's names; a line that is too short leaves the last ones null. */
static struct items *read_items(struct arena *a, const struct schema *s, const char *text)
{
	struct items *items = ARENA_NEW(a, struct items);
	const struct schema_field *fields = schema_fields(s, &items->n_fields);
	size_t rows = 1;

	for (const char *p = text; *p; p++)
		rows += *p == '\n';
	items->names = ARENA_ARRAY(a, items->n_fields, const char *);
	for (size_t i = 0; i < items->n_fields; i++)
		items->names[i] = fields[i].name;
	items->values = ARENA_ARRAY(a, rows * items->n_fields, struct value);
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *cell = line;

		for (size_t i = 0; i < items->n_fields && *cell && *cell != '\n'; i++) {
			size_t n = strcspn(cell, "\t\n");

			*item_value(items, items->n, i) = read_cell(a, cell, n);
			cell += n + (cell[n] == '\t');
		}
		items->n++;
	}
	return items;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	struct json_object *json;
	struct schema *s = NULL;
	struct text out;

	work_begin(&w);
	in = cut(w.arena, data, n);
	json = json_parse(&w, in.line, strlen(in.line));
	work_forgive(&w);
	if (json && !(s = schema_parse(&w, json)))
		must_have_failed(&w);
	if (s && utf8_is_valid(in.rest, in.n_rest)) {
		struct items *items =
		    read_items(w.arena, s, arena_copy(w.arena, in.rest, in.n_rest));

		out = text_new(w.arena, 1u << 24);
		schema_print(&out, s, schema_apply(&w, s, items));
		must_be(!json_complaint(out.data, out.length, &(size_t){0}));
	}
	work_end(&w);
	return 0;
}
