/* What a number's separators mean: which of them group digits and which one, if any, is the decimal
 * mark. A whole column votes where one text leaves doubt. */
#include "extract/number.h"

#include "extract/figure.h"
#include "extract/schema.h"

#include <math.h>

static unsigned digits_after(const struct figure *f, unsigned i)
{
	unsigned end = i + 1 < f->n_marks ? f->at[i + 1] : f->n_digits;

	return end - f->at[i];
}

static bool all_marks_are(const struct figure *f, char mark)
{
	for (unsigned i = 0; i < f->n_marks; i++) {
		if (f->marks[i] != mark)
			return false;
	}
	return true;
}

/* Groups of three, or India's of two before the last three. */
static bool is_grouped(const struct figure *f)
{
	unsigned last = f->n_marks - 1;

	if (f->digits[0] == '0' || f->at[0] > 3 || digits_after(f, last) != 3)
		return false;
	for (unsigned i = 0; i < last; i++) {
		if (digits_after(f, i) != 3 && digits_after(f, i) != 2)
			return false;
	}
	return true;
}

/* The decimal mark's index, or n_marks when there is none; *is_sure is false for "1.299". */
static unsigned decimal_mark(const struct figure *f, struct number_votes votes, bool *is_sure)
{
	char last = f->n_marks ? f->marks[f->n_marks - 1] : MARK_NONE;

	*is_sure = true;
	if (last != MARK_POINT && last != MARK_COMMA)
		return f->n_marks;
	if (!all_marks_are(f, last)) /* "1,299.00", "1 299,5" */
		return f->n_marks - 1;
	if (f->n_marks > 1) /* "1.234.567", or a version such as "1.2.3" */
		return is_grouped(f) ? f->n_marks : 0;
	if (!is_grouped(f)) /* "12.5", "0.125" */
		return 0;
	*is_sure = false;
	if (votes.point != votes.comma)
		return (votes.comma > votes.point) == (last == MARK_COMMA) ? 0 : 1;
	return last == MARK_POINT ? 0 : 1;
}

void number_vote(struct number_votes *votes, const char *text)
{
	struct figure f;
	unsigned mark;
	bool is_sure;

	if (!figure_find(text, &f))
		return;
	mark = decimal_mark(&f, (struct number_votes){0}, &is_sure);
	if (!is_sure)
		return;
	if (mark < f.n_marks)
		*(f.marks[mark] == MARK_COMMA ? &votes->comma : &votes->point) += 1;
	else if (f.n_marks && f.marks[0] == MARK_COMMA)
		votes->point++;
	else if (f.n_marks && f.marks[0] == MARK_POINT)
		votes->comma++;
}

bool number_read(const char *text, struct number_votes votes, double *out)
{
	char plain[DIGITS_MAX + 3];
	unsigned n = 0, end, mark;
	struct figure f;
	bool is_sure;

	if (!figure_find(text, &f))
		return false;
	mark = decimal_mark(&f, votes, &is_sure);
	end = mark + 1 < f.n_marks ? f.at[mark + 1] : f.n_digits;
	for (unsigned i = 0; i < end; i++) {
		if (mark < f.n_marks && f.at[mark] == i)
			plain[n++] = '.';
		plain[n++] = f.digits[i];
	}
	plain[n] = '\0';
	*out = f.is_negative ? -strtod(plain, NULL) : strtod(plain, NULL);
	return true;
}

bool number_parse(const char *text, double *out)
{
	return number_read(text, (struct number_votes){0}, out);
}

static void value_vote(struct number_votes *votes, const struct value *v)
{
	if (v->kind == VALUE_TEXT)
		number_vote(votes, v->as.text);
	for (size_t i = 0; v->kind == VALUE_LIST && i < v->as.list.n; i++)
		value_vote(votes, &v->as.list.items[i]);
}

static struct value number_value(double number, bool is_integer)
{
	struct value v = {.kind = VALUE_NUMBER, .as.number = number};

	if (!is_integer)
		return v;
	number = round(number);
	if (!(fabs(number) < 9.2e18))
		return (struct value){.kind = VALUE_NULL};
	return (struct value){.kind = VALUE_INT, .as.integer = (int64_t)number};
}

static void value_to_number(struct value *v, struct number_votes votes, bool is_integer)
{
	double number;

	switch (v->kind) {
	case VALUE_NULL:
	case VALUE_LIST:
		break;
	case VALUE_TEXT:
		if (number_read(v->as.text, votes, &number))
			*v = number_value(number, is_integer);
		else
			v->kind = VALUE_NULL;
		break;
	case VALUE_INT:
		if (!is_integer)
			*v = number_value((double)v->as.integer, false);
		break;
	case VALUE_NUMBER:
		*v = number_value(v->as.number, is_integer);
		break;
	case VALUE_BOOL:
	case VALUE_RECORDS:
		v->kind = VALUE_NULL;
		break;
	}
}

static void list_to_numbers(struct value *v, struct number_votes votes, bool is_integer)
{
	size_t n = 0;

	for (size_t i = 0; i < v->as.list.n; i++) {
		struct value *item = &v->as.list.items[i];
		value_to_number(item, votes, is_integer);
		if (item->kind == VALUE_NUMBER || item->kind == VALUE_INT)
			v->as.list.items[n++] = *item;
	}
	v->as.list.n = n;
}

static void column_to_numbers(struct items *items, size_t column, struct number_votes votes,
			      bool is_integer)
{
	for (size_t row = 0; row < items->n; row++) {
		struct value *v = item_value(items, row, column);

		if (v->kind == VALUE_LIST)
			list_to_numbers(v, votes, is_integer);
		else
			value_to_number(v, votes, is_integer);
	}
}

void number_columns(struct items *const *tables, size_t n, size_t column, bool is_integer)
{
	struct number_votes votes = {0};

	for (size_t i = 0; i < n; i++) {
		for (size_t row = 0; row < tables[i]->n; row++)
			value_vote(&votes, item_value(tables[i], row, column));
	}
	for (size_t i = 0; i < n; i++)
		column_to_numbers(tables[i], column, votes, is_integer);
}

void number_column(struct items *items, size_t column, bool is_integer)
{
	number_columns(&items, 1, column, is_integer);
}
