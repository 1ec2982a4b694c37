/* The URL parser of the WHATWG URL Standard, for http and https, as steps over one text instead
 * of a state machine: scheme, authority, path, query, fragment. */
#include "util/url.h"
#include "bounds.h"
#include "util/text.h"
#include "util/url_host.h"

/* The text being read. */
struct reader {
	struct arena *arena;
	const char *p;
	const char **why;
};

static void *refuse(struct reader *r, const char *reason)
{
	*r->why = reason;
	return NULL;
}

/* --- what is encoded where: the standard's percent-encode sets --- */

#define QUERY_SET    " \"#<>'"
#define FRAGMENT_SET " \"<>`"
#define PATH_SET     " \"#<>?^`{}"

static void add_encoded(struct text *t, const char *s, size_t n, const char *set)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x7F && !strchr(set, c)) {
			text_add_char(t, s[i]);
			continue;
		}
		text_add_char(t, '%');
		text_add_char(t, hex[c >> 4]);
		text_add_char(t, hex[c & 15]);
	}
}

static const char *encoded(struct reader *r, size_t n, const char *set)
{
	struct text t = text_new(r->arena, 3 * n);

	add_encoded(&t, r->p, n, set);
	r->p += n;
	return t.data;
}

/* --- the path --- */

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* How many dots the segment is made of, "%2e" being one; 0 when it is something else. */
static int count_dots(const char *s, size_t n)
{
	int dots = 0;

	while (n > 0) {
		size_t length = *s == '.' ? 1 : n >= 3 && ascii_starts(s, "%2e") ? 3 : 0;

		if (length == 0 || ++dots > 2)
			return 0;
		s += length;
		n -= length;
	}
	return dots;
}

static void drop_segment(struct text *path)
{
	while (path->length > 0 && path->data[--path->length] != '/')
		;
	path->data[path->length] = '\0';
}

/* Adds the segments at r->p to a path that is made of "/segment", resolving dots. */
static const char *read_path(struct reader *r, struct text *path)
{
	for (;;) {
		size_t n = strcspn(r->p, "/\\?#");
		int dots = count_dots(r->p, n);
		bool last = !is_slash(r->p[n]);

		if (dots == 2)
			drop_segment(path);
		if (dots == 0 || last)
			text_add_char(path, '/');
		if (dots == 0)
			add_encoded(path, r->p, n, PATH_SET);
		r->p += n;
		if (last)
			return path->data;
		r->p++;
	}
}

static void read_query_and_fragment(struct reader *r, struct url *u)
{
	if (*r->p == '?') {
		r->p++;
		u->query = encoded(r, strcspn(r->p, "#"), QUERY_SET);
	}
	if (*r->p == '#') {
		r->p++;
		u->fragment = encoded(r, strlen(r->p), FRAGMENT_SET);
	}
}

/* --- scheme and authority --- */

static int default_port(const char *scheme)
{
	return strcmp(scheme, "https") == 0 ? 443 : 80;
}

/* Moves past a scheme and its colon. NULL when there is none, "" when it is not one of ours. */
static const char *read_scheme(struct reader *r)
{
	static const char *const ours[] = {"http", "https"};
	const char *start = r->p, *end = start;

	while ((ascii_lower(*end) >= 'a' && ascii_lower(*end) <= 'z') ||
	       (end > start && *end && strchr("0123456789+-.", *end)))
		end++;
	if (end == start || *end != ':')
		return NULL;
	r->p = end + 1;
	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
		if (strlen(ours[i]) == (size_t)(end - start) && ascii_starts(start, ours[i]))
			return ours[i];
	return "";
}

static bool read_port(struct reader *r, const char *s, const char *end, struct url *u)
{
	int port = 0;

	for (; s < end; s++) {
		if (*s < '0' || *s > '9')
			return refuse(r, "bad port");
		port = port * 10 + (*s - '0');
		if (port > 65535)
			return refuse(r, "bad port");
		if (s + 1 == end && port == 0)
			return refuse(r, "bad port");
		u->port = port;
	}
	return true;
}

