/* Numbers as pages write them: "$1,299.00", "1.299,00 €", "1 299", "1'299.–", "225 points". */
#ifndef METER_EXTRACT_NUMBER_H
#define METER_EXTRACT_NUMBER_H

#include "extract/items.h"

/* Texts of one column that can be read in one way only, by their decimal mark. */
struct number_votes {
	unsigned point, comma;
};

/* Counts the text if it leaves no doubt: "1,299.00" is for the point, "12,5" for the comma. */
void number_vote(struct number_votes *votes, const char *text);

/* The first number of the text, the one beside a currency sign or code before others. Where the
 * text leaves doubt ("1.299", "1,299") the votes decide; without votes a comma groups and a point
 * is the decimal mark. False when there is none. */
bool number_read(const char *text, struct number_votes votes, double *out);

/* Makes numbers (or integers, rounded half away from zero) of a column's texts, with one decimal
 * mark for all of them; what is no number becomes null. Lists keep their numbers. */
void number_column(struct items *items, size_t column, bool is_integer);

/* The same for a column that several tables share. */
void number_columns(struct items *const *tables, size_t n, size_t column, bool is_integer);

#endif
