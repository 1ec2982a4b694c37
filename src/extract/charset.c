/* Which encoding a page is in, and its bytes to UTF-8 with iconv. */
#include "extract/charset.h"
#include "bounds.h"
#include "extract/sandbox.h"
#include "extract/tag.h"
#include "util/text.h"

#include <errno.h>
#include <iconv.h>
#include <unistd.h>

enum how {
	HOW_UTF8,
	HOW_1252, /* by the table below: it must not fail */
	HOW_BYTE, /* iconv; a broken byte in 0x80 to 0x9f is the C1 control, as the standard says */
	HOW_BYTES, /* iconv */
	HOW_UTF16,
	HOW_REPLACEMENT, /* encodings that hide markup: the standard decodes them to one U+FFFD */
};

struct charset {
	const char *name;
	enum how how;
	const char *iconv_name;
	const char *labels;
};

static const struct charset charsets[] = {
#define CHARSET(name, how, iconv_name, labels) {name, how, iconv_name, labels},
#include "extract/charset.def"
#undef CHARSET
};

#define N_CHARSETS   (sizeof charsets / sizeof charsets[0])
#define UTF8	     (&charsets[0])
#define WINDOWS_1252 (&charsets[1])

/* Open for as long as the process lives: loading one opens files, which the sandbox forbids. */
static struct converter {
	bool tried;
	iconv_t iconv;
} converters[N_CHARSETS];
static bool is_sealed;

static iconv_t converter_of(const struct charset *c)
{
	struct converter *v = &converters[c - charsets];

	if (!v->tried) {
		if (is_sealed && c->iconv_name)
			_exit(EXIT_CHARSET);
		v->tried = true;
		v->iconv = c->iconv_name ? iconv_open("UTF-8", c->iconv_name) : (iconv_t)-1;
	}
	return v->iconv;
}

void charset_prepare(void)
{
	for (size_t i = 0; i < N_CHARSETS; i++)
		(void)converter_of(&charsets[i]);
}

void charset_seal(void)
{
	is_sealed = true;
}

/* --- what the page says --- */

static bool has_word(const char *list, struct piece word)
{
	while (*list) {
		size_t n = strcspn(list, " ");

		if (n == word.size && strncasecmp(list, word.start, n) == 0)
			return true;
		list += n + (list[n] == ' ');
	}
	return false;
}

static const struct charset *charset_of_label(struct piece label)
{
	while (label.size > 0 && ascii_is_space(*label.start))
		label.start++, label.size--;
	while (label.size > 0 && ascii_is_space(label.start[label.size - 1]))
		label.size--;
	for (size_t i = 0; i < N_CHARSETS; i++)
		if (label.size > 0 && has_word(charsets[i].labels, label))
			return &charsets[i];
	return NULL;
}

/* "text/html; charset=x", of the header or of <meta content>. */
static const struct charset *charset_of_type(struct piece type)
{
	const char *p = type.start, *end = type.start + type.size;
	struct piece label;

	for (; end - p >= 8; p++) {
		const char *s = p + 7;

		if (!piece_is((struct piece){p, 7}, "charset"))
			continue;
		while (s < end && ascii_is_space(*s))
			s++;
		if (s == end || *s != '=')
			continue;
		s++;
		while (s < end && ascii_is_space(*s))
			s++;
		label.start = s;
		if (s < end && (*s == '"' || *s == '\'')) {
			s = memchr(s + 1, *s, (size_t)(end - s - 1));
			if (!s)
				return NULL;
			label.start++;
		} else {
			while (s < end && !ascii_is_space(*s) && *s != ';')
				s++;
		}
		label.size = (size_t)(s - label.start);
		return charset_of_label(label);
	}
	return NULL;
}

