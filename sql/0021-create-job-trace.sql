-- What happened in a run, from the name look-up to the comparison, as JSON that we compressed with
-- zlib; size is its bytes as text. Kept apart from the job, whose row stays narrow, and not as long.
CREATE TABLE IF NOT EXISTS job_trace (
	job_id UUID NOT NULL,
	account_id UUID NOT NULL,
	created_at DATETIME(6) NOT NULL,
	size INT UNSIGNED NOT NULL,
	trace LONGBLOB NOT NULL,
	PRIMARY KEY (job_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
