/* What a text looks like: money, a date, a person's name, a sentence. Cheap and tolerant: a reading
 * is evidence for a column of values, never a parser.
 */
#ifndef METER_STRATEGY_VALUES_H
#define METER_STRATEGY_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
	KIND_MONEY = 1 << 0,	/* a number beside a currency mark */
	KIND_DECIMAL = 1 << 1,	/* one number with two decimals */
	KIND_NUMBER = 1 << 2,	/* exactly one number and at most two words */
	KIND_DATE = 1 << 3,	/* contains a date */
	KIND_RELATIVE = 1 << 4, /* "3 days ago", "yesterday" */
	KIND_TIME = 1 << 5,	/* contains a time of day */
	KIND_DURATION = 1 << 6, /* 05:17, 3 min, PT5M */
	KIND_PERCENT = 1 << 7,
	KIND_URL = 1 << 8,
	KIND_IMAGE = 1 << 9, /* a URL or path of a picture */
	KIND_EMAIL = 1 << 10,
	KIND_PHONE = 1 << 11,
	KIND_PERSON = 1 << 12,	 /* one to five capitalised words */
	KIND_SENTENCE = 1 << 13, /* at least 40 characters and six words */
	KIND_CODE = 1 << 14,	 /* short, with digits, hardly any spaces */
	KIND_MEASURE = 1 << 15,	 /* a number with a unit of size or weight */
	KIND_PLACE = 1 << 16,	 /* words with a comma or a street number */
	KIND_HOST = 1 << 17,	 /* www.example.org */
	KIND_MARKUP = 1 << 18,	 /* tags, or an object in braces */
};
#define N_KINDS 19

struct reading {
	uint32_t kinds;	  /* bits of enum kind */
	uint32_t letters; /* code points that are letters */
	uint32_t digits;
	uint32_t length;   /* code points */
	uint32_t words;	   /* runs of letters and digits */
	uint32_t capitals; /* words that begin with a capital */
	uint32_t numbers;  /* runs of digits with their separators */
	uint32_t monies;   /* of them, beside a currency mark */
	double number;	   /* the first of them */
	bool typed_whole;  /* the typed value is nearly the whole text */
};

/* Reads the first READING_MAX bytes of s. */
struct reading value_read(const char *s);

#endif
