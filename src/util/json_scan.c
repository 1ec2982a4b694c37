/* One pass, no recursion, no tree. */
#include "util/json_scan.h"

#include "bounds.h"

#include <stdint.h>
#include <string.h>

_Static_assert(JSON_DEPTH_MAX <= 64, "the brackets that are open are the bits of one integer");

bool span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

int span_compare(struct span a, struct span b)
{
	int order = memcmp(a.at, b.at, a.n < b.n ? a.n : b.n);

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool span_is_null(struct span value)
{
	return !value.at || (value.n == 4 && memcmp(value.at, "null", 4) == 0);
}

bool json_skip_char(struct json_scan *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

/* A quote ends the string unless an odd number of backslashes stands before it. The string's own
 * first quote ends the look back. */
const char *json_string_end(const char *at, const char *end)
{
	for (at++;;) {
		const char *quote = memchr(at, '"', (size_t)(end - at)), *back = quote;

		if (!quote)
			return NULL;
		while (back[-1] == '\\')
			back--;
		at = quote + 1;
		if ((quote - back) % 2 == 0)
			return at;
	}
}

static bool skip_string(struct json_scan *s)
{
	const char *end;

	if (s->at == s->end || *s->at != '"' || !(end = json_string_end(s->at, s->end)))
		return false;
	s->at = end;
	return true;
}

static bool skip_brackets(struct json_scan *s)
{
	uint64_t is_array = 0;
	int depth = 0;

	do {
		if (s->at == s->end || depth > JSON_DEPTH_MAX)
			return false;
		switch (*s->at) {
		case '"':
			if (!skip_string(s))
				return false;
			continue;
		case '{':
		case '[':
			is_array = is_array << 1 | (*s->at == '[');
			depth++;
			break;
		case '}':
		case ']':
			if ((is_array & 1) != (*s->at == ']'))
				return false;
			is_array >>= 1;
			depth--;
			break;
		default:
			break;
		}
		s->at++;
	} while (depth > 0);
	return true;
}

static bool skip_word(struct json_scan *s)
{
	const char *from = s->at;

	while (s->at < s->end &&
	       ((*s->at >= '0' && *s->at <= '9') || *s->at == '-' || *s->at == '+' ||
		*s->at == '.' || *s->at == 'E' || (*s->at >= 'a' && *s->at <= 'z')))
		s->at++;
	return s->at > from;
}

bool json_skip_value(struct json_scan *s)
{
	if (s->at == s->end)
		return false;
	if (*s->at == '"')
		return skip_string(s);
	return *s->at == '{' || *s->at == '[' ? skip_brackets(s) : skip_word(s);
}

/* The member that begins here. */
static bool scan_field(struct json_scan *s, struct json_field *f)
{
	f->name.at = s->at;
	if (!skip_string(s))
		return false;
	f->name.n = (size_t)(s->at - f->name.at);
	if (!json_skip_char(s, ':'))
		return false;
	f->value.at = s->at;
	if (!json_skip_value(s))
		return false;
	f->value.n = (size_t)(s->at - f->value.at);
	return true;
}

bool json_next_field(struct json_scan *s, size_t n, struct json_field *f, bool *good)
{
	if (json_skip_char(s, '}'))
		return false;
	*good = (n == 0 || json_skip_char(s, ',')) && scan_field(s, f);
	return *good;
}

int json_names_compare(struct span a, struct span b)
{
	return span_compare((struct span){a.at + 1, a.n - 2}, (struct span){b.at + 1, b.n - 2});
}

struct span json_member(struct span object, struct span name)
{
	struct json_scan s = {object.at, object.at + object.n};
	struct json_field f;
	bool good = true;

	if (object.at && json_skip_char(&s, '{'))
		for (size_t n = 0; json_next_field(&s, n, &f, &good); n++)
			if (span_equal(f.name, name))
				return f.value;
	return (struct span){0};
}

size_t json_length(struct span array)
{
	struct json_scan s = {array.at, array.at + array.n};
	size_t n = 0;

	if (!json_skip_char(&s, '[') || json_skip_char(&s, ']'))
		return 0;
	do
		n++;
	while (json_skip_value(&s) && json_skip_char(&s, ','));
	return n;
}
