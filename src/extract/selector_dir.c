/* :dir(): which way an element's text runs (HTML standard, 3.2.6.4 "The dir attribute"). */
#include "extract/selector_match.h"

struct letters {
	uint32_t first, last;
};

/* Blocks of letters that run from right to left: Hebrew to Arabic Extended-A, their presentation
 * forms, and the old scripts above. */
static const struct letters right_to_left[] = {
    {0x590, 0x8FF},   {0x200F, 0x200F},	  {0xFB1D, 0xFDFF},
    {0xFE70, 0xFEFC}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF},
};

/* What has no direction of its own: signs, marks, digits and spaces, by block. */
static const struct letters neutral[] = {
    {0x00, 0x40},     {0x5B, 0x60},	  {0x7B, 0xA9},	    {0xAB, 0xB4},     {0xB6, 0xB9},
    {0xBB, 0xBF},     {0xD7, 0xD7},	  {0xF7, 0xF7},	    {0x2B9, 0x2BA},   {0x2C2, 0x2CF},
    {0x2D2, 0x2DF},   {0x2E5, 0x2ED},	  {0x2EF, 0x36F},   {0x374, 0x375},   {0x37E, 0x37E},
    {0x384, 0x387},   {0x3F6, 0x3F6},	  {0x483, 0x489},   {0x2000, 0x200D}, {0x2010, 0x2070},
    {0x2074, 0x207E}, {0x2080, 0x208E},	  {0x20A0, 0x2101}, {0x2103, 0x2106}, {0x2108, 0x2109},
    {0x2116, 0x2118}, {0x211E, 0x2123},	  {0x2140, 0x2144}, {0x2150, 0x215F}, {0x2189, 0x2335},
    {0x237B, 0x2BFF}, {0x2E00, 0x3004},	  {0x3008, 0x3020}, {0x302A, 0x3030}, {0x303D, 0x303F},
    {0x3099, 0x309C}, {0xFE00, 0xFE6F},	  {0xFEFF, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65},
    {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF},
};

static bool is_among(uint32_t c, const struct letters *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (c >= list[i].first && c <= list[i].last)
			return true;
	}
	return false;
}

static enum direction letter_direction(uint32_t c)
{
	if (is_among(c, right_to_left, sizeof right_to_left / sizeof right_to_left[0]))
		return DIRECTION_RTL;
	if (is_among(c, neutral, sizeof neutral / sizeof neutral[0]))
		return DIRECTION_NONE;
	return DIRECTION_LTR;
}

static enum direction text_direction(const char *s, size_t n)
{
	enum direction found = DIRECTION_NONE;

	for (const char *end = s + n; s < end && found == DIRECTION_NONE;)
		found = letter_direction(utf8_next(&s, end));
	return found;
}

enum stated { STATED_NOTHING, STATED_LTR, STATED_RTL, STATED_AUTO };

static enum stated stated_direction(const struct node *n)
{
	const char *value = node_attribute(n, "dir");

	if (!value)
		return STATED_NOTHING;
	if (ascii_equal(value, "ltr"))
		return STATED_LTR;
	if (ascii_equal(value, "rtl"))
		return STATED_RTL;
	return ascii_equal(value, "auto") ? STATED_AUTO : STATED_NOTHING;
}

static bool input_is_typed(const struct node *n)
{
	static const char *const types[] = {"text",   "search",	  "tel",    "url",   "email",
					    "hidden", "password", "submit", "reset", "button"};
	const char *type = node_attribute(n, "type");

	for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++) {
		if (ascii_equal(type, types[i]))
			return true;
	}
	return !type;
}

/* That of the first letter inside that has one, leaving out what says its own. */
static enum direction content_direction(struct matcher *m, const struct node *n)
{
	const struct node *x = n + 1, *end = m->document->nodes + n->end;
	enum direction found = DIRECTION_NONE;

	if (n->tag == TAG_input) {
		const char *value = input_is_typed(n) ? node_attribute(n, "value") : NULL;
		return value ? text_direction(value, strlen(value)) : DIRECTION_NONE;
	}
	while (x < end && found == DIRECTION_NONE && matcher_step(m)) {
		if (x->kind == NODE_TEXT)
			found = text_direction(x->text, x->text_length);
		else if (x->tag == TAG_bdi || x->tag == TAG_script || x->tag == TAG_style ||
			 x->tag == TAG_textarea || stated_direction(x) != STATED_NOTHING)
			x = m->document->nodes + x->end - 1;
		x++;
	}
	return found;
}

static bool is_telephone(const struct node *n)
{
	const char *type = n->tag == TAG_input ? node_attribute(n, "type") : NULL;

	return type && ascii_equal(type, "tel");
}

enum direction node_direction(struct matcher *m, const struct node *n)
{
	for (; n && n->kind == NODE_ELEMENT && matcher_step(m); n = n->parent) {
		enum stated stated = stated_direction(n);

		if (stated == STATED_LTR || (stated == STATED_NOTHING && is_telephone(n)))
			return DIRECTION_LTR;
		if (stated == STATED_RTL)
			return DIRECTION_RTL;
		if (stated == STATED_AUTO || n->tag == TAG_bdi)
			return content_direction(m, n) == DIRECTION_RTL ? DIRECTION_RTL
									: DIRECTION_LTR;
	}
	return DIRECTION_LTR;
}
