/* The strict check of JSON before json-c sees it: RFC 8259 to the letter, UTF-8, no member twice,
 * no NUL, integers that fit int64_t and other numbers that fit a double. One pass over the bytes
 * and no recursion: what is open is noted in an array of JSON_DEPTH_MAX levels. */
#include "util/json.h"
#include "bounds.h"
#include "util/text.h"

#include <errno.h>
#include <math.h>

/* What json-c 0.16 allocates for a value, measured; a short text can be a large tree. */
#define OBJECT_BYTES 800u
#define NAME_BYTES   80u
#define ARRAY_BYTES  150u
#define SCALAR_BYTES 110u

const char json_too_deep[] = "nested too deep", json_too_many[] = "too many values";

/* The bytes of a member's name between its quotes, escapes and all. */
struct key {
	const char *start;
	size_t n;
	bool escaped;
};

struct level {
	bool object;
	size_t first_key; /* index into keys of its first member */
};

struct scan {
	const char *p, *end;
	const char *why, *where; /* the complaint */
	struct level levels[JSON_DEPTH_MAX];
	size_t depth;
	struct key *keys; /* of all objects that are open, outermost first */
	size_t n_keys, key_room;
	size_t tree_bytes; /* estimate of what json-c will need */
	bool repeats;	   /* a member may be given twice */
};

static bool refuse(struct scan *s, const char *where, const char *why)
{
	s->why = why;
	s->where = where;
	return false;
}

static bool unexpected(struct scan *s)
{
	return refuse(s, s->p, s->p < s->end ? "unexpected character" : "unexpected end");
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
		s->p++;
}

/* --- strings --- */

/* The four hexadecimal digits at p, or -1. */
static int32_t hex_unit(const char *p, const char *end)
{
	int32_t value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

static bool is_high_surrogate(int32_t unit)
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(int32_t unit)
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* The escape whose backslash is at s->p. */
static bool scan_escape(struct scan *s)
{
	const char *start = s->p;
	int32_t unit;

	if (s->end - start < 2 || !strchr("\"\\/bfnrtu", start[1]) || !start[1])
		return refuse(s, start, "bad escape");
	s->p += 2;
	if (start[1] != 'u')
		return true;
	unit = hex_unit(s->p, s->end);
	if (unit < 0)
		return refuse(s, start, "bad escape");
	if (unit == 0)
		return refuse(s, start, "NUL in a string");
	s->p += 4;
	if (is_high_surrogate(unit) && s->end - s->p >= 6 && s->p[0] == '\\' && s->p[1] == 'u' &&
	    is_low_surrogate(hex_unit(s->p + 2, s->end))) {
		s->p += 6;
		return true;
	}
	if (is_high_surrogate(unit) || is_low_surrogate(unit))
		return refuse(s, start, "half a surrogate pair");
	return true;
}

static bool is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

/* The string whose quote is at s->p. */
static bool scan_string(struct scan *s, struct key *key)
{
	const char *run;

	*key = (struct key){.start = ++s->p};
	for (;;) {
		while (s->p < s->end && is_plain(*s->p))
			s->p++;
		if (s->p == s->end)
			return unexpected(s);
		if (*s->p == '"') {
			key->n = (size_t)(s->p++ - key->start);
			return true;
		}
		if (*s->p == '\\') {
			key->escaped = true;
			if (!scan_escape(s))
				return false;
			continue;
		}
		if ((unsigned char)*s->p < 0x20)
			return refuse(s, s->p, "control character in a string");
		run = s->p;
		while (s->p < s->end && (unsigned char)*s->p >= 0x80)
			s->p++;
		if (!utf8_is_valid(run, (size_t)(s->p - run)))
			return refuse(s, run, "text that is not UTF-8");
	}
}

/* --- numbers --- */

static size_t scan_digits(struct scan *s)
{
	const char *start = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return (size_t)(s->p - start);
}

static bool integer_fits(const char *digits, size_t n, bool negative)
{
	const char *largest = negative ? "9223372036854775808" : "9223372036854775807";

	return n < strlen(largest) || (n == strlen(largest) && memcmp(digits, largest, n) <= 0);
}

/* Too large for a double? What is too small becomes zero, which is the nearest there is. */
static bool double_fits(const char *start, size_t n)
{
	char copy[JSON_NUMBER_MAX + 1];

	memcpy(copy, start, n);
	copy[n] = '\0';
	return isfinite(strtod(copy, NULL));
}

static bool scan_number(struct scan *s)
{
	const char *start = s->p, *digits;
	bool whole = true;
	size_t n_digits, n;

	if (*s->p == '-')
		s->p++;
	digits = s->p;
	n_digits = scan_digits(s);
	if (n_digits == 0)
		return unexpected(s);
	if (n_digits > 1 && *digits == '0')
		return refuse(s, digits, "number with a leading zero");
	if (s->p < s->end && *s->p == '.') {
		whole = false;
		s->p++;
		if (scan_digits(s) == 0)
			return unexpected(s);
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		whole = false;
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (scan_digits(s) == 0)
			return unexpected(s);
	}
	n = (size_t)(s->p - start);
	if (whole ? !integer_fits(digits, n_digits, *start == '-')
		  : n > JSON_NUMBER_MAX || !double_fits(start, n))
		return refuse(s, start, "number out of range");
	return true;
}

/* --- members --- */

/* The next code point of a name; the name has been scanned before, so its escapes are whole. */
static uint32_t key_next(const char **p, const char *end)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	const char *letter;
	uint32_t c = (unsigned char)*(*p)++;

	if (c != '\\') {
		if (c < 0x80)
			return c;
		(*p)--;
		return utf8_next(p, end);
	}
	c = (unsigned char)*(*p)++;
	letter = strchr(letters, (int)c);
	if (letter)
		return (unsigned char)meant[letter - letters];
	if (c != 'u')
		return c;
	c = (uint32_t)hex_unit(*p, end);
	*p += 4;
	if (is_high_surrogate((int32_t)c)) {
		c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)hex_unit(*p + 2, end) - 0xDC00);
		*p += 6;
	}
	return c;
}

