-- Whose run it was, so that a schedule's changes are found without its jobs.
ALTER TABLE job_change
	ADD COLUMN IF NOT EXISTS schedule_id UUID NULL AFTER strategy_id,
	ADD KEY IF NOT EXISTS job_change_of_schedule (schedule_id, seen_at, job_id);
