/* The letters of a selector. Works on bytes: whatever is not ASCII is part of a name. */
#include "extract/selector_reader.h"

#include <stdarg.h>

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '-';
}

static bool is_newline(char c)
{
	return c == '\n' || c == '\r' || c == '\f';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void reader_comments(struct reader *r)
{
	while (r->end - r->p >= 2 && r->p[0] == '/' && r->p[1] == '*') {
		const char *close = strstr(r->p + 2, "*/");
		r->p = close ? close + 2 : r->end;
	}
}

char reader_peek(struct reader *r)
{
	reader_comments(r);
	return *r->p;
}

bool reader_space(struct reader *r)
{
	bool any = false;

	for (;;) {
		reader_comments(r);
		if (!ascii_is_space(*r->p))
			return any;
		any = true;
		r->p++;
	}
}

bool reader_take(struct reader *r, char c)
{
	if (reader_peek(r) != c)
		return false;
	r->p++;
	return true;
}

/* After a backslash: the code point that it stands for. */
static void escape_read(struct reader *r, struct text *out)
{
	uint32_t code = 0;
	unsigned n = 0;
	int digit;

	if (r->p == r->end) {
		text_add_utf8(out, 0xFFFD);
		return;
	}
	for (; n < 6 && (digit = hex_digit(*r->p)) >= 0; n++, r->p++)
		code = code * 16 + (uint32_t)digit;
	if (n == 0) {
		text_add_char(out, *r->p++);
		return;
	}
	if (r->p[0] == '\r' && r->p[1] == '\n')
		r->p++;
	if (ascii_is_space(*r->p))
		r->p++;
	text_add_utf8(out, code ? code : 0xFFFD);
}

static bool starts_identifier(const char *p)
{
	if (*p == '-')
		return p[1] == '-' || is_name_start(p[1]) || (p[1] == '\\' && !is_newline(p[2]));
	return is_name_start(*p) || (*p == '\\' && !is_newline(p[1]));
}

char *reader_identifier(struct reader *r)
{
	struct text out;

	reader_comments(r);
	if (!starts_identifier(r->p))
		return NULL;
	out = text_new(r->selector->arena, 3 * SELECTOR_MAX);
	for (;;) {
		if (is_name(*r->p)) {
			text_add_char(&out, *r->p++);
		} else if (*r->p == '\\' && !is_newline(r->p[1])) {
			r->p++;
			escape_read(r, &out);
		} else {
			return out.data;
		}
	}
}

char *reader_string(struct reader *r)
{
	struct text out = text_new(r->selector->arena, 3 * SELECTOR_MAX);
	const char *start = r->p;
	char quote = *r->p++;

	while (*r->p != quote) {
		if (r->p == r->end || is_newline(*r->p))
			return reader_fail(r, start, "string does not end");
		if (*r->p != '\\') {
			text_add_char(&out, *r->p++);
			continue;
		}
		r->p++;
		if (r->p[0] == '\r' && r->p[1] == '\n')
			r->p += 2;
		else if (is_newline(*r->p))
			r->p++;
		else if (r->p < r->end)
			escape_read(r, &out);
	}
	r->p++;
	return out.data;
}

char *reader_value(struct reader *r)
{
	char c = reader_peek(r), *value;

	if (c == '"' || c == '\'')
		return reader_string(r);
	value = reader_identifier(r);
	return value ? value : reader_expected(r, "a word or a quoted string");
}

unsigned reader_name(struct reader *r, const char *s)
{
	struct selector *selector = r->selector;
	unsigned i;

	for (i = 0; i < selector->n_strings; i++) {
		if (strcmp(selector->strings[i], s) == 0)
			return i;
	}
	if ((i & (i - 1)) == 0) { /* full at every power of two */
		const char **more = ARENA_ARRAY(selector->arena, i ? 2 * i : 1, const char *);
		if (i)
			memcpy(more, selector->strings, i * sizeof *more);
		selector->strings = more;
	}
	selector->strings[selector->n_strings++] = s;
	return i;
}

void *reader_fail(struct reader *r, const char *at, const char *format, ...)
{
	size_t character = 1;
	const char *message;
	va_list args;

	for (const char *p = r->text; p < at; p++)
		character += (*p & 0xC0) != 0x80;
	va_start(args, format);
	message = arena_vprintf(r->w->arena, format, args);
	va_end(args);
	return fail(r->w, ERR_UNACCEPTABLE, "selector \"%s\": %s at character %zu", r->text,
		    message, character);
}

void *reader_expected(struct reader *r, const char *what)
{
	return reader_fail(r, r->p, "expected %s", what);
}

/* CSSOM, "serialize an identifier". */
char *selector_escape(struct arena *a, const char *identifier)
{
	struct text out = text_new(a, 4 * strlen(identifier) + 1);

	for (const char *p = identifier; *p; p++) {
		bool is_first = p == identifier || (p == identifier + 1 && *identifier == '-');

		if ((*p > 0 && *p < ' ') || *p == 0x7F || (is_first && *p >= '0' && *p <= '9'))
			text_addf(&out, "\\%x ", (unsigned)*p);
		else if (!is_name(*p) || (*p == '-' && identifier[1] == '\0'))
			text_addf(&out, "\\%c", *p);
		else
			text_add_char(&out, *p);
	}
	return out.data;
}
