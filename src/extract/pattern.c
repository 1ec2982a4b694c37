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

bool pattern_find(struct work *w, const struct pattern *p, const char *text, size_t n,
		  struct pattern_match *out)
{
	const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(p->match);
	int groups = pcre2_match(p->code, (PCRE2_SPTR8)text, n, 0, 0, p->match, p->limits);
	int k;

	if (groups == PCRE2_ERROR_MATCHLIMIT || groups == PCRE2_ERROR_HEAPLIMIT ||
	    groups == PCRE2_ERROR_DEPTHLIMIT)
		return fail_class(w, CLASS_TOO_COMPLEX,
				  "a pattern takes more than %d steps on this page",
				  PATTERN_STEPS_MAX);
	if (groups < 1)
		return false;
	k = groups > 1 && offsets[2] != PCRE2_UNSET ? 1 : 0;
	out->start = text + offsets[2 * k];
	out->n = offsets[2 * k + 1] > offsets[2 * k] ? offsets[2 * k + 1] - offsets[2 * k] : 0;
	return true;
}
