-- A job is a schedule's or a batch's, or nobody's, and never both: one key finds either. Eight bytes of a
-- result's hash tell it from the others, whose strategy they are.
ALTER TABLE job
	ADD KEY IF NOT EXISTS job_of_origin (schedule_id, batch_id),
	ADD KEY IF NOT EXISTS job_of_items (result_hash(8)),
	DROP KEY IF EXISTS job_of_schedule,
	DROP KEY IF EXISTS job_of_batch,
	DROP KEY IF EXISTS job_of_result;
