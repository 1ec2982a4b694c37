-- Runs outlive their workflow until they are swept, some at a time: one may have a million rows, which no
-- call can wait for.
ALTER TABLE workflow_run DROP FOREIGN KEY IF EXISTS run_of_workflow;
