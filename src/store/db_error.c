/* What the server's and the client library's error numbers mean to a caller. */
#include "store/db_private.h"

#include "util/log.h"

#include <errmsg.h>
#include <mysqld_error.h>

enum meaning {
	MEANS_LOST,	 /* the connection is gone, and what was asked for may have happened */
	MEANS_DOOMED,	 /* the transaction is undone or half done: roll back and try again */
	MEANS_BUSY,	 /* not now */
	MEANS_DUPLICATE, /* a unique key is taken */
	MEANS_ORPHAN,	 /* a foreign key leads nowhere */
};

/* Numbers that the client's headers of Debian 12 do not name. */
#define CR_SERVER_LOST_IN_QUERY	   2055
#define WSREP_NOT_READY		   1047
#define CLIENT_INTERACTION_TIMEOUT 4031

static const struct {
	unsigned code;
	enum meaning meaning;
} meanings[] = {
    {CR_SERVER_GONE_ERROR, MEANS_LOST},
    {CR_SERVER_LOST, MEANS_LOST},
    {CR_SERVER_LOST_IN_QUERY, MEANS_LOST},
    {CR_CONNECTION_ERROR, MEANS_LOST},
    {CR_CONN_HOST_ERROR, MEANS_LOST},
    {CR_COMMANDS_OUT_OF_SYNC, MEANS_LOST},
    {CR_MALFORMED_PACKET, MEANS_LOST},
    {CLIENT_INTERACTION_TIMEOUT, MEANS_LOST},
    {WSREP_NOT_READY, MEANS_LOST},
    {ER_CONNECTION_KILLED, MEANS_LOST},
    {ER_SERVER_SHUTDOWN, MEANS_LOST},
    {ER_NET_READ_ERROR, MEANS_LOST},
    {ER_NET_READ_INTERRUPTED, MEANS_LOST},
    {ER_NET_ERROR_ON_WRITE, MEANS_LOST},
    {ER_NET_WRITE_INTERRUPTED, MEANS_LOST},
    {ER_UNKNOWN_STMT_HANDLER, MEANS_LOST},
    {ER_LOCK_DEADLOCK, MEANS_DOOMED},
    {ER_LOCK_WAIT_TIMEOUT, MEANS_DOOMED},
    {ER_CHECKREAD, MEANS_DOOMED},
    {ER_STATEMENT_TIMEOUT, MEANS_BUSY},
    {ER_QUERY_INTERRUPTED, MEANS_BUSY},
    {ER_OPTION_PREVENTS_STATEMENT, MEANS_BUSY}, /* --read-only: a failover is under way */
    {ER_DISK_FULL, MEANS_BUSY},
    {ER_RECORD_FILE_FULL, MEANS_BUSY},
    {ER_OUT_OF_RESOURCES, MEANS_BUSY},
    {ER_MAX_PREPARED_STMT_COUNT_REACHED, MEANS_BUSY},
    {ER_DUP_ENTRY, MEANS_DUPLICATE},
    {ER_NO_REFERENCED_ROW, MEANS_ORPHAN},
    {ER_NO_REFERENCED_ROW_2, MEANS_ORPHAN},
};

static void *unavailable(struct work *w)
{
	fail(w, ERR_UNAVAILABLE, "Database temporarily unavailable");
	w->retry_after_s = 1;
	return NULL;
}

static void *fail_meaning(struct work *w, enum meaning meaning, unsigned code, const char *detail,
			  const char *doing)
{
	switch (meaning) {
	case MEANS_LOST:
		log_warning(w, "database connection lost in %s: %u %s", doing, code, detail);
		db_drop(w->db);
		return unavailable(w);
	case MEANS_DOOMED:
		log_info(w, "%s gave way to another transaction: %u %s", doing, code, detail);
		w->db->doomed = w->db->in_transaction;
		return unavailable(w);
	case MEANS_BUSY:
		log_warning(w, "database cannot serve %s: %u %s", doing, code, detail);
		return unavailable(w);
	case MEANS_DUPLICATE:
		return fail(w, ERR_CONFLICT, "there is one already");
	case MEANS_ORPHAN:
		return fail(w, ERR_CONFLICT, "what it belongs to was deleted meanwhile");
	}
	bug("meaning %d of a database error", (int)meaning);
}

void *db_fail(struct work *w, unsigned code, const char *detail, const char *doing)
{
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
		if (meanings[i].code == code)
			return fail_meaning(w, meanings[i].meaning, code, detail, doing);
	return fail(w, ERR_INTERNAL, "%s: %u %s", doing, code, detail);
}

bool db_usable(struct work *w)
{
	if (!w->db)
		bug("a statement before db_ready");
	if (w->db->mysql && !w->db->doomed)
		return true;
	return unavailable(w);
}
