/* Regular expressions that users give. PCRE2 with bounds on its steps and memory, without JIT:
 * code that is made at run time is refused where the extractor runs. */
#ifndef METER_EXTRACT_PATTERN_H
#define METER_EXTRACT_PATTERN_H

#include "util/work.h"

struct pattern; /* lives as long as the work that parsed it */

struct pattern_match {
	const char *start; /* in the text that was searched: the first group, or without one all */
	size_t n;
};

/* NULL with ERR_UNACCEPTABLE and a message that names the offset. */
struct pattern *pattern_parse(struct work *w, const char *text);

/* The first match in n bytes of UTF-8. False without one, and with CLASS_TOO_COMPLEX when the
 * search took more than PATTERN_STEPS_MAX steps. */
bool pattern_find(struct work *w, const struct pattern *p, const char *text, size_t n,
		  struct pattern_match *out);

#endif
