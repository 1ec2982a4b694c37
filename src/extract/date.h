/* Dates as pages write them, to ISO 8601: "10. Mai 2024", "5/10/24", "2024年5月10日", "3 days ago".
 *
 * Read in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Japanese,
 * Swedish and Danish, with times and zones where they stand beside. What is found decides the form:
 * "2024-05-10", "2024-05-10T14:30:00", "2024-05-10T14:30:00+02:00", for a month "2024-05", for a
 * text that is a year "2024". A date without a year is the one nearest to now.
 */
#ifndef METER_EXTRACT_DATE_H
#define METER_EXTRACT_DATE_H

#include "extract/items.h"
#include "util/clock.h"

enum { DATE_SIZE = 26 }; /* of the longest form, with the NUL */

/* What a text alone leaves open. */
struct date_reader {
	struct instant now;  /* for "yesterday", and for dates without a year */
	bool is_month_first; /* of 5/10/2024, where both could be a month */
};

/* Texts of one column that can be read in one order only: "13/5/2024", "5/13/2024". */
struct date_votes {
	unsigned day_first, month_first;
};

void date_vote(struct date_votes *votes, const char *text);

/* The first date in the text; false without one. */
bool date_read(const char *text, const struct date_reader *r, char out[static DATE_SIZE]);

/* Whether the pages of a language tag ("en-US", may be NULL) put the month first. */
bool date_language_is_month_first(const char *language);

/* Makes ISO 8601 of the texts of a column that several tables share, the order of day and month
 * decided by all of them unless it is said, or else as r says; what is no date becomes null.
 * Integers are seconds, or milliseconds, since 1970. */
void date_columns(struct arena *a, struct items *const *tables, size_t n, size_t column,
		  const struct date_reader *r, bool order_is_said);

#endif
