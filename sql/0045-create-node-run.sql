-- A node in a run. position is its place in the run's graph; pending_count its jobs that have not ended.
CREATE TABLE IF NOT EXISTS node_run (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	run_id UUID NOT NULL,
	node_id UUID NOT NULL,
	strategy_id UUID NOT NULL,
	position SMALLINT UNSIGNED NOT NULL,
	is_terminal BOOLEAN NOT NULL,
	status ENUM('pending', 'running', 'completed', 'failed', 'skipped', 'cancelled') NOT NULL,
	input_count INT UNSIGNED NOT NULL,
	pending_count INT UNSIGNED NOT NULL DEFAULT 0,
	item_count INT UNSIGNED NOT NULL,
	has_changes BOOLEAN NULL,
	strategy_version INT UNSIGNED NULL,
	started_at DATETIME(6) NULL,
	completed_at DATETIME(6) NULL,
	node_key VARCHAR(255) NOT NULL,
	strategy_name VARCHAR(255) NOT NULL,
	error TEXT NULL,
	PRIMARY KEY (id),
	UNIQUE KEY node_run_position (run_id, position),
	CONSTRAINT node_of_run FOREIGN KEY (run_id)
		REFERENCES workflow_run (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
