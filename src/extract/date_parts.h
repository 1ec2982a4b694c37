/* A text as tokens, and what is read from them. Nobody but date_*.c includes this. */
#ifndef METER_EXTRACT_DATE_PARTS_H
#define METER_EXTRACT_DATE_PARTS_H

#include "bounds.h"
#include "extract/date.h"

enum word_kind {
	WORD_MONTH, /* 1 to 12 */
	WORD_UNIT,  /* of enum date_unit */
	WORD_AGO,
	WORD_AHEAD,
	WORD_ONE,
	WORD_DAY, /* days from today */
	WORD_NOW,
	WORD_HALF, /* hours to add */
	WORD_CLOCK,
	WORD_TIME,
	WORD_SIGN, /* y m d H M S */
	WORD_ZONE, /* minutes */
	WORD_FILLER,
	WORD__KINDS
};

enum date_unit {
	UNIT_SECOND,
	UNIT_MINUTE,
	UNIT_HOUR,
	UNIT_DAY,
	UNIT_WEEK,
	UNIT_MONTH,
	UNIT_YEAR,
};

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_MARK };

struct token {
	enum token_kind kind;
	bool spaced;	 /* white space stands before it */
	bool used;	 /* it belongs to a time that was read already */
	char mark;	 /* TOKEN_MARK; 0 for what is not ASCII */
	unsigned digits; /* TOKEN_NUMBER */
	unsigned length; /* TOKEN_WORD: bytes */
	int value;	 /* the same, at most nine digits count */
	uint16_t kinds;	 /* TOKEN_WORD: bits by enum word_kind */
	int16_t values[WORD__KINDS];
};

enum { TOKENS_AHEAD = 8 }; /* that a reader may look at beyond the one it stands on */

struct tokens {
	struct token items[DATE_TOKENS_MAX + TOKENS_AHEAD]; /* TOKEN_END from n on */
	int n;
};

/* What a text says of a point in time. */
struct moment {
	int year, month, day; /* 0: not said */
	bool has_time, has_zone;
	int hour, minute, second;
	int zone;			   /* minutes east of Greenwich */
	bool could_swap;		   /* day and month were told apart by order alone */
	bool is_day_first, is_month_first; /* only this order is possible */
};

static inline bool token_is(const struct token *t, enum word_kind kind)
{
	return t->kind == TOKEN_WORD && (t->kinds >> kind) & 1;
}

static inline bool token_is_mark(const struct token *t, char mark)
{
	return t->kind == TOKEN_MARK && t->mark == mark;
}

/* --- date_token.c --- */

/* The first DATE_TEXT_MAX bytes of the text, in lower case. */
void tokens_read(struct tokens *out, const char *text);

/* --- date_clock.c --- */

/* Takes the first time of day, with its zone, and marks what it used. */
void clock_read(struct tokens *t, struct moment *m);

/* --- date_calendar.c --- */

/* The first calendar date that is not used; false without one. */
bool calendar_read(const struct tokens *t, const struct date_reader *r, struct moment *m);

/* --- date_relative.c --- */

/* "3 days ago", "yesterday". A time of day that was read already stays. */
bool relative_read(const struct tokens *t, const struct date_reader *r, struct moment *m);

#endif
