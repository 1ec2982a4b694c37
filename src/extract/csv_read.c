/* CSV to JSON records. */
#include "extract/csv_read.h"

#include "bounds.h"
#include "util/json.h"

static const char delimiters[] = ",;\t|";

enum {
	N_DELIMITERS = sizeof delimiters - 1,
	GUESS_LINES = 20,   /* that are looked at to guess the delimiter */
	ROW_BYTES = 800,    /* what json-c takes for an object */
	MEMBER_BYTES = 190, /* and for a member with its text */
};

/* --- the delimiter --- */

/* How often each delimiter stands outside of quotes in the line at *p, which is moved behind it. */
static void count_line(const char **p, const char *end, unsigned counts[N_DELIMITERS])
{
	bool quoted = false, at_start = true;

	memset(counts, 0, N_DELIMITERS * sizeof *counts);
	for (; *p < end; (*p)++) {
		const char *found;

		if (**p == '"' && (quoted || at_start))
			quoted = !quoted;
		if (!quoted && (**p == '\n' || **p == '\r')) {
			(*p)++;
			return;
		}
		found = quoted || !**p ? NULL : strchr(delimiters, **p);
		if (found)
			counts[found - delimiters]++;
		at_start = found != NULL;
	}
}

static bool is_blank(const char *start, const char *end)
{
	while (start < end && ascii_is_space(*start))
		start++;
	return start == end;
}

char csv_delimiter(const char *text, size_t n)
{
	unsigned first[N_DELIMITERS] = {0}, counts[N_DELIMITERS], alike[N_DELIMITERS] = {0};
	const char *p = text, *end = text + n, *start;
	size_t best = 0;

	for (int lines = 0; lines < GUESS_LINES && p < end;) {
		start = p;
		count_line(&p, end, counts);
		if (is_blank(start, p))
			continue;
		if (lines++ == 0)
			memcpy(first, counts, sizeof first);
		for (size_t i = 0; i < N_DELIMITERS; i++)
			alike[i] += first[i] && counts[i] == first[i];
	}
	for (size_t i = 1; i < N_DELIMITERS; i++) {
		if (alike[i] > alike[best] || (alike[i] == alike[best] && first[i] > first[best]))
			best = i;
	}
	return first[best] ? delimiters[best] : '\0';
}

/* --- cells --- */

struct csv {
	struct work *w;
	const char *p, *end;
	char delimiter;
	size_t line;
	struct text cell;
	struct json_object *names; /* of the columns, a list of texts */
	struct json_object *taken; /* the same as an object: to see what is there */
	size_t bytes;		   /* estimate of what json-c needs */
};

static bool is_end(const struct csv *c)
{
	return c->p == c->end || *c->p == '\n' || *c->p == '\r';
}

/* The text in quotes at c->p, with doubled quotes undone. */
static bool read_quoted(struct csv *c)
{
	size_t line = c->line;

	for (c->p++; c->p < c->end; c->p++) {
		if (*c->p == '"' && (c->p + 1 == c->end || c->p[1] != '"')) {
			c->p++;
			return true;
		}
		if (*c->p == '"')
			c->p++;
		c->line += *c->p == '\n';
		text_add_char(&c->cell, *c->p);
	}
	return fail_class(c->w, CLASS_DATA, "the CSV has a quote that is never closed, in line %zu",
			  line);
}

/* The next cell of the row into c->cell. What follows a closing quote belongs to it. */
static bool read_cell(struct csv *c)
{
	const char *start;

	text_clear(&c->cell);
	if (c->p < c->end && *c->p == '"' && !read_quoted(c))
		return false;
	for (start = c->p; !is_end(c) && *c->p != c->delimiter;)
		c->p++;
	text_add_bytes(&c->cell, start, (size_t)(c->p - start));
	return true;
}

/* Moves behind the delimiter; false at the end of the row. */
static bool has_more(struct csv *c)
{
	if (is_end(c))
		return false;
	c->p++;
	return true;
}

