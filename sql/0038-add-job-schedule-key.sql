-- A schedule's jobs without a walk through all of its account.
CREATE INDEX IF NOT EXISTS job_of_schedule ON job (schedule_id);
