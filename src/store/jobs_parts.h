/* What the files about jobs share. */
#ifndef METER_STORE_JOBS_PARTS_H
#define METER_STORE_JOBS_PARTS_H

#include "store/jobs.h"

extern const struct shape job_row;

#define JOB_COLUMNS                                                                                \
	"j.id, j.account_id, j.strategy_id, j.url, j.status, j.error, j.error_class,"              \
	" LOWER(HEX(j.content)) AS content_hash, j.schedule_id, j.batch_id, j.run_id,"             \
	" j.discovery_id, j.parameters,"                                                           \
	" j.item_count, j.has_changes, j.attempts, j.created_at, j.started_at, j.completed_at,"    \
	" j.result_hash,"                                                                          \
	" (SELECT r.structural_signature FROM result r"                                            \
	" WHERE r.strategy_id = j.strategy_id AND r.hash = j.result_hash) AS structural_signature"
/* A deleted strategy's jobs are gone with it, however long their rows take to go. Jobs come first:
 * the optimizer would rather visit every strategy of the account. */
#define JOBS_ALIVE "job j STRAIGHT_JOIN strategy s ON s.id = j.strategy_id AND s.deleted_at IS NULL"

#endif
