/* The growing string, and UTF-8. */
#include "util/text.h"

#include <inttypes.h>

struct text text_new(struct arena *a, size_t limit)
{
	struct text t = {.limit = limit, .arena = a};

	t.capacity = limit < 63 ? limit + 1 : 64;
	t.data = arena_alloc_raw(a, t.capacity);
	t.data[0] = '\0';
	return t;
}

/* Makes room for n more bytes; returns how many of them fit within the limit. */
static size_t text_room(struct text *t, size_t n)
{
	size_t wanted, capacity = t->capacity;

	if (n > t->limit - t->length) {
		n = t->limit - t->length;
		t->full = true;
	}
	wanted = t->length + n + 1;
	if (wanted <= capacity)
		return n;
	while (capacity < wanted)
		capacity *= 2;
	if (capacity > t->limit + 1)
		capacity = t->limit + 1;
	t->data = arena_grow(t->arena, t->data, t->capacity, capacity);
	t->capacity = capacity;
	return n;
}

void text_add_bytes(struct text *t, const void *data, size_t n)
{
	n = text_room(t, n);
	if (n)
		memcpy(t->data + t->length, data, n);
	t->length += n;
	t->data[t->length] = '\0';
}

void text_add(struct text *t, const char *s)
{
	text_add_bytes(t, s, strlen(s));
}

void text_add_char(struct text *t, char c)
{
	if (t->length + 1 < t->capacity) {
		t->data[t->length++] = c;
		t->data[t->length] = '\0';
		return;
	}
	text_add_bytes(t, &c, 1);
}

void text_add_int(struct text *t, int64_t value)
{
	char digits[24];
	int at = (int)sizeof digits;
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		digits[--at] = '-';
	text_add_bytes(t, digits + at, sizeof digits - (size_t)at);
}

void text_addf(struct text *t, const char *format, ...)
{
	va_list args, again;
	size_t fits;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n > 0) {
		fits = text_room(t, (size_t)n);
		(void)vsnprintf(t->data + t->length, fits + 1, format, again);
		t->length += fits;
	}
	va_end(again);
}

void text_add_utf8(struct text *t, uint32_t c)
{
	char out[4];
	size_t n;

	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80) {
		out[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		n = 2;
	} else if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		n = 3;
	} else {
		out[0] = (char)(0xF0 | c >> 18);
		out[1] = (char)(0x80 | (c >> 12 & 0x3F));
		out[2] = (char)(0x80 | (c >> 6 & 0x3F));
		out[3] = (char)(0x80 | (c & 0x3F));
		n = 4;
	}
	text_add_bytes(t, out, n);
}

void text_add_json(struct text *t, const char *s, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	size_t plain = 0;

	text_add_char(t, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		char escape[6] = {'\\', 0};
		size_t length = 2;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		switch (c) {
		case '"':
		case '\\':
			escape[1] = (char)c;
			break;
		case '\n':
			escape[1] = 'n';
			break;
		case '\r':
			escape[1] = 'r';
			break;
		case '\t':
			escape[1] = 't';
			break;
		default:
			memcpy(escape + 1, "u00", 3);
			escape[4] = hex[c >> 4];
			escape[5] = hex[c & 15];
			length = 6;
		}
		text_add_bytes(t, s + plain, i - plain);
		text_add_bytes(t, escape, length);
		plain = i + 1;
	}
	text_add_bytes(t, s + plain, n - plain);
	text_add_char(t, '"');
}

void text_cut(struct text *t, size_t n)
{
	if (n < t->length)
		t->length = n;
	t->data[t->length] = '\0';
	t->full = false;
}

void text_clear(struct text *t)
{
	t->length = 0;
	t->full = false;
	t->data[0] = '\0';
}

bool text_is_full(const struct text *t)
{
	return t->full;
}

/* How many bytes the lead byte announces, and the range that the second one must be in: Unicode
 * 15, table 3-7. 0 for a byte that cannot lead. */
static int utf8_lead(unsigned char c, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF) {
		if (c == 0xE0)
			*low = 0xA0;
		if (c == 0xED)
			*high = 0x9F;
		return 3;
	}
	if (c >= 0xF0 && c <= 0xF4) {
		if (c == 0xF0)
			*low = 0x90;
		if (c == 0xF4)
			*high = 0x8F;
		return 4;
	}
	return 0;
}

uint32_t utf8_next(const char **p, const char *end)
{
	const unsigned char *s = (const unsigned char *)*p;
	size_t left = (size_t)(end - *p);
	unsigned char low, high;
	uint32_t value;
	int n;

	if (s[0] < 0x80) {
		*p += 1;
		return s[0];
	}
	n = utf8_lead(s[0], &low, &high);
	if (n == 0) {
		*p += 1;
		return 0xFFFD;
	}
	value = s[0] & (0x7Fu >> n);
	for (int i = 1; i < n; i++) {
		if ((size_t)i >= left || s[i] < low || s[i] > high) {
			*p += i;
			return 0xFFFD;
		}
		value = value << 6 | (s[i] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
	}
	*p += n;
	return value;
}

const char *ascii_end(const char *s, const char *end)
{
	uint64_t eight;

	for (; (size_t)(end - s) >= sizeof eight; s += sizeof eight) {
		memcpy(&eight, s, sizeof eight);
		if (eight & 0x8080808080808080u)
			break;
	}
	while (s < end && !(*s & 0x80))
		s++;
	return s;
}

bool utf8_is_valid(const char *s, size_t n)
{
	const char *end = s + n;

	while ((s = ascii_end(s, end)) < end) {
		const char *from = s;

		/* U+FFFD itself is three bytes; a replacement for an error is not EF BF BD. */
		if (utf8_next(&s, end) == 0xFFFD &&
		    !(s - from == 3 && memcmp(from, "\xEF\xBF\xBD", 3) == 0))
			return false;
	}
	return true;
}

int ascii_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool ascii_is_blank(const char *s)
{
	while (ascii_is_space(*s))
		s++;
	return !*s;
}

bool ascii_equal(const char *a, const char *b)
{
	while (*a && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return ascii_lower(*a) == ascii_lower(*b);
}

bool ascii_starts(const char *s, const char *prefix)
{
	while (*prefix && ascii_lower(*s) == ascii_lower(*prefix)) {
		s++;
		prefix++;
	}
	return !*prefix;
}
