-- A schedule's changes, newest first, without sorting all of them.
CREATE INDEX IF NOT EXISTS job_change_newest ON job_change (schedule_id, job_id);
