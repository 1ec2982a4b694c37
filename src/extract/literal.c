/* One pass over the literal with a stack of its brackets. Numbers and words are copied or
 * translated, strings decoded and written again, everything else skipped. */
#include "extract/literal.h"

#include "bounds.h"

struct literal {
	struct text *out;
	const char *p, *end;
	char closers[JSON_DEPTH_MAX];
	size_t depth;
	bool wants_key;	  /* inside of an object, before a colon */
	bool wants_value; /* after one */
	bool has_item;	  /* a comma is due before the next one */
};

static char peek(const struct literal *l)
{
	return l->p < l->end ? *l->p : '\0';
}

static bool starts(const struct literal *l, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(l->end - l->p) >= n && memcmp(l->p, word, n) == 0;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (c & 0x80);
}

/* Skips white space and comments. */
static void skip_space(struct literal *l)
{
	for (;;) {
		const char *close;

		while (l->p < l->end && ascii_is_space(*l->p))
			l->p++;
		if (starts(l, "//")) {
			close = memchr(l->p, '\n', (size_t)(l->end - l->p));
			l->p = close ? close : l->end;
		} else if (starts(l, "/*")) {
			close = memmem(l->p + 2, (size_t)(l->end - l->p - 2), "*/", 2);
			l->p = close ? close + 2 : l->end;
		} else {
			return;
		}
	}
}

/* --- strings --- */

/* The digits of \x41, \u0041 or \u{41}. */
static bool hex_read(struct literal *l, unsigned n, uint32_t *out)
{
	uint32_t code = 0;
	bool braces = n == 4 && peek(l) == '{';

	l->p += braces;
	n = braces ? 6 : n;
	for (; n && l->p < l->end && ascii_hex(*l->p) >= 0; n--)
		code = code * 16 + (uint32_t)ascii_hex(*l->p++);
	*out = code;
	if (!braces)
		return n == 0;
	return l->p < l->end && *l->p++ == '}';
}

/* After "\u": a code point, of two halves if need be. */
static bool unicode_read(struct literal *l, struct text *s)
{
	uint32_t code, low;

	if (!hex_read(l, 4, &code))
		return false;
	if (code >= 0xd800 && code < 0xdc00 && starts(l, "\\u")) {
		l->p += 2;
		if (!hex_read(l, 4, &low))
			return false;
		if (low >= 0xdc00 && low < 0xe000)
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	text_add_utf8(s, code ? code : 0xfffd);
	return true;
}

/* What follows a backslash. */
static bool escape_read(struct literal *l, struct text *s)
{
	static const char letters[] = "bfnrtv", meant[] = "\b\f\n\r\t\v";
	const char *letter;
	uint32_t code;

	if (l->p == l->end)
		return false;
	letter = strchr(letters, *l->p);
	if (*l->p && letter) {
		text_add_char(s, meant[letter - letters]);
		l->p++;
		return true;
	}
	switch (*l->p++) {
	case 'u':
		return unicode_read(l, s);
	case 'x':
		if (!hex_read(l, 2, &code))
			return false;
		text_add_utf8(s, code ? code : 0xfffd);
		return true;
	case '\r':
		l->p += peek(l) == '\n';
		return true;
	case '\n':
		return true;
	case '0':
		return true;
	}
	text_add_char(s, l->p[-1]);
	return true;
}

/* A quoted string, as one of JSON. */
static bool string_read(struct literal *l)
{
	struct text s = text_new(l->out->arena, HTML_SIZE_MAX);
	char quote = *l->p++;

	while (l->p < l->end && *l->p != quote) {
		const char *from = l->p;

		while (l->p < l->end && *l->p != quote && *l->p != '\\')
			l->p++;
		text_add_bytes(&s, from, (size_t)(l->p - from));
		if (peek(l) == '\\') {
			l->p++;
			if (!escape_read(l, &s))
				return false;
		}
	}
	if (l->p++ >= l->end)
		return false;
	text_add_json(l->out, s.data, s.length);
	return true;
}

/* --- other values --- */

static char closer_of(char c)
{
	switch (c) {
	case '(':
		return ')';
	case '[':
		return ']';
	case '{':
		return '}';
	}
	return '\0';
}

static bool skip_string(struct literal *l)
{
	char quote = *l->p++;

	while (l->p < l->end && *l->p != quote)
		l->p += *l->p == '\\' ? 2 : 1;
	if (l->p >= l->end)
		return false;
	l->p++;
	return true;
}

/* Moves to the comma or bracket that ends an expression; false when none does. */
static bool skip_expression(struct literal *l)
{
	char closers[JSON_DEPTH_MAX];
	size_t depth = 0;

	while (l->p < l->end) {
		char c = *l->p;

		if (c == '"' || c == '\'' || c == '`') {
			if (!skip_string(l))
				return false;
			continue;
		}
		if (closer_of(c)) {
			if (depth == JSON_DEPTH_MAX)
				return false;
			closers[depth++] = closer_of(c);
		} else if (depth && c == closers[depth - 1]) {
			depth--;
		} else if (!depth && c && strchr(",]};", c)) {
			return true;
		}
		l->p++;
	}
	return false;
}

/* Copies digits; true when there were any. */
static bool digits_copy(struct literal *l, struct text *out)
{
	const char *from = l->p;

	while (peek(l) >= '0' && peek(l) <= '9')
		text_add_char(out, *l->p++);
	return l->p > from;
}

/* A decimal number, written as JSON wants it: "+.5" is 0.5, "05" is none. */
static bool number_read(struct literal *l)
{
	char sign = peek(l);
	bool any;

	if (sign == '-' || sign == '+')
		l->p++;
	if (sign == '-')
		text_add_char(l->out, '-');
	if (peek(l) == '0' && l->p + 1 < l->end && is_word(l->p[1]) && l->p[1] != 'e' &&
	    l->p[1] != 'E')
		return false;
	any = digits_copy(l, l->out);
	if (!any)
		text_add_char(l->out, '0');
	if (peek(l) == '.') {
		l->p++;
		text_add_char(l->out, '.');
		if (!digits_copy(l, l->out)) {
			text_add_char(l->out, '0');
			if (!any)
				return false;
		}
	} else if (!any) {
		return false;
	}
	if (peek(l) != 'e' && peek(l) != 'E')
		return true;
	text_add_char(l->out, *l->p++);
	if (peek(l) == '-' || peek(l) == '+')
		text_add_char(l->out, *l->p++);
	return digits_copy(l, l->out);
}

static bool word_read(struct literal *l)
{
	static const struct {
		const char *word, *json;
	} words[] = {{"true", "true"}, {"false", "false"}, {"null", "null"},  {"undefined", "null"},
		     {"!0", "true"},   {"!1", "false"},	   {"void 0", "null"}};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t n = strlen(words[i].word);

		if (!starts(l, words[i].word) || (l->p + n < l->end && is_word(l->p[n])))
			continue;
		l->p += n;
		text_add(l->out, words[i].json);
		return true;
	}
	return false;
}

