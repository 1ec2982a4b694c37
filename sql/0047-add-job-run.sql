-- The run of a workflow that the job is part of.
ALTER TABLE job ADD COLUMN IF NOT EXISTS run_id UUID NULL AFTER batch_id;
