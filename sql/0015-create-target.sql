-- What the runs of a strategy on one target are compared with: its last good run, and what such runs
-- have been like. target is the first half of a SHA-256 over url, parameters and schedule, as in job.
-- Without baseline_job_id there is none yet.
CREATE TABLE IF NOT EXISTS target (
	strategy_id UUID NOT NULL,
	target BINARY(16) NOT NULL,
	account_id UUID NOT NULL,
	strategy_version INT UNSIGNED NOT NULL,
	engine SMALLINT UNSIGNED NOT NULL,
	item_count INT UNSIGNED NOT NULL,
	runs INT UNSIGNED NOT NULL,
	odd_runs SMALLINT UNSIGNED NOT NULL,
	is_accepting BOOLEAN NOT NULL,
	baseline_job_id UUID NULL,
	extracted_at DATETIME(6) NULL,
	updated_at DATETIME(6) NOT NULL,
	result_hash BINARY(32) NULL,
	body_hash BINARY(32) NULL,
	content_hash VARCHAR(64) NULL,
	odd_hash VARCHAR(64) NULL,
	last_modified VARCHAR(64) NULL,
	etag VARCHAR(1024) NULL,
	item_key TEXT NULL,
	url VARCHAR(2048) NOT NULL,
	structural_signature LONGTEXT NULL,
	expectations LONGTEXT NULL,
	PRIMARY KEY (strategy_id, target),
	CONSTRAINT target_of_strategy FOREIGN KEY (strategy_id)
		REFERENCES strategy (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