static int compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;
	const char *p = a->start, *p_end = p + a->n, *q = b->start, *q_end = q + b->n;

	if (!a->escaped && !b->escaped) {
		int order = memcmp(p, q, a->n < b->n ? a->n : b->n);

		return order ? order : (a->n > b->n) - (a->n < b->n);
	}
	while (p < p_end && q < q_end) {
		uint32_t c = key_next(&p, p_end), d = key_next(&q, q_end);

		if (c != d)
			return c < d ? -1 : 1;
	}
	return (p < p_end) - (q < q_end);
}

static void note_key(struct scan *s, const struct key *key)
{
	if (s->n_keys == s->key_room) {
		s->key_room = s->key_room ? s->key_room * 2 : 64;
		s->keys = realloc(s->keys, s->key_room * sizeof *s->keys);
		if (!s->keys)
			abort();
	}
	s->keys[s->n_keys++] = *key;
}

/* Sorting costs n log n whatever the names are; a hash table could be flooded. UTF-8 sorts as
 * its code points do, so that both ways of comparing agree. */
static bool close_object(struct scan *s, const struct level *l)
{
	size_t n = s->n_keys - l->first_key;
	struct key *keys;

	s->n_keys = l->first_key;
	if (n < 2 || s->repeats)
		return true;
	keys = s->keys + l->first_key;
	qsort(keys, n, sizeof *keys, compare_keys);
	for (size_t i = 1; i < n; i++)
		if (compare_keys(&keys[i - 1], &keys[i]) == 0)
			return refuse(s,
				      keys[i].start > keys[i - 1].start ? keys[i].start - 1
									: keys[i - 1].start - 1,
				      "member name used twice");
	return true;
}

/* A member's name and colon; its value comes next. */
static bool scan_name(struct scan *s)
{
	struct key key;

	skip_space(s);
	if (s->p == s->end || *s->p != '"')
		return unexpected(s);
	if (!scan_string(s, &key))
		return false;
	note_key(s, &key);
	s->tree_bytes += NAME_BYTES;
	skip_space(s);
	if (s->p == s->end || *s->p != ':')
		return unexpected(s);
	s->p++;
	return true;
}

/* --- the document --- */

static bool scan_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return unexpected(s);
	s->p += n;
	return true;
}

static bool scan_scalar(struct scan *s)
{
	struct key ignored;

	switch (*s->p) {
	case '"':
		return scan_string(s, &ignored);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		return scan_number(s);
	}
}

/* Leaves a level whose bracket is at s->p. */
static bool scan_close(struct scan *s)
{
	struct level *l = &s->levels[s->depth - 1];

	if (*s->p != (l->object ? '}' : ']'))
		return unexpected(s);
	s->p++;
	s->depth--;
	return !l->object || close_object(s, l);
}

/* A value's beginning: opens levels until a scalar or an empty level has been read. */
static bool scan_value(struct scan *s)
{
	for (;;) {
		struct level *l;

		skip_space(s);
		if (s->p == s->end)
			return unexpected(s);
		if (s->depth == JSON_DEPTH_MAX)
			return refuse(s, s->p, json_too_deep);
		s->tree_bytes += *s->p == '{'	? OBJECT_BYTES
				 : *s->p == '[' ? ARRAY_BYTES
						: SCALAR_BYTES;
		if (s->tree_bytes > JSON_TREE_MAX)
			return refuse(s, s->p, json_too_many);
		if (*s->p != '{' && *s->p != '[')
			return scan_scalar(s);
		l = &s->levels[s->depth++];
		*l = (struct level){.object = *s->p++ == '{', .first_key = s->n_keys};
		skip_space(s);
		if (s->p < s->end && *s->p == (l->object ? '}' : ']'))
			return scan_close(s);
		if (l->object && !scan_name(s))
			return false;
	}
}

/* What follows a value: closes levels up to a comma, after which another value is due. */
static bool scan_follow(struct scan *s)
{
	while (s->depth > 0) {
		skip_space(s);
		if (s->p == s->end)
			return unexpected(s);
		if (*s->p == ',') {
			s->p++;
			return !s->levels[s->depth - 1].object || scan_name(s);
		}
		if (!scan_close(s))
			return false;
	}
	return true;
}

static const char *complaint(const char *data, size_t n, bool repeats, size_t *offset)
{
	struct scan s = {.p = data, .end = data + n, .repeats = repeats};
	bool good;

	do
		good = scan_value(&s) && scan_follow(&s);
	while (good && s.depth > 0);
	if (good) {
		skip_space(&s);
		if (s.p < s.end)
			(void)refuse(&s, s.p, "text after the document");
	}
	free(s.keys);
	if (s.why)
		*offset = (size_t)(s.where - data);
	return s.why;
}

const char *json_complaint(const char *data, size_t n, size_t *offset)
{
	return complaint(data, n, false, offset);
}

const char *json_complaint_lenient(const char *data, size_t n, size_t *offset)
{
	return complaint(data, n, true, offset);
}
