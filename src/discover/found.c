/* Lines "av<URL>[<TAB><date>]": two letters of verdicts, and what they are about. */
#include "discover/found.h"

#include "util/json.h"

#include <string.h>

enum { STRANGE_MAX = 200 }; /* bytes shown of what is no URL */

/* --- writing --- */

/* What is no URL, fit for a line: cut where a character ends. */
static void add_strange(struct text *lines, const char *s)
{
	const char *p = s, *end = s + strnlen(s, STRANGE_MAX);

	while (p < end) {
		uint32_t c = utf8_next(&p, end);

		if (c == 0xFFFD)
			break;
		text_add_utf8(lines, c < 0x20 || c == 0x7F ? ' ' : c);
	}
}

void found_add(struct text *lines, const struct found *f)
{
	text_add_char(lines, verdict_letter(f->collect));
	text_add_char(lines, verdict_letter(f->visit));
	if (f->collect == VERDICT_NO_URL)
		add_strange(lines, f->url);
	else
		text_add(lines, f->url);
	if (f->lastmod) {
		text_add_char(lines, '\t');
		text_add(lines, f->lastmod);
	}
	text_add_char(lines, '\n');
}

/* --- reading --- */

bool found_begin(struct work *w, struct found_reader *r, struct json_object *answer)
{
	r->at = json_text(answer, "found");
	return r->at || fail(w, ERR_INTERNAL, "the extractor found nothing to read");
}

static bool is_url(const char *s)
{
	if (strncmp(s, "http://", 7) != 0 && strncmp(s, "https://", 8) != 0)
		return false;
	for (; *s; s++) {
		if (*s <= ' ' || *s >= 0x7F)
			return false;
	}
	return true;
}

static bool is_shown(const char *s)
{
	for (const char *p = s; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			return false;
	}
	return strlen(s) <= STRANGE_MAX;
}

static bool take(char *to, size_t room, const char *s, size_t n)
{
	if (n >= room)
		return false;
	memcpy(to, s, n);
	to[n] = '\0';
	return true;
}

static bool read_line(struct found_reader *r, const char *s, const char *end, struct found *out)
{
	char again[LASTMOD_SIZE];
	const char *tab;

	if (end - s < 2 || !verdict_read(s[0], &out->collect) || !verdict_read(s[1], &out->visit))
		return false;
	s += 2;
	tab = memchr(s, '\t', (size_t)(end - s));
	if (!take(r->url, sizeof r->url, s, (size_t)((tab ? tab : end) - s)))
		return false;
	out->url = r->url;
	out->lastmod = NULL;
	if (tab) {
		if (!take(r->lastmod, sizeof r->lastmod, tab + 1, (size_t)(end - tab - 1)) ||
		    !lastmod_read(r->lastmod, again) || strcmp(r->lastmod, again) != 0)
			return false;
		out->lastmod = r->lastmod;
	}
	if (out->collect == VERDICT_NO_URL && out->visit == VERDICT_NO_URL)
		return is_shown(r->url);
	return is_url(r->url);
}

bool found_next(struct work *w, struct found_reader *r, struct found *out)
{
	const char *end = strchr(r->at, '\n');

	if (!*r->at)
		return false;
	if (!end || !read_line(r, r->at, end, out))
		return fail(w, ERR_INTERNAL,
			    "the extractor's answer was not believed: a line of "
			    "what it found is none");
	r->at = end + 1;
	return true;
}
