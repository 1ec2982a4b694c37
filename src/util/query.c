/* Query strings and form bodies, taken apart and put together. */
#include "util/query.h"

void query_escape(struct text *t, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		char lower = ascii_lower(*s);

		if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
		    strchr("-._~", *s)) {
			text_add_char(t, *s);
			continue;
		}
		text_add_char(t, '%');
		text_add_char(t, hex[c >> 4]);
		text_add_char(t, hex[c & 15]);
	}
}

void query_add(struct text *t, const char *name, const char *value)
{
	if (t->length)
		text_add_char(t, '&');
	query_escape(t, name);
	text_add_char(t, '=');
	query_escape(t, value);
}

static char *as_utf8(struct arena *a, char *s, size_t n)
{
	struct text t;
	const char *p = s;

	if (utf8_is_valid(s, n))
		return s;
	t = text_new(a, 3 * n);
	while (p < s + n)
		text_add_utf8(&t, utf8_next(&p, s + n));
	return t.data;
}

char *query_unescape(struct arena *a, const char *s, size_t n, bool plus_is_space)
{
	char *out = arena_alloc(a, n + 1), *to = out;

	for (size_t i = 0; i < n; i++) {
		int high = s[i] == '%' && i + 2 < n ? ascii_hex(s[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(s[i + 2]) : -1;

		if (low >= 0 && (high || low)) { /* a NUL would end the text */
			*to++ = (char)(high << 4 | low);
			i += 2;
		} else {
			*to++ = s[i] == '+' && plus_is_space ? ' ' : s[i];
		}
	}
	return as_utf8(a, out, (size_t)(to - out));
}

struct query_pair *query_split(struct arena *a, const char *query, size_t *n_out)
{
	size_t most = 1, n = 0;
	struct query_pair *pairs;

	for (const char *p = query; p && *p; p++)
		most += *p == '&';
	pairs = ARENA_ARRAY(a, most, struct query_pair);
	for (const char *p = query; p && *p;) {
		size_t length = strcspn(p, "&"), name = strcspn(p, "=&");

		if (length) {
			size_t value = name < length ? name + 1 : length;

			pairs[n].name = query_unescape(a, p, name, true);
			pairs[n++].value = query_unescape(a, p + value, length - value, true);
		}
		p += length + (p[length] == '&');
	}
	*n_out = n;
	return pairs;
}