/* Host and port, up to the path. A backslash ends them for browsers and is part of them for
 * others, and what stands before an "@" is taken for the host by some: both are refused. */
static bool read_authority(struct reader *r, struct url *u)
{
	const char *start = r->p, *end = start + strcspn(start, "/\\?#"), *host_end = start;

	r->p = end;
	if (*end == '\\')
		return refuse(r, "backslash in the authority");
	if (memchr(start, '@', (size_t)(end - start)))
		return refuse(r, "credentials in the URL");
	if (*start == '[')
		while (host_end < end && *host_end != ']')
			host_end++;
	while (host_end < end && *host_end != ':')
		host_end++;
	u->host = url_host(r->arena, start, (size_t)(host_end - start), r->why);
	u->port = default_port(u->scheme);
	return u->host && (host_end == end || read_port(r, host_end + 1, end, u));
}

/* The path after an authority begins with its slash, or is empty. */
static bool read_rest(struct reader *r, struct url *u)
{
	struct text path = text_new(r->arena, (size_t)3 * URL_MAX);

	if (is_slash(*r->p))
		r->p++;
	u->path = read_path(r, &path);
	read_query_and_fragment(r, u);
	return true;
}

/* --- the whole --- */

/* A copy without white space around it and, with `mend`, without tabs and line ends inside, as
 * browsers read links. NULL when there is something that nobody should read. */
static const char *clean(struct reader *r, const char *text, bool mend)
{
	size_t n = strlen(text), kept = 0;
	char *out;

	while (n > 0 && ascii_is_space(*text)) {
		text++;
		n--;
	}
	while (n > 0 && ascii_is_space(text[n - 1]))
		n--;
	if (n > URL_MAX)
		return refuse(r, "URL too long");
	if (!utf8_is_valid(text, n))
		return refuse(r, "URL that is not UTF-8");
	out = arena_alloc(r->arena, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (mend && (text[i] == '\t' || text[i] == '\n' || text[i] == '\r'))
			continue;
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
			return refuse(r, "control character in the URL");
		out[kept++] = text[i];
	}
	return out;
}

#define ORIGIN_PIECES 4
#define URL_PIECES    9

/* What a URL is printed of, one behind the other; the first ones are its origin. */
struct pieces {
	const char *texts[URL_PIECES];
	char port[8];
};

static void take_apart(const struct url *u, bool with_fragment, struct pieces *out)
{
	bool fragment = with_fragment && u->fragment;

	out->port[0] = '\0';
	if (u->port != default_port(u->scheme))
		(void)snprintf(out->port, sizeof out->port, ":%u", (unsigned)u->port & 0xFFFF);
	const char *const texts[] = {u->scheme,
				     "://",
				     u->host,
				     out->port,
				     u->path,
				     u->query ? "?" : "",
				     u->query ? u->query : "",
				     fragment ? "#" : "",
				     fragment ? u->fragment : ""};
	memcpy(out->texts, texts, sizeof texts);
}

static size_t total_length(const struct pieces *p, size_t n_pieces)
{
	size_t n = 0;

	for (size_t i = 0; i < n_pieces; i++)
		n += strlen(p->texts[i]);
	return n;
}

static char *join(struct arena *a, const struct pieces *p, size_t n_pieces)
{
	char *text = arena_alloc(a, total_length(p, n_pieces) + 1), *end = text;

	for (size_t i = 0; i < n_pieces; i++) {
		size_t n = strlen(p->texts[i]);

		end = (char *)memcpy(end, p->texts[i], n) + n;
	}
	return text;
}

/* Encoding may have made it longer than what was given. */
static struct url *within_bounds(struct reader *r, struct url *u)
{
	struct pieces p;

