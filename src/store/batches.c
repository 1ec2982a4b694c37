/* Batches: jobs that one call asked for, and how they stand. */
#include "store/batches.h"

#include "store/lookup.h"
#include "store/statement.h"

SHAPE(batch_in, struct batch, COLUMN(struct batch, id), COLUMN(struct batch, account_id),
      COLUMN(struct batch, strategy_id), COLUMN(struct batch, created_at));
SHAPE(batch_progress_out, struct batch_progress, COLUMN(struct batch_progress, pending),
      COLUMN(struct batch_progress, running), COLUMN(struct batch_progress, completed),
      COLUMN(struct batch_progress, failed));

STATEMENT(batch_new, &batch_in, NULL,
	  "INSERT INTO batch (id, account_id, strategy_id, created_at) VALUES (?, ?, ?, ?)");
/* One row for each batch that is there, whatever became of its jobs. */
STATEMENT(batch_progress, &lookup_in, &batch_progress_out,
	  "SELECT COUNT(IF(j.status = 'pending', 1, NULL)) AS pending,"
	  " COUNT(IF(j.status = 'running', 1, NULL)) AS running,"
	  " COUNT(IF(j.status = 'completed', 1, NULL)) AS completed,"
	  " COUNT(IF(j.status = 'failed', 1, NULL)) AS failed"
	  " FROM batch b JOIN strategy s ON s.id = b.strategy_id AND s.deleted_at IS NULL"
	  " LEFT JOIN job j ON j.batch_id = b.id AND j.schedule_id IS NULL"
	  " WHERE b.account_id = ? AND b.id = ? GROUP BY b.id");

bool batch_insert(struct work *w, const struct batch *b)
{
	return statement_run(w, &batch_new, b, NULL);
}

bool batch_find(struct work *w, const char *account_id, const char *id, struct batch_progress *out)
{
	if (statement_one(w, &batch_progress, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Batch not found");
	return false;
}
