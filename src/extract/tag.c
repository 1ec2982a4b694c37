/* Tags as they stand in the source. */
#include "extract/tag.h"
#include "util/text.h"

/* What may stand behind a name, without a branch for each: most of a page's bytes are in tags. */
static const bool name_ends[256] = {
    ['\t'] = true, ['\n'] = true, ['\f'] = true, ['\r'] = true,
    [' '] = true,  ['/'] = true,  ['>'] = true,
};

static bool ends_name(char c)
{
	return name_ends[(unsigned char)c];
}

struct piece tag_name(const char **p, const char *end)
{
	struct piece name = {.start = *p};

	while (*p < end && !ends_name(**p))
		(*p)++;
	name.size = (size_t)(*p - name.start);
	return name;
}

static struct piece quoted_value(const char **p, const char *end)
{
	char quote = *(*p)++;
	struct piece value = {.start = *p};
	const char *close = memchr(*p, quote, (size_t)(end - *p));

	*p = close ? close + 1 : end;
	value.size = (size_t)((close ? close : end) - value.start);
	return value;
}

static struct piece bare_value(const char **p, const char *end)
{
	struct piece value = {.start = *p};

	while (*p < end && !ascii_is_space(**p) && **p != '>')
		(*p)++;
	value.size = (size_t)(*p - value.start);
	return value;
}

static void skip_space(const char **p, const char *end)
{
	while (*p < end && ascii_is_space(**p))
		(*p)++;
}

bool tag_attribute(const char **p, const char *end, struct piece *name, struct piece *value)
{
	while (*p < end && (ascii_is_space(**p) || **p == '/'))
		(*p)++;
	if (*p == end || **p == '>')
		return false;
	name->start = *p;
	if (**p == '=') /* belongs to the name when it comes first */
		(*p)++;
	while (*p < end && !ends_name(**p) && **p != '=')
		(*p)++;
	name->size = (size_t)(*p - name->start);
	*value = (struct piece){.start = *p};
	skip_space(p, end);
	if (*p == end || **p != '=')
		return true;
	(*p)++;
	skip_space(p, end);
	if (*p < end && **p != '>')
		*value = **p == '"' || **p == '\'' ? quoted_value(p, end) : bare_value(p, end);
	return true;
}

static const char *skip_comment(const char *p, const char *end)
{
	/* "<!-->" and "<!--->" are whole comments, so the search starts at the opening dashes. */
	for (p += 2; (p = memchr(p, '-', (size_t)(end - p))); p++) {
		if (end - p >= 3 && p[1] == '-' && p[2] == '>')
			return p + 3;
		if (end - p >= 4 && p[1] == '-' && p[2] == '!' && p[3] == '>')
			return p + 4;
	}
	return end;
}

const char *tag_skip_declaration(const char *p, const char *end)
{
	const char *close;

	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0)
		return skip_comment(p, end);
	close = memchr(p, '>', (size_t)(end - p));
	return close ? close + 1 : end;
}

bool piece_is(struct piece p, const char *lower)
{
	size_t i;

	for (i = 0; i < p.size && lower[i]; i++)
		if (ascii_lower(p.start[i]) != lower[i])
			return false;
	return i == p.size && !lower[i];
}
