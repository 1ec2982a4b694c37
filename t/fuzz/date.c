/* A text: what is read as a date has one of the forms of ISO 8601, what is read as a number is one.
 */
#include "extract/date.h"
#include "extract/schema.h"
#include "util/clock.h"

#include <math.h>

#include "fuzz/fuzz.h"

/* 'd' stands for a digit. */
static bool has_form(const char *s, const char *form)
{
	for (; *form; s++, form++)
		if (*form == 'd' ? *s < '0' || *s > '9' : *s != *form)
			return false;
	return !*s;
}

static bool is_date(const char *s)
{
	static const char *const forms[] = {"dddd",
					    "dddd-dd",
					    "dddd-dd-dd",
					    "dddd-dd-ddTdd:dd:dd",
					    "dddd-dd-ddTdd:dd:ddZ",
					    "dddd-dd-ddTdd:dd:dd+dd:dd",
					    "dddd-dd-ddTdd:dd:dd-dd:dd"};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (has_form(s, forms[i]))
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct date_reader r = {.is_month_first = n % 2};
	struct arena *a = arena_new();
	char *text = arena_copy(a, data, n), out[DATE_SIZE];
	double number;

	must_be(instant_parse("2024-05-15T12:00:00Z", &r.now));
	if (date_read(text, &r, out))
		must_be(is_date(out));
	if (number_parse(text, &number))
		must_be(isfinite(number));
	arena_free(a);
	return 0;
}
