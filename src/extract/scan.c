/* The look at a page's bytes before Gumbo sees them: its tags one after the other, with nothing
 * remembered but the nesting. */
#include "extract/scan.h"
#include "bounds.h"
#include "extract/nesting.h"

struct scan {
	struct work *w;
	struct names *names;
	struct nesting *nesting;
	const char *p, *end;
};

static struct name *read_name(struct scan *s)
{
	struct piece source = tag_name(&s->p, s->end);
	char small[64];
	char *lower =
	    source.size <= sizeof small ? small : arena_alloc_raw(s->w->arena, source.size);

	for (size_t i = 0; i < source.size; i++)
		lower[i] = ascii_lower(source.start[i]);
	return names_add(s->names, lower, source.size);
}

/* Moves to the tag's ">", or to the end of the input. */
static bool skip_attributes(struct scan *s)
{
	struct piece name, value;
	int n = 0;

	while (tag_attribute(&s->p, s->end, &name, &value))
		if (++n > HTML_ATTRIBUTES_MAX)
			return fail_class(s->w, CLASS_TOO_COMPLEX,
					  "an element of the page has more than %d attributes",
					  HTML_ATTRIBUTES_MAX);
	return true;
}

static bool depth_is_fine(struct scan *s, size_t depth)
{
	if (depth > HTML_DEPTH_MAX)
		return fail_class(s->w, CLASS_TOO_COMPLEX,
				  "the page's elements nest deeper than %d", HTML_DEPTH_MAX);
	return true;
}

static bool has_raw_content(enum tag tag)
{
	return tag == TAG_script || tag == TAG_style || tag == TAG_textarea || tag == TAG_title ||
	       tag == TAG_xmp || tag == TAG_iframe || tag == TAG_noembed || tag == TAG_noframes;
}

/* Moves to the end tag of an element whose content is not markup. */
static void skip_raw(struct scan *s, const struct name *name)
{
	while ((s->p = memchr(s->p, '<', (size_t)(s->end - s->p)))) {
		const char *after = s->p + 2 + name->length;

		if (after < s->end && s->p[1] == '/' &&
		    piece_is((struct piece){s->p + 2, name->length}, name->text) &&
		    (ascii_is_space(*after) || *after == '/' || *after == '>'))
			return;
		s->p++;
	}
	s->p = s->end;
}

static bool read_start_tag(struct scan *s)
{
	struct start_tag tag = {.source.start = s->p + 1};
	bool is_raw;
	size_t depth;

	s->p++;
	tag.name = read_name(s);
	if (!skip_attributes(s))
		return false;
	if (s->p == s->end) /* no ">": not a tag */
		return true;
	tag.source.size = (size_t)(s->p - tag.source.start);
	tag.closes_itself = s->p[-1] == '/';
	s->p++;
	is_raw = has_raw_content(tag.name->tag) && !nesting_is_foreign(s->nesting) &&
		 !nesting_drops(s->nesting, tag.name->tag);
	if (tag.name->tag == TAG_plaintext && !nesting_is_foreign(s->nesting)) {
		s->p = s->end;
		return true;
	}
	depth = nesting_start_tag(s->nesting, &tag);
	if (is_raw)
		skip_raw(s, tag.name);
	return depth_is_fine(s, depth);
}

static bool read_end_tag(struct scan *s)
{
	struct name *name;

	s->p += 2;
	name = read_name(s);
	if (!skip_attributes(s))
		return false;
	if (s->p == s->end)
		return true;
	s->p++;
	return depth_is_fine(s, nesting_end_tag(s->nesting, name));
}

static void skip_declaration(struct scan *s)
{
	static const char cdata[] = "<![CDATA[";
	const char *close;

	if (!nesting_is_foreign(s->nesting) || (size_t)(s->end - s->p) < strlen(cdata) ||
	    memcmp(s->p, cdata, strlen(cdata)) != 0) {
		s->p = tag_skip_declaration(s->p, s->end);
		return;
	}
	close = memmem(s->p, (size_t)(s->end - s->p), "]]>", 3);
	s->p = close ? close + 3 : s->end;
}

static bool is_letter(char c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z';
}

bool html_scan(struct work *w, struct names *names, const char *html, size_t n)
{
	struct scan s = {.w = w, .names = names, .p = html, .end = html + n};

	if (n > HTML_SIZE_MAX)
		return fail_class(w, CLASS_TOO_COMPLEX, "the page has more than %u bytes",
				  HTML_SIZE_MAX);
	s.nesting = nesting_new(w->arena, names);
	while (n > 0 && (s.p = memchr(s.p, '<', (size_t)(s.end - s.p))) && s.end - s.p > 2) {
		bool good = true;

		if (is_letter(s.p[1]))
			good = read_start_tag(&s);
		else if (s.p[1] == '/' && is_letter(s.p[2]))
			good = read_end_tag(&s);
		else if (s.p[1] == '!' || s.p[1] == '?' || s.p[1] == '/')
			skip_declaration(&s);
		else
			s.p++;
		if (!good)
			return false;
	}
	return true;
}
