/* PCRE2, bounded. */
#include "extract/pattern.h"

#include "bounds.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *match;
};

static void pattern_free(void *data)
{
	struct pattern *p = data;

	pcre2_match_data_free(p->match);
	pcre2_match_context_free(p->limits);
	pcre2_code_free(p->code);
}

static uint32_t compile_options(unsigned options)
{
	uint32_t out = PCRE2_UTF;

	out |= options & PATTERN_ANY_CASE ? PCRE2_CASELESS : 0;
	out |= options & PATTERN_WHOLE ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0;
	/* A literal takes no other option. */
	return out |
	       (options & PATTERN_LITERAL ? PCRE2_LITERAL : PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C);
}

struct pattern *pattern_make(struct work *w, const char *text, unsigned options)
{
	struct pattern *p = ARENA_NEW(w->arena, struct pattern);
	PCRE2_UCHAR8 reason[120];
	PCRE2_SIZE offset;
	int error;

	p->code = pcre2_compile((PCRE2_SPTR8)text, PCRE2_ZERO_TERMINATED, compile_options(options),
				&error, &offset, NULL);
	if (!p->code) {
		pcre2_get_error_message(error, reason, sizeof reason);
		return fail(w, ERR_UNACCEPTABLE, "pattern \"%s\": %s at byte %zu", text,
			    (const char *)reason, offset);
	}
	p->limits = pcre2_match_context_create(NULL);
	p->match = pcre2_match_data_create_from_pattern(p->code, NULL);
	arena_defer(w->arena, pattern_free, p);
	if (!p->limits || !p->match)
		abort(); /* out of memory */
	pcre2_set_match_limit(p->limits, PATTERN_STEPS_MAX);
	pcre2_set_heap_limit(p->limits, PATTERN_MEMORY_MAX / 1024);
	return p;
}

static struct pattern *parse(struct work *w, const char *text, unsigned options)
{
	if (strlen(text) > PATTERN_MAX)
		return fail(w, ERR_UNACCEPTABLE, "pattern is longer than %d bytes", PATTERN_MAX);
	return pattern_make(w, text, options);
}

struct pattern *pattern_parse(struct work *w, const char *text)
{
	return parse(w, text, 0);
}

struct pattern *pattern_parse_any_case(struct work *w, const char *text)
{
	return parse(w, text, PATTERN_ANY_CASE);
}

static bool is_overrun(int result)
{
	return result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_HEAPLIMIT ||
	       result == PCRE2_ERROR_DEPTHLIMIT;
}

static void *overrun(struct work *w)
{
	return fail_class(w, CLASS_TOO_COMPLEX, "a pattern takes more than %d steps on this page",
			  PATTERN_STEPS_MAX);
}

bool pattern_find(struct work *w, const struct pattern *p, const char *text, size_t n,
		  struct pattern_match *out)
{
	const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(p->match);
	int groups = pcre2_match(p->code, (PCRE2_SPTR8)text, n, 0, 0, p->match, p->limits);
	int k;

	if (is_overrun(groups))
		return overrun(w);
	if (groups < 1)
		return false;
	k = groups > 1 && offsets[2] != PCRE2_UNSET ? 1 : 0;
	out->start = text + offsets[2 * k];
	out->n = offsets[2 * k + 1] > offsets[2 * k] ? offsets[2 * k + 1] - offsets[2 * k] : 0;
	return true;
}

/* The bytes that the result has, or an error of PCRE2; *size is the room and then the length. */
static int substitute(const struct pattern *p, const char *text, size_t n, const char *with,
		      char *room, size_t *size)
{
	return pcre2_substitute(p->code, (PCRE2_SPTR8)text, n, 0,
				PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNKNOWN_UNSET |
				    PCRE2_SUBSTITUTE_UNSET_EMPTY | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH,
				p->match, p->limits, (PCRE2_SPTR8)with, PCRE2_ZERO_TERMINATED,
				(PCRE2_UCHAR8 *)room, size);
}

bool pattern_replace(struct work *w, const struct pattern *p, const char *text, size_t n,
		     const char *with, struct text *out)
{
	size_t most = out->limit - out->length, size = 2 * n + 64;
	char *room = arena_alloc_raw(w->arena, size);
	int result = substitute(p, text, n, with, room, &size);

	if (result == PCRE2_ERROR_NOMEMORY && size <= most) {
		room = arena_alloc_raw(w->arena, size);
		result = substitute(p, text, n, with, room, &size);
	}
	if (is_overrun(result))
		return overrun(w);
	if (result < 0)
		return fail_class(w, CLASS_TOO_COMPLEX, "a replaced text has more than %zu bytes",
				  most);
	text_add_bytes(out, room, size);
	return true;
}

bool pattern_replacement_is_good(struct work *w, const char *with)
{
	struct pattern *any = pattern_make(w, "^", 0);
	size_t size = 2 * strlen(with) + 64;
	char *room = arena_alloc_raw(w->arena, size);

	return any && substitute(any, "", 0, with, room, &size) >= 0;
}
