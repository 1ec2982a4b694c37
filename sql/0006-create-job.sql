-- One narrow row a run; what it extracted is in result. target is the first half of a SHA-256 over
-- url and parameters: runs with the same one are compared with each other.
CREATE TABLE IF NOT EXISTS job (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	strategy_id UUID NOT NULL,
	schedule_id UUID NULL,
	batch_id UUID NULL,
	status ENUM('pending', 'running', 'completed', 'failed') NOT NULL,
	has_changes BOOLEAN NULL,
	attempts SMALLINT UNSIGNED NOT NULL,
	item_count INT UNSIGNED NULL,
	created_at DATETIME(6) NOT NULL,
	started_at DATETIME(6) NULL,
	completed_at DATETIME(6) NULL,
	target BINARY(16) NOT NULL,
	result_hash BINARY(32) NULL,
	content_hash VARCHAR(64) NULL,
	error_class VARCHAR(16) NULL,
	error TEXT NULL,
	url VARCHAR(2048) NOT NULL,
	structural_signature LONGTEXT NULL,
	parameters LONGTEXT NULL,
	PRIMARY KEY (id),
	KEY job_list (account_id, id),
	KEY job_of_strategy (strategy_id, id),
	KEY job_target (strategy_id, target, status, id),
	CONSTRAINT job_strategy FOREIGN KEY (strategy_id)
		REFERENCES strategy (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
