-- What the processes of meter-cron have counted, since ever: each adds what it counted since the last
-- time. part: of what is counted; see queue/counters.h. Times are in milliseconds.
CREATE TABLE IF NOT EXISTS metric (
	name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	part VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	value BIGINT NOT NULL,
	PRIMARY KEY (name, part)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
