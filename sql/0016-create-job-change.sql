-- What a run changed against its baseline: counts, and the changes as JSON, compressed by us with
-- zlib; size is the bytes of that JSON. Without changes the baseline's items were gone.
CREATE TABLE IF NOT EXISTS job_change (
	job_id UUID NOT NULL,
	account_id UUID NOT NULL,
	strategy_id UUID NOT NULL,
	target BINARY(16) NOT NULL,
	before_job_id UUID NOT NULL,
	added INT UNSIGNED NOT NULL,
	removed INT UNSIGNED NOT NULL,
	modified INT UNSIGNED NOT NULL,
	moved INT UNSIGNED NOT NULL,
	size INT UNSIGNED NULL,
	created_at DATETIME(6) NOT NULL,
	seen_at DATETIME(6) NULL,
	changes LONGBLOB NULL,
	PRIMARY KEY (job_id),
	KEY job_change_of_target (strategy_id, target, job_id),
	CONSTRAINT job_change_of_job FOREIGN KEY (job_id)
		REFERENCES job (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
