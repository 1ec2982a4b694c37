/* The parameters that most questions share. */
#ifndef METER_STORE_LOOKUP_H
#define METER_STORE_LOOKUP_H

#include "util/shape.h"

#include <stddef.h>

struct statement;

struct lookup {
	const char *account_id, *id;
};

struct slice {
	const char *account_id;
	int64_t limit, offset;
};

struct text_lookup {
	const char *text;
};

struct counted {
	int64_t n;
};

/* account_in is the account alone, limited_in the slice without its offset. */
extern const struct shape lookup_in, account_in, slice_in, limited_in, text_lookup_in;
extern const struct shape counted_out;

/* What a statement whose rows are counted_out says; as statement_one(). */
bool lookup_count(struct work *w, const struct statement *s, const void *in, int64_t *n);

#endif
