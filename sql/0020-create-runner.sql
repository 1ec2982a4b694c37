-- The processes of meter-cron that are alive, by their heartbeats.
CREATE TABLE IF NOT EXISTS runner (
	id UUID NOT NULL,
	kind VARCHAR(16) NOT NULL,
	host VARCHAR(255) NOT NULL,
	pid INT UNSIGNED NOT NULL,
	started_at DATETIME(6) NOT NULL,
	seen_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