/* A meta element's declaration; p behind its name. */
static const struct charset *charset_of_meta(const char **p, const char *end)
{
	const struct charset *direct = NULL, *typed = NULL;
	bool is_pragma = false;
	struct piece name, value;

	while (tag_attribute(p, end, &name, &value)) {
		if (piece_is(name, "charset") && !direct)
			direct = charset_of_label(value);
		else if (piece_is(name, "content") && !typed)
			typed = charset_of_type(value);
		else if (piece_is(name, "http-equiv"))
			is_pragma = is_pragma || piece_is(value, "content-type");
	}
	return direct ? direct : is_pragma ? typed : NULL;
}

static const char *skip_attributes(const char *p, const char *end)
{
	struct piece name, value;

	while (tag_attribute(&p, end, &name, &value))
		;
	return p;
}

/* HTML standard 13.2.3.2, "prescan a byte stream". */
static const struct charset *charset_of_page(const char *data, size_t n)
{
	const char *p = data, *end = data + (n < CHARSET_PRESCAN ? n : CHARSET_PRESCAN);
	const struct charset *c = NULL;

	while (!c && (p = memchr(p, '<', (size_t)(end - p))) && end - p > 2) {
		bool is_end = p[1] == '/';
		const char *s = p + 1 + is_end;

		if (ascii_lower(*s) >= 'a' && ascii_lower(*s) <= 'z') {
			struct piece name = tag_name(&s, end);

			if (!is_end && piece_is(name, "meta"))
				c = charset_of_meta(&s, end);
			p = skip_attributes(s, end);
		} else if (p[1] == '!' || p[1] == '?' || is_end) {
			p = tag_skip_declaration(p, end);
		} else {
			p++;
		}
	}
	/* The declaration was read as ASCII, so it cannot be UTF-16. */
	return c && c->how == HOW_UTF16 ? UTF8 : c;
}

/* <?xml version="1.0" encoding="x"?> */
static const struct charset *charset_of_xml(const char *data, size_t n)
{
	const char *p = data + 5, *close;
	struct piece name, value;

	if (n < 6 || memcmp(data, "<?xml", 5) != 0)
		return NULL;
	close = memchr(data, '>', n < CHARSET_PRESCAN ? n : CHARSET_PRESCAN);
	while (close && tag_attribute(&p, close, &name, &value))
		if (piece_is(name, "encoding"))
			return charset_of_label(value);
	return NULL;
}

/* --- what the bytes say --- */

/* How many well-formed sequences beyond ASCII the bytes have, and how many broken ones. */
struct utf8_count {
	size_t whole, broken;
};

static struct utf8_count count_utf8(const char *data, size_t n)
{
	struct utf8_count count = {0, 0};
	const char *p = data, *end = data + n;

	while ((p = ascii_end(p, end)) < end) {
		const char *from = p;

		if (utf8_next(&p, end) == 0xfffd &&
		    !(p - from == 3 && memcmp(from, "\xef\xbf\xbd", 3) == 0))
			count.broken++;
		else
			count.whole++;
	}
	return count;
}

static const struct charset *charset_of_bom(const char *data, size_t n, size_t *bom)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *label;
	} boms[] = {
	    {"\xef\xbb\xbf", 3, "utf-8"}, {"\xfe\xff", 2, "utf-16be"}, {"\xff\xfe", 2, "utf-16le"}};

	for (size_t i = 0; i < sizeof boms / sizeof boms[0]; i++) {
		if (n < boms[i].size || memcmp(data, boms[i].bytes, boms[i].size) != 0)
			continue;
		*bom = boms[i].size;
		return charset_of_label((struct piece){boms[i].label, strlen(boms[i].label)});
	}
	*bom = 0;
	return NULL;
}

static const struct charset *choose(const char *data, size_t n, const char *content_type,
				    struct utf8_count count)
{
	const struct charset *said[3] = {NULL};

