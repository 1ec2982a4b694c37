/* Normal forms: escapes first, then what is left out, piece by piece. */
#include "discover/canonical.h"

#include "bounds.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

enum {
	TOKEN_MIN = 16
}; /* bytes of a value that may be a session's; numbers of things are shorter */

/* A piece of a query between two "&", or of a path behind a ";". */
struct piece {
	const char *s;
	size_t n, n_name;
};

/* --- parameters that say nothing of the page --- */

enum how { NAMED, BEGINS, TOKEN };

static const struct {
	enum how how;
	const char *name;
} left_out[] = {
#define PARAMETER(how, name) {how, name},
#include "discover/canonical.def"
};

static bool is_alphanumeric(char c)
{
	return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/* Long, of letters and digits, and at least one of these. */
static bool looks_random(const char *s, size_t n)
{
	bool has_digit = false;

	for (size_t i = 0; i < n; i++) {
		if (!is_alphanumeric(s[i]) && s[i] != '-' && s[i] != '_' && s[i] != ',')
			return false;
		has_digit = has_digit || (s[i] >= '0' && s[i] <= '9');
	}
	return has_digit && n >= TOKEN_MIN;
}

static struct piece piece(const char *s, size_t n)
{
	const char *equals = memchr(s, '=', n);

	return (struct piece){s, n, equals ? (size_t)(equals - s) : n};
}

static bool says_nothing(const struct piece *p)
{
	for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++) {
		size_t n = strlen(left_out[i].name);

		if (p->n_name < n || strncasecmp(p->s, left_out[i].name, n) != 0)
			continue;
		if (left_out[i].how == BEGINS)
			return true;
		if (p->n_name != n || p->n == n)
			continue;
		if (left_out[i].how == NAMED || looks_random(p->s + n + 1, p->n - n - 1))
			return true;
	}
	return false;
}

/* --- the parts of a URL --- */

/* With unreserved characters plain and the other escapes in upper case. None is made plain that
 * would make an escape with a "%" before it that is none. */
static const char *unescaped(struct arena *a, const char *s, size_t *n_out)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = strlen(s);
	char *out = arena_alloc_raw(a, n + 1), *to = out, *stray = NULL;

	for (size_t i = 0; i < n; i++) {
		int high = s[i] == '%' && i + 2 < n ? ascii_hex(s[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(s[i + 2]) : -1;

		if (low < 0) {
			stray = s[i] == '%' ? to : stray;
			*to++ = s[i];
			continue;
		}
		if (url_is_unreserved((char)(high << 4 | low)) && (!stray || to - stray > 2)) {
			*to++ = (char)(high << 4 | low);
		} else {
			*to++ = '%';
			*to++ = hex[high];
			*to++ = hex[low];
		}
		i += 2;
	}
	*to = '\0';
	*n_out = (size_t)(to - out);
	return out;
}

/* "/(S(0123456789abcdef01234567))/": how one kind of server keeps a visit in the path. */
static bool is_visit(const char *s, size_t n)
{
	return n > TOKEN_MIN && ascii_starts(s, "(S(") && s[n - 1] == ')' && s[n - 2] == ')' &&
	       looks_random(s + 3, n - 5);
}

/* One segment without its parameters that say nothing (";jsessionid=1A2B"). Dots with parameters
 * are no dot segment, and are not to become one. */
static void add_segment(struct text *t, const char *s, size_t n)
{
	const char *end = s + n, *mark = memchr(s, ';', n);

	if (mark && mark > s && mark - s <= 2 && strspn(s, ".") == (size_t)(mark - s))
		mark = NULL;
	text_add_bytes(t, s, mark ? (size_t)(mark - s) : n);
	while (mark) {
		const char *next = memchr(mark + 1, ';', (size_t)(end - mark - 1));
		struct piece p = piece(mark + 1, (size_t)((next ? next : end) - mark - 1));

		if (!says_nothing(&p))
			text_add_bytes(t, mark, p.n + 1);
		mark = next;
	}
}

static void add_path(struct text *t, struct arena *a, const char *raw)
{
	size_t n;
	const char *s = unescaped(a, raw, &n);

	while (*s == '/') {
		n = strcspn(s + 1, "/");
		if (!is_visit(s + 1, n)) {
			text_add_char(t, '/');
			add_segment(t, s + 1, n);
		}
		s += n + 1;
	}
}

static void add_query(struct text *t, struct arena *a, const char *raw)
{
	size_t n;
	const char *s = unescaped(a, raw, &n);
	char mark = '?';

	while (*s) {
		struct piece p = piece(s, strcspn(s, "&"));

		if (p.n && !says_nothing(&p)) {
			text_add_char(t, mark);
			text_add_bytes(t, p.s, p.n);
			mark = '&';
		}
		s += p.n + (s[p.n] == '&');
	}
}

/* --- the whole --- */

const char *canonical_text(struct arena *a, const struct url *u)
{
	struct text t = text_new(a, URL_MAX);
	size_t n_origin;

	text_add(&t, url_origin(a, u));
	n_origin = t.length;
	add_path(&t, a, u->path);
	if (t.length == n_origin)
		text_add_char(&t, '/');
	if (u->query)
		add_query(&t, a, u->query);
	return text_is_full(&t) ? NULL : t.data;
}

static int by_name(const void *a, const void *b)
{
	const struct piece *one = a, *other = b;
	size_t n = one->n_name < other->n_name ? one->n_name : other->n_name;
	int order = memcmp(one->s, other->s, n);

	if (order == 0 && one->n_name != other->n_name)
		return one->n_name < other->n_name ? -1 : 1;
	if (order == 0) /* they stand in one text */
		return one->s < other->s ? -1 : one->s > other->s;
	return order;
}

const char *canonical_key(struct arena *a, const char *text)
{
	const char *query = strchr(text, '?');
	size_t n = 0, most = 1, length = strlen(text);
	struct piece *pieces;
	struct text t;

	if (!query || !strchr(query, '&'))
		return text;
	for (const char *s = query; *s; s++)
		most += *s == '&';
	pieces = ARENA_ARRAY(a, most, struct piece);
	for (const char *s = query + 1;; s += pieces[n - 1].n + 1) {
		pieces[n] = piece(s, strcspn(s, "&"));
		if (!s[pieces[n++].n])
			break;
	}
	qsort(pieces, n, sizeof *pieces, by_name);
	t = text_new(a, length);
	text_add_bytes(&t, text, (size_t)(query - text));
	for (size_t i = 0; i < n; i++) {
		text_add_char(&t, i ? '&' : '?');
		text_add_bytes(&t, pieces[i].s, pieces[i].n);
	}
	return t.data;
}

const char *canonical_of(struct arena *a, const struct url *base, const char *text)
{
	const char *why;
	const struct url *u = base ? url_join(a, base, text, &why) : url_parse(a, text, &why);

	return u ? canonical_text(a, u) : NULL;
}
