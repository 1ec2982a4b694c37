-- What is told is the end of a job or of a workflow's run. strategy_name is then the workflow's.
ALTER TABLE delivery
	MODIFY COLUMN job_id UUID NULL,
	ADD COLUMN IF NOT EXISTS run_id UUID NULL AFTER job_id,
	ADD KEY IF NOT EXISTS delivery_of_run (run_id),
	ADD CONSTRAINT delivery_run FOREIGN KEY IF NOT EXISTS (run_id)
		REFERENCES workflow_run (id) ON DELETE CASCADE;
