/* Canonical lines, sorted, hashed. */
#include "diff/hash.h"
#include "bounds.h"
#include "util/encode.h"
#include "util/json.h"
#include "util/secret.h"

#include <stdlib.h>
#include <string.h>

static int compare_lines(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

/* As json_print_sorted() does. */
static int compare_fields(const void *a, const void *b)
{
	const struct json_field *x = a, *y = b;

	return json_names_compare(x->name, y->name);
}

/* Whether it says all by itself: no member inside of it has a place in an order. */
static bool is_flat(struct span value)
{
	return *value.at != '{' && (*value.at != '[' || !memchr(value.at, '{', value.n));
}

static bool are_plain(const struct item_fields *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (!is_flat(f->fields[i].value) ||
		    memchr(f->fields[i].name.at, '\\', f->fields[i].name.n))
			return false;
	return true;
}

static bool print_tree(struct work *w, const struct item *item, struct text *line)
{
	struct json_object *o = json_parse(w, item->text.at, item->text.n);

	if (o)
		json_print_sorted(line, o);
	return o != NULL;
}

static void print_fields(const struct item_fields *f, struct text *line)
{
	qsort(f->fields, f->n, sizeof *f->fields, compare_fields);
	text_add_char(line, '{');
	for (size_t i = 0; i < f->n; i++) {
		const struct json_field *field = &f->fields[i];

		if (i)
			text_add_char(line, ',');
		text_add_bytes(line, field->name.at,
			       (size_t)(field->value.at + field->value.n - field->name.at));
	}
	text_add_char(line, '}');
}

/* The item with its members sorted. Few have others inside, and are read as a tree. */
static bool make_line(struct work *w, const struct item *item, struct span *out)
{
	struct item_fields f = item_fields(w, item);
	struct text line;

	*out = item->text;
	if (f.n ? f.n == 1 && are_plain(&f) : is_flat(item->text))
		return true;
	line = text_new(w->arena, EXTRACT_REPLY_MAX);
	if (f.n && are_plain(&f))
		print_fields(&f, &line);
	else if (!print_tree(w, item, &line))
		return false;
	*out = (struct span){line.data, line.length};
	return true;
}

bool content_hash(struct work *w, const struct item_list *items, bool ordered,
		  char out[static CONTENT_HASH_SIZE])
{
	struct span *lines = ARENA_ARRAY(w->arena, items->n, struct span);
	struct text all = text_new(w->arena, EXTRACT_REPLY_MAX);
	uint8_t digest[SHA256_SIZE];

	for (size_t i = 0; i < items->n; i++)
		if (!make_line(w, &items->items[i], &lines[i]))
			return false;
	if (!ordered && items->n)
		qsort(lines, items->n, sizeof *lines, compare_lines);
	for (size_t i = 0; i < items->n; i++) {
		text_add_bytes(&all, lines[i].at, lines[i].n);
		text_add_char(&all, '\n'); /* cannot occur inside a line */
	}
	sha256(all.data, all.length, digest);
	memcpy(out, hex_encode(w->arena, digest, (CONTENT_HASH_SIZE - 1) / 2), CONTENT_HASH_SIZE);
	return true;
}
