-- What happened in a run, from the name look-up to the comparison, as JSON that we compressed with
-- zlib; size is its bytes as text. Kept apart from the job, whose row stays narrow, and not as long.
-- An unchanged run has its target's turn: a later one with the same turn takes its place.
CREATE TABLE IF NOT EXISTS job_trace (
	job_id UUID NOT NULL,
	account_id UUID NOT NULL,
	created_at DATETIME(6) NOT NULL,
	strategy_id UUID NULL,
	target BINARY(16) NULL,
	turn TINYINT UNSIGNED NULL,
	size INT UNSIGNED NOT NULL,
	trace LONGBLOB NOT NULL,
	PRIMARY KEY (job_id),
	UNIQUE KEY job_trace_turn (strategy_id, target, turn),
	KEY job_trace_age (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
