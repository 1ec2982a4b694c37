/* The places of :nth-child() and its relatives: An+B, odd, even, and `of S`. */
#include "extract/selector_reader.h"

#include <limits.h>

/* Digits, if any; what is out of range matches nothing anyway. */
static bool digits_read(struct reader *r, int *out)
{
	const char *start = r->p;
	long n = 0;

	for (; *r->p >= '0' && *r->p <= '9'; r->p++)
		n = n > INT_MAX / 16 ? INT_MAX / 4 : n * 10 + (*r->p - '0');
	*out = (int)n;
	return r->p > start;
}

static int sign_read(struct reader *r)
{
	if (*r->p != '+' && *r->p != '-')
		return 0;
	return *r->p++ == '-' ? -1 : 1;
}

/* What follows the n of An+B: nothing, or a sign and digits with white space around the sign. */
static bool offset_read(struct reader *r, struct nth *nth)
{
	const char *after_n = r->p;
	int sign;

	nth->offset = 0;
	reader_space(r);
	sign = sign_read(r);
	if (!sign) {
		if (r->p == after_n && *r->p != ')')
			return reader_expected(r, "a sign");
		return true;
	}
	reader_space(r);
	if (!digits_read(r, &nth->offset))
		return reader_expected(r, "digits");
	nth->offset *= sign;
	return true;
}

/* CSS Syntax Level 3, section 6: `odd`, `even`, 3, -n+3, 2n - 1. */
static bool step_read(struct reader *r, struct nth *nth)
{
	const char *start = r->p;
	char *word;
	int sign;
	bool digits;

	if (ascii_lower(*start) == 'o' || ascii_lower(*start) == 'e' || *start == '\\') {
		word = reader_identifier(r);
		nth->step = 2;
		nth->offset = word && ascii_equal(word, "odd");
		if (word && (ascii_equal(word, "odd") || ascii_equal(word, "even")))
			return true;
		r->p = start;
		return reader_expected(r, "a number, An+B, odd or even");
	}
	sign = sign_read(r);
	digits = digits_read(r, &nth->offset);
	if (ascii_lower(*r->p) == 'n') {
		r->p++;
		nth->step = (digits ? nth->offset : 1) * (sign ? sign : 1);
		return offset_read(r, nth);
	}
	nth->offset *= sign ? sign : 1;
	return digits || reader_expected(r, "a number, An+B, odd or even");
}

bool nth_parse(struct reader *r, struct nth *nth)
{
	const char *at;
	char *word;

	reader_space(r);
	if (!step_read(r, nth))
		return false;
	reader_space(r);
	at = r->p;
	word = reader_identifier(r);
	if (word && !nth->of_type && ascii_equal(word, "of")) {
		nth->of = list_parse(r, LIST_PLAIN);
		return nth->of != NULL;
	}
	r->p = at;
	return reader_take(r, ')') || reader_expected(r, "\")\"");
}
