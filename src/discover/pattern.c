/* Patterns as a machine that is in many states at once: bit i of `states` says that what stands
 * before token i has been found, and one step over all of them takes one byte of the URL. */
#include "discover/pattern.h"

#include "bounds.h"
#include "util/text.h"
#include "util/url.h"

#include <stdint.h>
#include <string.h>

#define WORD_BITS 64u
#define BIT_WORDS_MAX                                                                              \
	((3u * URL_PATTERN_MAX) / WORD_BITS + 1) /* an escape takes three tokens a byte            \
						  */

struct url_pattern {
	bool is_whole; /* it is compared with all of the URL */
	unsigned n;    /* tokens; state n is the end */
	unsigned n_words;
	unsigned stray;		/* up to here a byte would make an escape of a "%" that is none */
	uint64_t (*takes)[256]; /* by word and byte: states that it moves on from */
	uint64_t *runs, *long_runs; /* states before a "*" and before a "**" */
};

struct bits {
	uint64_t words[BIT_WORDS_MAX];
};

/* --- from text to tokens --- */

const char *url_pattern_check(const char *text)
{
	size_t n = strlen(text);

	if (n == 0)
		return "must not be empty";
	if (n > URL_PATTERN_MAX)
		return "must have at most " URL_PATTERN_MAX_TEXT " bytes";
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7F)
			return "must have no control characters";
	}
	return NULL;
}

static void mark(uint64_t *words, unsigned bit)
{
	words[bit / WORD_BITS] |= 1ull << bit % WORD_BITS;
}

static void add_byte(struct url_pattern *p, unsigned char c)
{
	p->takes[p->n / WORD_BITS][c] |= 1ull << p->n % WORD_BITS;
	p->n++;
}

static void add_escape(struct url_pattern *p, unsigned char c)
{
	static const char hex[] = "0123456789ABCDEF";

	add_byte(p, '%');
	add_byte(p, (unsigned char)hex[c >> 4]);
	add_byte(p, (unsigned char)hex[c & 15]);
}

/* The bytes of an escape, or of a letter that would be one in a URL. Returns how many are read. */
static size_t add_literal(struct url_pattern *p, const char *s)
{
	unsigned char c = (unsigned char)*s;
	int high = c == '%' && s[1] ? ascii_hex(s[1]) : -1, low = high >= 0 ? ascii_hex(s[2]) : -1;

	if (low >= 0) {
		c = (unsigned char)(high << 4 | low);
		if (url_is_unreserved((char)c) && (!p->stray || p->n > p->stray))
			add_byte(p, c);
		else
			add_escape(p, c);
		return 3;
	}
	if (c == '%')
		p->stray = p->n + 2;
	if (c >= 0x7F || strchr(" \"<>", c))
		add_escape(p, c);
	else
		add_byte(p, c);
	return 1;
}

static size_t add_run(struct url_pattern *p, const char *s)
{
	size_t n = strspn(s, "*");

	mark(n > 1 ? p->long_runs : p->runs, p->n);
	p->n++;
	return n;
}

/* The bytes of scheme and host, whose case does not matter; 0 for a pattern of paths. */
static size_t origin_size(const char *text)
{
	const char *rest = ascii_starts(text, "http://")    ? text + 7
			   : ascii_starts(text, "https://") ? text + 8
							    : NULL;

	return rest ? (size_t)(rest - text) + strcspn(rest, "/?#") : 0;
}

struct url_pattern *url_pattern_parse(struct work *w, const char *text)
{
	const char *complaint = url_pattern_check(text);
	struct url_pattern *p = ARENA_NEW(w->arena, struct url_pattern);
	size_t origin;

	if (complaint)
		return fail(w, ERR_UNACCEPTABLE, "the pattern %s", complaint);
	origin = origin_size(text);
	p->is_whole = origin > 0;
	p->n_words = (unsigned)(3 * strlen(text) / WORD_BITS + 1);
	p->takes = arena_array(w->arena, p->n_words, sizeof *p->takes);
	p->runs = ARENA_ARRAY(w->arena, p->n_words, uint64_t);
	p->long_runs = ARENA_ARRAY(w->arena, p->n_words, uint64_t);
	for (const char *s = text; *s;) {
		if (*s == '*') {
			s += add_run(p, s);
		} else if ((size_t)(s - text) < origin) {
			add_byte(p, (unsigned char)ascii_lower(*s++));
		} else {
			s += add_literal(p, s);
		}
	}
	p->n_words = p->n / WORD_BITS + 1;
	return p;
}

/* --- over a URL --- */

/* A run may be empty: whoever stands before it stands behind it, too. No run follows another. */
static void skip_runs(const struct url_pattern *p, struct bits *states)
{
	uint64_t carry = 0;

	for (unsigned i = 0; i < p->n_words; i++) {
		uint64_t at = states->words[i] & (p->runs[i] | p->long_runs[i]);

		states->words[i] |= at << 1 | carry;
		carry = at >> (WORD_BITS - 1);
	}
}

static void step(const struct url_pattern *p, struct bits *states, unsigned char c)
{
	uint64_t carry = 0;

	for (unsigned i = 0; i < p->n_words; i++) {
		uint64_t at = states->words[i], on = at & p->takes[i][c];
		uint64_t stay = at & (c == '/' ? p->long_runs[i] : p->runs[i] | p->long_runs[i]);

		states->words[i] = on << 1 | carry | stay;
		carry = on >> (WORD_BITS - 1);
	}
	skip_runs(p, states);
}

static bool is_at_end(const struct url_pattern *p, const struct bits *states)
{
	return states->words[p->n / WORD_BITS] >> p->n % WORD_BITS & 1;
}

/* Where the path begins; a URL's own form is known. */
static const char *path_of(const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	return host + strcspn(host, "/?");
}

bool url_pattern_fits(const struct url_pattern *p, const char *url)
{
	struct bits states;

	if (!p)
		return true;
	memset(states.words, 0, p->n_words * sizeof states.words[0]);
	states.words[0] = 1;
	skip_runs(p, &states);
	for (const char *s = p->is_whole ? url : path_of(url); *s; s++) {
		if (!p->is_whole && is_at_end(p, &states))
			return true;
		step(p, &states, (unsigned char)*s);
		if (!p->is_whole) {
			states.words[0] |= 1; /* it may begin at any place */
			skip_runs(p, &states);
		}
	}
	return is_at_end(p, &states);
}
