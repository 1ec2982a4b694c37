/* The parameters that most questions share. */
#ifndef METER_STORE_LOOKUP_H
#define METER_STORE_LOOKUP_H

#include "bounds.h"
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

/* Up to FINISH_MAX rows of strategies, each by its name in its strategy; zeros after the last. */
struct strategy_keys {
	int64_t limit;
	struct {
		const char *strategy_id;
		struct blob name;
	} keys[FINISH_MAX];
};

_Static_assert(FINISH_MAX == 32 && CLAIM_MAX <= FINISH_MAX, "as many keys stand in STRATEGY_KEYS");
#define STRATEGY_KEY(i)                                                                            \
	COLUMN(struct strategy_keys, keys[i].strategy_id),                                         \
	    COLUMN(struct strategy_keys, keys[i].name)
#define STRATEGY_KEY_COLUMNS                                                                       \
	STRATEGY_KEY(0), STRATEGY_KEY(1), STRATEGY_KEY(2), STRATEGY_KEY(3), STRATEGY_KEY(4),       \
	    STRATEGY_KEY(5), STRATEGY_KEY(6), STRATEGY_KEY(7), STRATEGY_KEY(8), STRATEGY_KEY(9),   \
	    STRATEGY_KEY(10), STRATEGY_KEY(11), STRATEGY_KEY(12), STRATEGY_KEY(13),                \
	    STRATEGY_KEY(14), STRATEGY_KEY(15), STRATEGY_KEY(16), STRATEGY_KEY(17),                \
	    STRATEGY_KEY(18), STRATEGY_KEY(19), STRATEGY_KEY(20), STRATEGY_KEY(21),                \
	    STRATEGY_KEY(22), STRATEGY_KEY(23), STRATEGY_KEY(24), STRATEGY_KEY(25),                \
	    STRATEGY_KEY(26), STRATEGY_KEY(27), STRATEGY_KEY(28), STRATEGY_KEY(29),                \
	    STRATEGY_KEY(30), STRATEGY_KEY(31)
#define OR_STRATEGY_KEY(column) " OR (strategy_id = ? AND " column " = ?)"
#define OR_STRATEGY_KEYS_8(column)                                                                 \
	OR_STRATEGY_KEY(column)                                                                    \
	OR_STRATEGY_KEY(column)                                                                    \
	OR_STRATEGY_KEY(column)                                                                    \
	OR_STRATEGY_KEY(column)                                                                    \
	OR_STRATEGY_KEY(column)                                                                    \
	OR_STRATEGY_KEY(column)                                                                    \
	OR_STRATEGY_KEY(column)                                                                    \
	OR_STRATEGY_KEY(column)
#define STRATEGY_KEYS(column)                                                                      \
	"(FALSE" OR_STRATEGY_KEYS_8(column) OR_STRATEGY_KEYS_8(column) OR_STRATEGY_KEYS_8(column)  \
	    OR_STRATEGY_KEYS_8(column) ")"

/* account_in is the account alone, limited_in the slice without its offset. */
extern const struct shape lookup_in, account_in, slice_in, limited_in, text_lookup_in;
extern const struct shape counted_out;

/* What a statement whose rows are counted_out says; as statement_one(). */
bool lookup_count(struct work *w, const struct statement *s, const void *in, int64_t *n);

#endif