	take_apart(u, true, &p);
	if (total_length(&p, URL_PIECES) > URL_MAX)
		return refuse(r, "URL too long");
	return u;
}

struct url *url_parse(struct arena *a, const char *text, const char **why)
{
	struct reader r = {.arena = a, .why = why};
	struct url *u = ARENA_NEW(a, struct url);

	r.p = clean(&r, text, false);
	if (!r.p)
		return NULL;
	u->scheme = read_scheme(&r);
	if (!u->scheme || !*u->scheme)
		return refuse(&r, "not an http or https URL");
	if (strncmp(r.p, "//", 2) != 0)
		return refuse(&r, "no \"//\" after the scheme");
	r.p += 2;
	return read_authority(&r, u) && read_rest(&r, u) ? within_bounds(&r, u) : NULL;
}

/* Slashes before an authority: browsers take any number of either kind. */
static bool skip_slashes(struct reader *r)
{
	while (*r->p == '/')
		r->p++;
	return *r->p != '\\' || refuse(r, "backslash in the authority");
}

/* A link without scheme and authority: a path, a query or a fragment on top of the base's. */
static bool read_relative(struct reader *r, const struct url *base, struct url *u)
{
	struct text path = text_new(r->arena, (size_t)4 * URL_MAX);

	u->host = base->host;
	u->port = base->port;
	if (!*r->p || *r->p == '?' || *r->p == '#') {
		u->path = base->path;
		u->query = *r->p == '?' ? NULL : base->query;
	} else if (is_slash(*r->p)) {
		r->p++;
		u->path = read_path(r, &path);
	} else {
		text_add(&path, base->path);
		drop_segment(&path);
		u->path = read_path(r, &path);
	}
	read_query_and_fragment(r, u);
	return true;
}

struct url *url_join(struct arena *a, const struct url *base, const char *text, const char **why)
{
	struct reader r = {.arena = a, .why = why};
	struct url *u = ARENA_NEW(a, struct url);
	bool good;

	r.p = clean(&r, text, true);
	if (!r.p)
		return NULL;
	u->scheme = read_scheme(&r);
	if (u->scheme && !*u->scheme)
		return refuse(&r, "not an http or https URL");
	/* A link with the base's own scheme and no slashes ("https:page") is a relative one. */
	if ((u->scheme && strcmp(u->scheme, base->scheme) != 0) ||
	    (is_slash(r.p[0]) && is_slash(r.p[1]))) {
		if (!u->scheme)
			u->scheme = base->scheme;
		good = skip_slashes(&r) && read_authority(&r, u) && read_rest(&r, u);
	} else {
		u->scheme = base->scheme;
		good = read_relative(&r, base, u);
	}
	return good ? within_bounds(&r, u) : NULL;
}

char *url_origin(struct arena *a, const struct url *u)
{
	struct pieces p;

	take_apart(u, false, &p);
	return join(a, &p, ORIGIN_PIECES);
}

char *url_place(struct arena *a, const struct url *u)
{
	return arena_printf(a, "%s:%d", u->host, u->port);
}

char *url_print(struct arena *a, const struct url *u, bool with_fragment)
{
	struct pieces p;

	take_apart(u, with_fragment, &p);
	return join(a, &p, URL_PIECES);
}

const char *url_masked(struct arena *a, const char *text)
{
	size_t n = text ? strcspn(text, "?#") : 0;

	if (!text || !text[n])
		return text;
	return arena_printf(a, "%.*s%c...", (int)n, text, text[n]);
}

bool url_same_origin(const struct url *a, const struct url *b)
{
	return a->port == b->port && strcmp(a->scheme, b->scheme) == 0 &&
	       strcmp(a->host, b->host) == 0;
}

const char *url_check(const char *text)
{
	struct arena *a = arena_new();
	const char *why;
	bool good = url_parse(a, text, &why) != NULL;

	arena_free(a);
	return good ? NULL : "Invalid URL format";
}
