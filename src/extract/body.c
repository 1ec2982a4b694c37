/* Fetched bytes: told apart by their content type and first bytes, decoded, parsed. */
#include "extract/body.h"

#include "extract/charset.h"
#include "util/json.h"

enum { SNIFF_MAX = 512 }; /* bytes that are looked at, about as many as browsers do */

/* Content types that a page can have; others are taken at their word. */
static const char *const html_types[] = {
    "text/html", "application/xhtml+xml", "text/plain",
    "text/xml",	 "application/xml",	  "text/x-server-parsed-html",
};

/* The first bytes of files that servers send as HTML, or without a type. */
static const struct {
	const char *bytes;
	size_t n;
	const char *type;
} magic[] = {
    {"%PDF-", 5, "application/pdf"},
    {"\x89PNG\r\n\x1A\n", 8, "image/png"},
    {"GIF8", 4, "image/gif"},
    {"\xFF\xD8\xFF", 3, "image/jpeg"},
    {"PK\x03\x04", 4, "application/zip"},
    {"\x1F\x8B\x08", 3, "application/gzip"},
    {"7z\xBC\xAF\x27\x1C", 6, "application/x-7z-compressed"},
    {"OggS", 4, "application/ogg"},
    {"ID3", 3, "audio/mpeg"},
    {"wOFF", 4, "font/woff"},
    {"wOF2", 4, "font/woff2"},
    {"\x7F"
     "ELF",
     4, "application/octet-stream"},
};

/* The type without its parameters, in lower case; NULL when there is none. */
static char *essence(struct arena *a, const char *content_type)
{
	size_t n;
	char *type;

	if (!content_type)
		return NULL;
	content_type += strspn(content_type, " \t\r\n");
	n = strcspn(content_type, "; \t\r\n,");
	if (!memchr(content_type, '/', n))
		return NULL;
	type = arena_copy(a, content_type, n);
	for (char *p = type; *p; p++)
		*p = ascii_lower(*p);
	return type;
}

static bool is_html_type(const char *type)
{
	for (size_t i = 0; i < sizeof html_types / sizeof html_types[0]; i++) {
		if (strcmp(type, html_types[i]) == 0)
			return true;
	}
	return false;
}

static bool says_wide(const char *content_type)
{
	for (; content_type && *content_type; content_type++) {
		if (ascii_starts(content_type, "utf-16") || ascii_starts(content_type, "ucs-2"))
			return true;
	}
	return false;
}

/* A page may have a stray NUL; more of them stand only in one of two bytes a character. */
static bool is_binary(const char *data, size_t n, const char *content_type)
{
	size_t nuls = 0;

	if (n >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0))
		return false;
	n = n < SNIFF_MAX ? n : SNIFF_MAX;
	for (size_t i = 0; i < n; i++)
		nuls += data[i] == '\0';
	return nuls > 1 + n / 32 && !says_wide(content_type);
}

/* A whole document of JSON starts with a bracket, which no page does. */
static bool is_json(const char *data, size_t n)
{
	size_t i = 0;

	while (i < n && ascii_is_space(data[i]))
		i++;
	if (i == n || (data[i] != '{' && data[i] != '['))
		return false;
	for (char first = data[i++]; i < n; i++) {
		if (!ascii_is_space(data[i]))
			return data[i] == '"' || data[i] == (first == '{' ? '}' : ']') ||
			       (first == '[' && strchr("{[-0123456789tfn", data[i]));
	}
	return false;
}

const char *body_foreign_type(struct arena *a, const char *data, size_t n, const char *content_type)
{
	const char *type = essence(a, content_type);
	size_t offset;

	if (type && !is_html_type(type))
		return type;
	for (size_t i = 0; i < sizeof magic / sizeof magic[0]; i++) {
		if (n >= magic[i].n && memcmp(data, magic[i].bytes, magic[i].n) == 0)
			return magic[i].type;
	}
	if (is_binary(data, n, content_type))
		return "application/octet-stream";
	/* What is called a page must be JSON to its end: text may well start with a bracket. */
	if (is_json(data, n) &&
	    (!type || strcmp(type, "text/plain") == 0 || !json_complaint_lenient(data, n, &offset)))
		return "application/json";
	return NULL;
}

struct document *body_parse(struct work *w, const char *data, size_t n, const char *content_type,
			    const char *url, const char **charset_out)
{
	const char *foreign = body_foreign_type(w->arena, data, n, content_type);
	struct decoded decoded;

	if (foreign)
		return fail_class(w, CLASS_NOT_HTML, "Page is not HTML: %s", foreign);
	decoded = charset_decode(w, data, n, content_type);
	if (charset_out)
		*charset_out = decoded.charset;
	return html_parse(w, decoded.text, decoded.size, url);
}
