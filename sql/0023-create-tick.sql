-- Each time a schedule was due, once: whoever writes the row makes the run. outcome: made, skipped
-- (an earlier run was still going) or missed (nobody was there in time); reason says so to people.
CREATE TABLE IF NOT EXISTS tick (
	schedule_id UUID NOT NULL,
	fire_at DATETIME(6) NOT NULL,
	account_id UUID NOT NULL,
	outcome VARCHAR(8) NOT NULL,
	jobs SMALLINT UNSIGNED NOT NULL,
	made_at DATETIME(6) NOT NULL,
	reason VARCHAR(255) NULL,
	PRIMARY KEY (schedule_id, fire_at),
	KEY tick_made (made_at),
	CONSTRAINT tick_of_schedule FOREIGN KEY (schedule_id)
		REFERENCES schedule (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
