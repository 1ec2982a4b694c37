/* Quoting is what keeps a page inside its fence: doc/llm.md tells why. */
#include "strategy/quote.h"

#include <string.h>

/* Shown to nobody, and read by a model all the same. */
static bool is_invisible(uint32_t c)
{
	return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f) ||
	       (c >= 0xe0000 && c <= 0xe0fff);
}

static bool is_space(uint32_t c)
{
	return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x2028 || c == 0x2029;
}

void quote_add(struct text *t, const char *s, size_t most)
{
	const char *end = s + strlen(s);
	bool space = false;
	size_t n = 0;

	text_add_char(t, '"');
	while (s < end) {
		uint32_t c = utf8_next(&s, end);
		if (is_invisible(c))
			continue;
		if (is_space(c)) {
			space = n > 0;
			continue;
		}
		if (n >= most) {
			text_add_utf8(t, 0x2026);
			break;
		}
		if (space)
			text_add_char(t, ' ');
		n += 1 + space;
		space = false;
		if (c == '"' || c == '\\')
			text_add_char(t, '\\');
		text_add_utf8(t, c);
	}
	text_add_char(t, '"');
}

bool name_add(struct text *t, const char *s, size_t most)
{
	size_t n = strlen(s);

	if (n == 0 || n > most)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = ascii_lower(s[i]);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !strchr("-_:.", c))
			return false;
	}
	text_add(t, s);
	return true;
}
