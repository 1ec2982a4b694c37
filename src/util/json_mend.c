/* JSON of the web that a browser reads and json-c would spoil: NUL, halves of surrogate pairs and
 * numbers out of range are replaced in the text, before it is parsed. */
#include "util/json.h"

#include <math.h>

/* A document that is being copied; it need not be JSON at all. */
struct mender {
	const char *p, *end;
	struct text out;
};

static int32_t hex_unit(const char *p, const char *end)
{
	int32_t value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* The escape \uXXXX at p: its code unit, or -1. */
static int32_t escaped_unit(const char *p, const char *end)
{
	return end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex_unit(p + 2, end) : -1;
}

static void copy(struct mender *m, size_t n)
{
	text_add_bytes(&m->out, m->p, n);
	m->p += n;
}

/* m->p is at a backslash inside of a string. */
static void mend_escape(struct mender *m)
{
	int32_t unit = escaped_unit(m->p, m->end), low;

	if (unit < 0) {
		copy(m, m->end - m->p >= 2 ? 2 : 1);
		return;
	}
	if (unit >= 0xD800 && unit <= 0xDBFF) {
		low = escaped_unit(m->p + 6, m->end);
		if (low >= 0xDC00 && low <= 0xDFFF) {
			copy(m, 12);
			return;
		}
	}
	if (unit == 0 || (unit >= 0xD800 && unit <= 0xDFFF)) {
		text_add(&m->out, "\\uFFFD");
		m->p += 6;
		return;
	}
	copy(m, 6);
}

/* m->p is at the quote that opens a string. */
static void mend_string(struct mender *m)
{
	const char *p;

	copy(m, 1);
	while (m->p < m->end && *m->p != '"') {
		if (*m->p == '\\') {
			mend_escape(m);
			continue;
		}
		for (p = m->p; p < m->end && *p != '"' && *p != '\\';)
			p++;
		copy(m, (size_t)(p - m->p));
	}
	if (m->p < m->end)
		copy(m, 1);
}

static bool is_beyond_int64(const char *s, size_t n)
{
	static const char *const least = "9223372036854775808", *const most = "9223372036854775807";
	const char *bound = *s == '-' ? least : most;

	if (*s == '-') {
		s++;
		n--;
	}
	return n > strlen(bound) || (n == strlen(bound) && memcmp(s, bound, n) > 0);
}

/* m->p is at the first character of a number, or of what looks like one. */
static void mend_number(struct mender *m)
{
	size_t n = 1, digits;
	char small[64]; /* nearly all of them fit */
	const char *number = small;

	while (m->p + n < m->end && m->p[n] && strchr("0123456789+-.eE", m->p[n]))
		n++;
	if (n < sizeof small)
		*(char *)mempcpy(small, m->p, n) = '\0';
	else
		number = arena_copy(m->out.arena, m->p, n);
	digits = strspn(number + (*number == '-'), "0123456789");
	if (digits + (*number == '-') == n && is_beyond_int64(number, n)) {
		text_add_char(&m->out, '"');
		copy(m, n);
		text_add_char(&m->out, '"');
	} else if (!isfinite(strtod(number, NULL))) {
		text_add(&m->out, "null");
		m->p += n;
	} else {
		copy(m, n);
	}
}

char *json_mended(struct arena *a, const char *data, size_t n, size_t *n_out)
{
	struct mender m = {.p = data, .end = data + n, .out = text_new(a, 3 * n + 2)};

	while (m.p < m.end) {
		if (*m.p == '"')
			mend_string(&m);
		else if (*m.p == '-' || (*m.p >= '0' && *m.p <= '9'))
			mend_number(&m);
		else
			copy(&m, 1);
	}
	*n_out = m.out.length;
	return m.out.data;
}
