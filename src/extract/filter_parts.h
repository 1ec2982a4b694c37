/* A compiled filter, as its parser and its runner share it. Nobody else includes this. */
#ifndef METER_EXTRACT_FILTER_PARTS_H
#define METER_EXTRACT_FILTER_PARTS_H

#include "extract/filter.h"
#include "extract/pattern.h"

enum comparison {
	COMPARE_CONTAINS,
	COMPARE_NOT_CONTAINS,
	COMPARE_EQUALS,
	COMPARE_NOT_EQUALS,
	COMPARE_REGEX_MATCH,
	COMPARE_EXISTS,
	COMPARE_NOT_EXISTS,
	COMPARE_GT,
	COMPARE_LT,
};

struct condition {
	const char *name; /* "filter_config.conditions[2]" */
	const char *field;
	struct texts path; /* the field split at its dots; one part when it has none */
	enum comparison comparison;
	const char *value;	 /* NULL for exists and not_exists; trimmed for equals */
	struct pattern *pattern; /* NULL: compare bytes */
	bool has_number;
	double number; /* of the value, for gt and lt */

	size_t looked, found; /* items in which the field was looked for, and was */
	unsigned overruns;    /* searches given up */
};

struct filter {
	const char *name;
	bool any; /* one condition is enough */
	struct condition *conditions;
	size_t n;
	struct text scratch; /* a value as text */

	size_t tested, kept; /* items */
};

/* The range of s without white space at its ends: *s is moved, the length returned. */
size_t text_trim(const char **s, size_t n);

#endif
