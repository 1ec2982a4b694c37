-- Whose run a task is, so that a schedule's next tick sees what still goes on.
ALTER TABLE task
	ADD COLUMN IF NOT EXISTS schedule_id UUID NULL AFTER owner,
	ADD KEY IF NOT EXISTS task_of_schedule (schedule_id);