static void skip_line_end(struct csv *c)
{
	if (c->p < c->end && *c->p == '\r')
		c->p++;
	if (c->p < c->end && *c->p == '\n')
		c->p++;
	c->line++;
}

static void skip_blank_lines(struct csv *c)
{
	while (c->p < c->end && (*c->p == '\n' || *c->p == '\r'))
		skip_line_end(c);
}

/* --- rows --- */

/* Names the next column. */
static bool add_name(struct csv *c, const char *wanted)
{
	struct arena *a = c->w->arena;
	size_t n = json_object_array_length(c->names) + 1;
	const char *name = wanted;

	if (n > CSV_COLUMNS_MAX)
		return fail_class(c->w, CLASS_TOO_COMPLEX, "the CSV has more than %d columns",
				  CSV_COLUMNS_MAX);
	if (!*wanted)
		name = wanted = arena_printf(a, "column_%zu", n);
	for (int i = 2; json_get(c->taken, name); i++)
		name = arena_printf(a, "%s_%d", wanted, i);
	json_put_bool(c->taken, name, true);
	json_add_text(c->names, name);
	return true;
}

static const char *trimmed(struct arena *a, const char *s)
{
	size_t n;

	while (ascii_is_space(*s))
		s++;
	for (n = strlen(s); n && ascii_is_space(s[n - 1]);)
		n--;
	return arena_copy(a, s, n);
}

static bool read_header(struct csv *c)
{
	skip_blank_lines(c);
	do {
		if (!read_cell(c) || !add_name(c, trimmed(c->w->arena, c->cell.data)))
			return false;
	} while (has_more(c));
	skip_line_end(c);
	return true;
}

static bool put_cell(struct csv *c, struct json_object *row, size_t column)
{
	struct json_object *name;

	if (column >= json_object_array_length(c->names) && !add_name(c, ""))
		return false;
	if (c->cell.length == 0)
		return true;
	name = json_object_array_get_idx(c->names, column);
	json_put_text(row, json_object_get_string(name), c->cell.data);
	c->bytes += MEMBER_BYTES + c->cell.length;
	return true;
}

static bool read_row(struct csv *c, struct json_object *rows)
{
	struct json_object *row = json_object_new_object();
	size_t column = 0;

	json_add(rows, row);
	c->bytes += ROW_BYTES;
	do {
		if (!read_cell(c) || !put_cell(c, row, column++))
			return false;
	} while (has_more(c));
	skip_line_end(c);
	if (c->bytes > JSON_TREE_MAX || json_object_array_length(rows) > ITEMS_MAX)
		return fail_class(c->w, CLASS_TOO_COMPLEX, "the CSV has too many rows");
	return true;
}

struct json_object *csv_read(struct work *w, const char *text, size_t n,
			     const struct csv_form *form)
{
	struct json_object *rows = json_new_array(w);
	struct csv c = {.w = w,
			.p = text,
			.end = text + n,
			.delimiter = form->delimiter,
			.line = 1,
			.cell = text_new(w->arena, n),
			.names = json_new_array(w),
			.taken = json_new_object(w)};

	/* How a spreadsheet is told; a delimiter is no part of a character. */
	if (n >= 6 && memcmp(text, "sep=", 4) == 0 && !(text[4] & 0x80)) {
		c.delimiter = c.delimiter ? c.delimiter : text[4];
		c.p += 5;
	}
	if (!c.delimiter)
		c.delimiter = csv_delimiter(c.p, (size_t)(c.end - c.p));
	if (!c.delimiter)
		c.delimiter = ',';
	if (!form->headless && !read_header(&c))
		return NULL;
	for (skip_blank_lines(&c); c.p < c.end; skip_blank_lines(&c)) {
		if (!read_row(&c, rows))
			return NULL;
	}
	return rows;
}