/* Forgets what was written since the length was `length`. */
static void take_back(struct text *out, size_t length)
{
	out->length = length;
	out->data[length] = '\0';
}

/* A value that is no bracket. What is no literal, or goes on after one, is null. */
static bool scalar_read(struct literal *l)
{
	size_t length = l->out->length;
	const char *start = l->p;
	char c = peek(l);
	bool good;

	if (c == '"' || c == '\'' || c == '`')
		good = string_read(l);
	else if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.')
		good = number_read(l);
	else
		good = word_read(l);
	if (good) {
		skip_space(l);
		if (!l->depth || (peek(l) && strchr(",]}", peek(l))))
			return true;
	}
	take_back(l->out, length);
	text_add(l->out, "null");
	l->p = start;
	/* A bracket that closes nothing stays where it is, and so would we. */
	return skip_expression(l) && (l->p > start || peek(l) == ',');
}

/* --- the whole --- */

static bool in_object(const struct literal *l)
{
	return l->depth && l->closers[l->depth - 1] == '}';
}

static void item_begin(struct literal *l)
{
	if (l->has_item)
		text_add_char(l->out, ',');
	l->has_item = false;
}

/* A name and its colon. A name alone stands for a variable: null. */
static bool key_read(struct literal *l)
{
	const char *from = l->p;
	char c = peek(l);

	if (starts(l, "..."))
		return skip_expression(l);
	item_begin(l);
	if (c == '"' || c == '\'') {
		if (!string_read(l))
			return false;
	} else {
		while (l->p < l->end && is_word(*l->p))
			l->p++;
		if (l->p == from)
			return false;
		text_add_json(l->out, from, (size_t)(l->p - from));
	}
	skip_space(l);
	text_add_char(l->out, ':');
	if (peek(l) == ':') {
		l->p++;
		l->wants_key = false;
		l->wants_value = true;
		return true;
	}
	text_add(l->out, "null");
	l->has_item = true;
	return skip_expression(l);
}

static bool bracket_open(struct literal *l)
{
	if (l->depth == JSON_DEPTH_MAX)
		return false;
	text_add_char(l->out, *l->p);
	l->closers[l->depth++] = closer_of(*l->p++);
	l->has_item = false;
	l->wants_value = false;
	l->wants_key = in_object(l);
	return true;
}

static void value_end(struct literal *l)
{
	l->has_item = true;
	l->wants_value = false;
	l->wants_key = in_object(l);
}

static bool item_read(struct literal *l)
{
	if (l->wants_key)
		return key_read(l);
	item_begin(l);
	if (peek(l) == '{' || peek(l) == '[')
		return bracket_open(l);
	if (!scalar_read(l))
		return false;
	value_end(l);
	return true;
}

bool literal_to_json(struct text *out, const char **p, const char *end)
{
	struct literal l = {.out = out, .p = *p, .end = end};
	bool good = true;

	do {
		skip_space(&l);
		if (l.wants_value && peek(&l) && strchr(",}", peek(&l))) {
			text_add(out, "null"); /* nothing stands after the colon */
			value_end(&l);
		}
		if (l.p == l.end) {
			good = false;
		} else if (l.depth && *l.p == l.closers[l.depth - 1]) {
			text_add_char(out, *l.p++);
			l.depth--;
			value_end(&l);
		} else if (l.depth && *l.p == ',') {
			l.p++;
		} else {
			good = item_read(&l);
		}
	} while (good && l.depth && !text_is_full(out));
	*p = l.p;
	return good && !text_is_full(out);
}