	if (content_type)
		said[0] = charset_of_type((struct piece){content_type, strlen(content_type)});
	if (said[0] && said[0]->how == HOW_UTF16 &&
	    memchr(data, '\0', n < CHARSET_PRESCAN ? n : CHARSET_PRESCAN))
		return said[0];
	if (said[0] && said[0]->how == HOW_UTF16)
		said[0] = NULL; /* its markup would have a zero in every other byte */
	if (count.broken == 0 && count.whole > 0)
		return UTF8;
	said[1] = charset_of_page(data, n);
	said[2] = charset_of_xml(data, n);
	for (int i = 0; i < 3; i++)
		if (said[i] && (said[i] != UTF8 || count.whole >= count.broken))
			return said[i];
	return count.broken == 0 || count.whole > count.broken ? UTF8 : WINDOWS_1252;
}

/* --- decoding --- */

static struct decoded decode_utf8(struct work *w, const char *data, size_t n)
{
	struct text t = text_new(w->arena, 3 * n);
	const char *p = data, *end = data + n;

	while (p < end) {
		const char *from = p;

		p = ascii_end(p, end);
		text_add_bytes(&t, from, (size_t)(p - from));
		if (p < end)
			text_add_utf8(&t, utf8_next(&p, end));
	}
	return (struct decoded){t.data, t.length, UTF8->name};
}

/* Encoding Standard, index windows-1252: what is not here is the code point of the byte. */
static uint32_t code_point_1252(unsigned char byte)
{
	static const uint16_t high[32] = {
	    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
	    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
	};

	return byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte;
}

static struct decoded decode_1252(struct work *w, const char *data, size_t n)
{
	struct text t = text_new(w->arena, 3 * n);

	for (size_t i = 0; i < n; i++)
		text_add_utf8(&t, code_point_1252((unsigned char)data[i]));
	return (struct decoded){t.data, t.length, WINDOWS_1252->name};
}

/* What stands for a broken sequence at *in; *in is moved behind as much of it as the standard
 * takes. */
static void add_broken(struct text *t, const struct charset *c, char **in, size_t *left)
{
	unsigned char byte = (unsigned char)**in;
	size_t n = c->how == HOW_UTF16 && *left >= 2 ? 2 : 1;

	text_add_utf8(t, c->how == HOW_BYTE && byte >= 0x80 && byte < 0xa0 ? byte : 0xfffd);
	*in += n;
	*left -= n;
}

/* Converts through a small buffer; with in NULL writes what the converter still holds. */
static bool convert(struct text *t, iconv_t converter, char **in, size_t *left)
{
	char piece[4096], *out = piece;
	size_t room = sizeof piece;
	bool good = iconv(converter, in, left, &out, &room) != (size_t)-1 || errno == E2BIG;

	text_add_bytes(t, piece, sizeof piece - room);
	return good;
}

static struct decoded decode_iconv(struct work *w, const struct charset *c, const char *data,
				   size_t n)
{
	iconv_t converter = converter_of(c);
	struct text t = text_new(w->arena, 3 * n + 16);
	char *in = (char *)(uintptr_t)data; /* iconv does not write to it */

	(void)iconv(converter, NULL, NULL, NULL, NULL);
	while (n > 0)
		if (!convert(&t, converter, &in, &n))
			add_broken(&t, c, &in, &n);
	(void)convert(&t, converter, NULL, NULL);
	return (struct decoded){t.data, t.length, c->name};
}

struct decoded charset_decode(struct work *w, const char *data, size_t n, const char *content_type)
{
	size_t bom;
	const struct charset *c = charset_of_bom(data, n, &bom);
	struct utf8_count count;

	data += bom;
	n -= bom;
	count = count_utf8(data, n);
	if (!c)
		c = choose(data, n, content_type, count);
	switch (c->how) {
	case HOW_UTF8:
		if (count.broken == 0)
			return (struct decoded){data, n, c->name};
		return decode_utf8(w, data, n);
	case HOW_REPLACEMENT:
		return (struct decoded){n ? "\uFFFD" : "", n ? 3 : 0, c->name};
	case HOW_BYTE:
	case HOW_BYTES:
	case HOW_UTF16:
		if (converter_of(c) != (iconv_t)-1)
			return decode_iconv(w, c, data, n);
		break;
	case HOW_1252:
		break;
	}
	return decode_1252(w, data, n);
}
