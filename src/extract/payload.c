/* An API's answer: its format told, its characters decoded, its wrapping taken off. */
#include "extract/payload.h"

#include "bounds.h"
#include "extract/charset.h"
#include "extract/csv_read.h"
#include "util/json.h"

enum format { FORMAT_UNKNOWN, FORMAT_JSON, FORMAT_LINES, FORMAT_CSV };

struct bytes {
	const char *p, *end;
};

static struct bytes trimmed(struct bytes b)
{
	while (b.p < b.end && ascii_is_space(*b.p))
		b.p++;
	while (b.p < b.end && ascii_is_space(b.end[-1]))
		b.end--;
	return b;
}

/* --- the format --- */

static enum format format_of_word(const char *word)
{
	static const struct {
		const char *word;
		enum format format;
	} words[] = {
	    {"json", FORMAT_JSON},   {"jsonl", FORMAT_LINES}, {"ndjson", FORMAT_LINES},
	    {"lines", FORMAT_LINES}, {"csv", FORMAT_CSV},     {"tsv", FORMAT_CSV},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (ascii_equal(word, words[i].word))
			return words[i].format;
	}
	return FORMAT_UNKNOWN;
}

/* By the words of a media type: "application/x-ndjson", "text/csv", "application/hal+json". */
static enum format format_of_type(struct arena *a, const char *content_type)
{
	static const struct {
		const char *part;
		enum format format;
	} parts[] = {
	    {"ndjson", FORMAT_LINES},	 {"jsonl", FORMAT_LINES},
	    {"jsonlines", FORMAT_LINES}, {"json-seq", FORMAT_LINES},
	    {"csv", FORMAT_CSV},	 {"tab-separated-values", FORMAT_CSV},
	    {"json", FORMAT_JSON},	 {"javascript", FORMAT_JSON},
	};
	char *type;

	if (!content_type)
		return FORMAT_UNKNOWN;
	type = arena_copy(a, content_type, strcspn(content_type, ";,"));
	for (char *p = type; *p; p++)
		*p = ascii_lower(*p);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (strstr(type, parts[i].part))
			return parts[i].format;
	}
	return FORMAT_UNKNOWN;
}

static struct bytes first_line(struct bytes b)
{
	const char *end = b.p < b.end ? memchr(b.p, '\n', (size_t)(b.end - b.p)) : NULL;

	return trimmed((struct bytes){b.p, end ? end : b.end});
}

static bool is_json(struct bytes b)
{
	size_t offset;

	return !json_complaint_lenient(b.p, (size_t)(b.end - b.p), &offset);
}

/* What starts with a bracket is JSON, or lines of it when the first is a document of its own. What
 * has a delimiter in its first line is CSV. */
static enum format format_of_bytes(struct bytes b)
{
	struct bytes line;

	if (b.p == b.end)
		return FORMAT_UNKNOWN;
	line = first_line(b);
	if (*b.p == '{' || *b.p == '[')
		return line.end < b.end && is_json(line) ? FORMAT_LINES : FORMAT_JSON;
	if (*b.p == '<')
		return FORMAT_UNKNOWN;
	return csv_delimiter(b.p, (size_t)(b.end - b.p)) ? FORMAT_CSV : FORMAT_JSON;
}

/* --- JSON --- */

/* Without the guard that keeps other sites from including it as a script. */
static struct bytes unguarded(struct bytes b)
{
	static const char *const guards[] = {")]}'",	  "while(1);", "while (1);", "for(;;);",
					     "for (;;);", "/**/",      "{}&&"};

	for (size_t i = 0; i < sizeof guards / sizeof guards[0]; i++) {
		size_t n = strlen(guards[i]);

		if ((size_t)(b.end - b.p) >= n && memcmp(b.p, guards[i], n) == 0) {
			b.p += n;
			if (b.p < b.end && *b.p == ',')
				b.p++;
			return trimmed(b);
		}
	}
	return b;
}

/* The argument of "callback({…});" or "typeof f === 'function' && f({…});", or the bytes as they
 * are. */
static struct bytes uncalled(struct bytes b)
{
	const char *p = b.p;

	while (p < b.end && ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			     (*p && strchr("0123456789_$. ='&", *p))))
		p++;
	if (p == b.p || p == b.end || *p != '(')
		return b;
	b.p = p + 1;
	while (b.end > b.p && (ascii_is_space(b.end[-1]) || b.end[-1] == ';'))
		b.end--;
	if (b.end > b.p && b.end[-1] == ')')
		b.end--;
	return trimmed(b);
}

