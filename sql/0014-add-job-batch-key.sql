-- Without the status: that changes twice in each job's life, and a batch has a thousand jobs at most.
CREATE INDEX IF NOT EXISTS job_of_batch ON job (batch_id);
