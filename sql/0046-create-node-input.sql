-- What a node of a run scrapes: a URL, or parameters for its strategy's own one; and what came of it. What
-- is the same as in the run before is carried over, with the items that it had there. target is the
-- first half of a SHA-256 over url and parameters.
CREATE TABLE IF NOT EXISTS node_input (
	node_run_id UUID NOT NULL,
	number INT UNSIGNED NOT NULL,
	account_id UUID NOT NULL,
	run_id UUID NOT NULL,
	strategy_id UUID NOT NULL,
	state ENUM('pending', 'completed', 'carried', 'failed', 'cancelled') NOT NULL,
	has_changes BOOLEAN NULL,
	item_count INT UNSIGNED NULL,
	job_id UUID NULL,
	target BINARY(16) NOT NULL,
	result_hash BINARY(32) NULL,
	content_hash VARCHAR(64) NULL,
	url VARCHAR(2048) NOT NULL,
	error TEXT NULL,
	parameters LONGTEXT NULL,
	PRIMARY KEY (node_run_id, number),
	UNIQUE KEY node_input_target (node_run_id, target),
	KEY node_input_state (run_id, node_run_id, state),
	KEY node_input_job (job_id),
	KEY node_input_result (strategy_id, result_hash),
	CONSTRAINT input_of_node FOREIGN KEY (node_run_id)
		REFERENCES node_run (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
