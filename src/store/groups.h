/* Groups of strategies. */
#ifndef METER_STORE_GROUPS_H
#define METER_STORE_GROUPS_H

#include "util/work.h"

/* Whether the account has that group: false with ERR_NOT_FOUND and the message "Strategy group not
 * found". A group that goes afterwards makes strategy_insert() fail with ERR_CONFLICT. */
bool group_check(struct work *w, const char *account_id, const char *id);

#endif
