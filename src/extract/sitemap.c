/* From fetched bytes to entries: inflated where they are gzip, then XML or lines. */
#include "extract/sitemap.h"

#include "bounds.h"
#include "extract/sitemap_parts.h"

#include <zlib.h>

enum {
	PIECE = 64 << 10,    /* bytes that are inflated and parsed at once */
	GZIP_BITS = 15 + 16, /* zlib's way to say: the largest window, gzip around it */
};

/* --- entries --- */

static bool is_space(uint32_t c)
{
	static const uint32_t wide[] = {0x85,	0xA0,	0x1680, 0x2028, 0x2029,
					0x202F, 0x205F, 0x3000, 0xFEFF};

	if (c < 0x80)
		return c <= ' ';
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
		if (c == wide[i])
			return true;
	}
	return c >= 0x2000 && c <= 0x200B;
}

char *sitemap_trimmed(char *s)
{
	char *end = s + strlen(s);
	const char *first = s;

	for (const char *p = s; p < end && is_space(utf8_next(&p, end));)
		first = p;
	s += first - s;
	while (end > s) {
		char *start = end - 1;
		const char *p;

		while (start > s && end - start < 4 && ((unsigned char)*start & 0xC0) == 0x80)
			start--;
		p = start;
		if (!is_space(utf8_next(&p, end)))
			break;
		end = start;
	}
	*end = '\0';
	return s;
}

void sitemap_add(struct text *t, const char *s, size_t n)
{
	while (t->length == 0 && n > 0 && ascii_is_space(*s)) {
		s++;
		n--;
	}
	text_add_bytes(t, s, n);
}

bool sitemap_tell(struct sitemap_reading *r, enum sitemap_format format, char *url,
		  const char *lastmod)
{
	struct sitemap_entry e = {sitemap_trimmed(url), lastmod};

	if (r->reader->n_entries == SITEMAP_URLS_MAX)
		return fail_class(r->w, CLASS_TOO_LARGE, "Sitemap too large: more than %d URLs",
				  SITEMAP_URLS_MAX);
	r->reader->format = format;
	r->reader->n_entries++;
	r->reader->entry(r->reader->data, &e);
	return true;
}

/* --- lines --- */

bool sitemap_is_address(const char *s)
{
	return ascii_starts(s, "http://") || ascii_starts(s, "https://");
}

static bool end_line(struct sitemap_reading *r)
{
	char *s = sitemap_trimmed(r->line.data);
	/* No standard has comments, and people write them; read as a URL one is the file's own. */
	const bool is_entry = *s && *s != '#';
	bool good = true;

	if (r->reader->n_entries == 0 && is_entry && !sitemap_is_address(s))
		return fail_class(r->w, CLASS_DATA,
				  "Not a sitemap: neither XML nor a list of URLs");
	if (is_entry)
		good = sitemap_tell(r, SITEMAP_TEXT, s, NULL);
	text_clear(&r->line);
	return good;
}

static bool read_lines(struct sitemap_reading *r, const char *s, size_t n, bool is_last)
{
	for (const char *end = s + n; s < end;) {
		const char *stop = s;

		while (stop < end && *stop != '\n' && *stop != '\r' && *stop)
			stop++;
		sitemap_add(&r->line, s, (size_t)(stop - s));
		if (stop < end && !end_line(r))
			return false;
		s = stop + 1;
	}
	return !is_last || end_line(r);
}

/* --- pieces --- */

/* XML begins with "<", also as one of two bytes; anything else is a text. */
static bool begin(struct sitemap_reading *r, const char *s, size_t n)
{
	bool is_wide = n >= 2 && (memcmp(s, "\xFF\xFE", 2) == 0 || memcmp(s, "\xFE\xFF", 2) == 0 ||
				  memcmp(s, "\0<", 2) == 0);

	r->has_begun = true;
	r->line = text_new(r->w->arena, SITEMAP_TEXT_MAX);
	if (!is_wide && *s != '<')
		return true;
	r->xml = sitemap_xml_new(r);
	return r->xml != NULL;
}

/* White space and a byte order mark before the first byte that says what it is. */
static size_t blank(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n &&
	       (ascii_is_space(s[i]) || (n - i >= 3 && memcmp(s + i, "\xEF\xBB\xBF", 3) == 0)))
		i += ascii_is_space(s[i]) ? 1 : 3;
	return i;
}

static bool take(struct sitemap_reading *r, const char *s, size_t n, bool is_last)
{
	r->size += n;
	if (r->size > SITEMAP_MAX)
		return fail_class(r->w, CLASS_TOO_LARGE, "Sitemap too large: more than %u MB",
				  SITEMAP_MAX >> 20);
	if (!r->has_begun) {
		size_t skipped = blank(s, n);

		s += skipped;
		n -= skipped;
		if (n == 0)
			return !is_last || fail_class(r->w, CLASS_EMPTY, "Sitemap is empty");
		if (!begin(r, s, n))
			return false;
	}
	return r->xml ? sitemap_xml_read(r->xml, s, n, is_last) : read_lines(r, s, n, is_last);
}

static bool take_plain(struct sitemap_reading *r, const char *data, size_t n)
{
	for (; n > PIECE; data += PIECE, n -= PIECE) {
		if (!take(r, data, PIECE, false))
			return false;
	}
	return take(r, data, n, true);
}

/* --- gzip --- */

static bool is_gzip(const char *data, size_t n)
{
	return n >= 3 && memcmp(data, "\x1F\x8B\x08", 3) == 0;
}

static void end_inflate(void *z)
{
	(void)inflateEnd(z);
}

/* Fills the piece as far as the data go. False when they are no gzip. *is_over: they are done. What
 * follows the last member is padding, as gzip(1) takes it. */
static bool inflate_piece(z_stream *z, char *piece, bool *is_over)
{
	z->next_out = (unsigned char *)piece;
	z->avail_out = PIECE;
	while (z->avail_out > 0 && !*is_over) {
		int got = inflate(z, Z_NO_FLUSH);

		if (got == Z_STREAM_END) {
			*is_over = !is_gzip((const char *)z->next_in, z->avail_in);
			if (!*is_over && inflateReset(z) != Z_OK)
				return false;
		} else if (got != Z_OK) {
			return false;
		}
	}
	return true;
}

static bool take_gzip(struct sitemap_reading *r, const char *data, size_t n)
{
	char *piece = arena_alloc_raw(r->w->arena, PIECE);
	z_stream *z = ARENA_NEW(r->w->arena, z_stream);
	bool is_over = false;

	if (inflateInit2(z, GZIP_BITS) != Z_OK)
		return fail_class(r->w, CLASS_TOO_COMPLEX, "no memory to inflate the sitemap");
	arena_defer(r->w->arena, end_inflate, z);
	z->next_in = (unsigned char *)(uintptr_t)data;
	z->avail_in = (unsigned)n;
	while (!is_over) {
		if (!inflate_piece(z, piece, &is_over))
			return fail_class(r->w, CLASS_DATA,
					  "Sitemap is broken: its gzip data are damaged or end "
					  "too early");
		if (!take(r, piece, PIECE - z->avail_out, is_over))
			return false;
	}
	return true;
}

bool sitemap_read(struct work *w, const char *data, size_t n, struct sitemap_reader *reader)
{
	struct sitemap_reading r = {.w = w, .reader = reader};

	if (n > SITEMAP_MAX)
		return fail_class(w, CLASS_TOO_LARGE, "Sitemap too large: more than %u MB",
				  SITEMAP_MAX >> 20);
	return is_gzip(data, n) ? take_gzip(&r, data, n) : take_plain(&r, data, n);
}
