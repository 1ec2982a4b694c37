/* Regular expressions that users give. PCRE2 with bounds on its steps and memory, without JIT:
 * code that is made at run time is refused where the extractor runs. */
#ifndef METER_EXTRACT_PATTERN_H
#define METER_EXTRACT_PATTERN_H

#include "util/text.h"
#include "util/work.h"

struct pattern; /* lives as long as the work that parsed it */

struct pattern_match {
	const char *start; /* in the text that was searched: the first group, or without one all */
	size_t n;
};

enum pattern_option {
	PATTERN_ANY_CASE = 1 << 0, /* letters stand for their other case too, in all scripts */
	PATTERN_LITERAL = 1 << 1,  /* the text stands for itself */
	PATTERN_WHOLE = 1 << 2,	   /* it must match all of what is searched */
};

/* A pattern that a user gave. NULL with ERR_UNACCEPTABLE and a message that names the offset. */
struct pattern *pattern_parse(struct work *w, const char *text);
struct pattern *pattern_parse_any_case(struct work *w, const char *text);

/* A pattern made by us, or a literal: `options` are of enum pattern_option. How long the text may
 * be is for the caller to say. NULL as above, for what PCRE2 finds too large. */
struct pattern *pattern_make(struct work *w, const char *text, unsigned options);

/* The first match in n bytes of UTF-8. False without one, and with CLASS_TOO_COMPLEX when the
 * search took more than PATTERN_STEPS_MAX steps. */
bool pattern_find(struct work *w, const struct pattern *p, const char *text, size_t n,
		  struct pattern_match *out);

/* Appends the text to out, every match replaced by `with`, in which $1 or ${name} is a group. False
 * with CLASS_TOO_COMPLEX for too many steps or a result beyond out's limit. */
bool pattern_replace(struct work *w, const struct pattern *p, const char *text, size_t n,
		     const char *with, struct text *out);

/* Whether a replacement is well-formed. */
bool pattern_replacement_is_good(struct work *w, const char *with);

#endif
