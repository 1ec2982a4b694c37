/* Groups of strategies: whether there is one. */
#include "store/groups.h"

#include "store/lookup.h"
#include "store/statement.h"

STATEMENT(group_known, &lookup_in, &counted_out,
	  "SELECT 1 AS n FROM strategy_group WHERE account_id = ? AND id = ?");

bool group_check(struct work *w, const char *account_id, const char *id)
{
	struct counted one;

	if (statement_one(w, &group_known, &(struct lookup){account_id, id}, &one))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Strategy group not found");
	return false;
}