/* Says of a document that could not be read why, as what became of the job. */
static void *not_json(struct work *w, struct bytes b)
{
	static const char prefix[] = "invalid JSON: ";
	const char *why = w->message;

	if (error_is(w, ERR_TOO_LARGE))
		return fail_class(w, CLASS_TOO_COMPLEX, "Response is too complex: %s", why);
	if (b.p < b.end && *b.p == '<')
		return fail_class(w, CLASS_DATA, "Response is not JSON but a page");
	if (strncmp(why, prefix, strlen(prefix)) == 0)
		why += strlen(prefix);
	return fail_class(w, CLASS_DATA, "Response is not JSON: %s", why);
}

static struct json_object *read_json(struct work *w, struct bytes b)
{
	struct json_object *o;

	b = uncalled(unguarded(b));
	o = json_parse_lenient(w, b.p, (size_t)(b.end - b.p));
	return o ? o : not_json(w, b);
}

/* Lines of JSON become one list, so that it has one document's bounds. */
static struct json_object *read_lines(struct work *w, struct bytes b)
{
	struct text t = text_new(w->arena, (size_t)(b.end - b.p) + 2);
	struct json_object *list;

	text_add_char(&t, '[');
	while (b.p < b.end) {
		const char *end = memchr(b.p, '\n', (size_t)(b.end - b.p));
		struct bytes line = {b.p, end ? end : b.end};

		b.p = end ? end + 1 : b.end;
		if (line.p < line.end && *line.p == '\x1E') /* of a JSON text sequence */
			line.p++;
		line = trimmed(line);
		if (line.p == line.end)
			continue;
		if (t.length > 1)
			text_add_char(&t, ',');
		text_add_bytes(&t, line.p, (size_t)(line.end - line.p));
	}
	text_add_char(&t, ']');
	list = json_parse_lenient(w, t.data, t.length);
	return list ? list : not_json(w, b);
}

/* --- CSV --- */

static bool csv_form_of(struct work *w, struct json_object *strategy, struct csv_form *form)
{
	const char *delimiter = json_text(strategy, "delimiter");

	form->headless = !json_bool_of(strategy, "header", true);
	if (!json_get(strategy, "delimiter"))
		return true;
	if (!delimiter || strlen(delimiter) != 1 || strchr("\"\r\n", *delimiter))
		return fail(w, ERR_UNACCEPTABLE, "delimiter: must be one character");
	form->delimiter = *delimiter;
	return true;
}

static struct json_object *read_csv(struct work *w, struct json_object *strategy, struct bytes b)
{
	struct csv_form form = {0};

	if (!csv_form_of(w, strategy, &form))
		return NULL;
	return csv_read(w, b.p, (size_t)(b.end - b.p), &form);
}

/* --- all of them --- */

static bool format_find(struct work *w, struct json_object *strategy, const char *content_type,
			struct bytes b, enum format *out)
{
	struct json_object *said = json_get(strategy, "format");
	const char *word = json_text(strategy, "format");

	*out = word ? format_of_word(word) : FORMAT_UNKNOWN;
	if (said && *out == FORMAT_UNKNOWN)
		return fail(w, ERR_UNACCEPTABLE, "format: must be \"json\", \"jsonl\" or \"csv\"");
	if (said)
		return true;
	*out = format_of_type(w->arena, content_type);
	/* Lines of JSON are often sent as plain JSON. */
	if (*out == FORMAT_UNKNOWN ||
	    (*out == FORMAT_JSON && format_of_bytes(b) == FORMAT_LINES && !is_json(b)))
		*out = format_of_bytes(b);
	return true;
}

struct json_object *payload_read(struct work *w, struct json_object *strategy,
				 const struct payload *p, const char **charset_out)
{
	struct decoded decoded = charset_decode(w, p->data, p->size, p->content_type);
	struct bytes all = {decoded.text, decoded.text + decoded.size}, b = trimmed(all);
	enum format format;

	*charset_out = decoded.charset;
	if (!format_find(w, strategy, p->content_type, b, &format))
		return NULL;
	switch (format) {
	case FORMAT_LINES:
		return read_lines(w, b);
	case FORMAT_CSV:
		return read_csv(w, strategy, all); /* white space may be an empty cell */
	case FORMAT_JSON:
	case FORMAT_UNKNOWN:
		break;
	}
	return read_json(w, b);
}
