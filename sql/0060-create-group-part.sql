-- One strategy of a group's run. waiting: it has no task yet; queued: it has one, of its own id; completed
-- or failed. strategy_id: the one that is made anew, or the one that was made.
CREATE TABLE IF NOT EXISTS group_part (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	run_id UUID NOT NULL,
	state ENUM('waiting', 'queued', 'completed', 'failed') NOT NULL,
	strategy_id UUID NULL,
	name VARCHAR(255) NOT NULL,
	url VARCHAR(2048) NOT NULL,
	error VARCHAR(1000) NULL,
	ended_at DATETIME(6) NULL,
	PRIMARY KEY (id),
	KEY group_part_of_run (run_id, state, id),
	CONSTRAINT group_part_run FOREIGN KEY (run_id)
		REFERENCES group_run (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
