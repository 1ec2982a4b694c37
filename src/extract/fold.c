/* Folding white space. */
#include "extract/fold.h"

static bool is_plain(unsigned char c)
{
	return c > ' ' && c < 0x7f;
}

static bool is_space(uint32_t c)
{
	return c <= ' ' || (c >= 0x7f && c <= 0xa0) || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

static bool is_invisible(uint32_t c)
{
	return c == 0xad || c == 0x200b || c == 0x2060 || c == 0xfeff;
}

static void add_run(struct fold *f, const char *s, size_t n)
{
	if (f->gap && f->out->length > f->start)
		text_add_char(f->out, ' ');
	f->gap = false;
	text_add_bytes(f->out, s, n);
}

void fold_add(struct fold *f, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end) {
		const char *from = s;
		uint32_t c;

		while (s < end && is_plain((unsigned char)*s))
			s++;
		if (s > from) {
			add_run(f, from, (size_t)(s - from));
			continue;
		}
		c = utf8_next(&s, end);
		if (is_space(c))
			f->gap = true;
		else if (!is_invisible(c))
			add_run(f, from, (size_t)(s - from));
	}
}
