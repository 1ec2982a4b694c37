-- What came of each attempt of a delivery. status_code is NULL when there was no answer; answer is
-- the beginning of what the receiver said.
CREATE TABLE IF NOT EXISTS delivery_attempt (
	delivery_id UUID NOT NULL,
	number SMALLINT UNSIGNED NOT NULL,
	account_id UUID NOT NULL,
	started_at DATETIME(6) NOT NULL,
	duration_ms INT UNSIGNED NOT NULL,
	status_code SMALLINT UNSIGNED NULL,
	error_class VARCHAR(16) NULL,
	error TEXT NULL,
	answer TEXT NULL,
	PRIMARY KEY (delivery_id, number),
	CONSTRAINT attempt_of_delivery FOREIGN KEY (delivery_id)
		REFERENCES delivery (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
