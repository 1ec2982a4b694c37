-- A workflow that runs or ran, on the graph as it was then. active is the workflow while the run is
-- pending or running, so that no workflow has two of these.
CREATE TABLE IF NOT EXISTS workflow_run (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	workflow_id UUID NOT NULL,
	active UUID NULL,
	schedule_id UUID NULL,
	status ENUM('pending', 'running', 'completed', 'failed', 'cancelled') NOT NULL,
	is_forced BOOLEAN NOT NULL,
	has_changes BOOLEAN NULL,
	item_count INT UNSIGNED NULL,
	created_at DATETIME(6) NOT NULL,
	started_at DATETIME(6) NULL,
	completed_at DATETIME(6) NULL,
	triggered_by VARCHAR(16) NOT NULL,
	workflow_name VARCHAR(255) NOT NULL,
	error TEXT NULL,
	graph LONGTEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE KEY workflow_run_active (active),
	KEY run_of_workflow (workflow_id, id),
	KEY run_of_status (workflow_id, status, id),
	CONSTRAINT run_of_workflow FOREIGN KEY (workflow_id)
		REFERENCES workflow (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
