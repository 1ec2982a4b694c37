/* The parameters that most questions share. */
#include "store/lookup.h"

#include "store/statement.h"

SHAPE(lookup_in, struct lookup, COLUMN(struct lookup, account_id), COLUMN(struct lookup, id));
SHAPE(account_in, struct lookup, COLUMN(struct lookup, account_id));
SHAPE(slice_in, struct slice, COLUMN(struct slice, account_id), COLUMN(struct slice, limit),
      COLUMN(struct slice, offset));
SHAPE(limited_in, struct slice, COLUMN(struct slice, account_id), COLUMN(struct slice, limit));
SHAPE(text_lookup_in, struct text_lookup, COLUMN(struct text_lookup, text));
SHAPE(counted_out, struct counted, COLUMN(struct counted, n));

bool lookup_count(struct work *w, const struct statement *s, const void *in, int64_t *n)
{
	struct counted out;

	if (!statement_one(w, s, in, &out))
		return false;
	*n = out.n;
	return true;
}
