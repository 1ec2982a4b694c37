-- Sites that are fetched from, "name:port", and when they may be asked next: one budget for the whole
-- installation, whoever's jobs they are. slow_ms is the gap that the host itself asked for by 429 and
-- 503; rules is what its robots.txt says to us, as JSON compressed by us, rules_size its bytes,
-- believed until rules_until.
CREATE TABLE IF NOT EXISTS host (
	name VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	next_at DATETIME(6) NOT NULL,
	slow_ms INT UNSIGNED NOT NULL DEFAULT 0,
	refusals INT UNSIGNED NOT NULL DEFAULT 0,
	is_far BOOLEAN NOT NULL DEFAULT FALSE,
	paused_until DATETIME(6) NULL,
	last_refusal VARCHAR(255) NULL,
	asked_at DATETIME(6) NOT NULL,
	crawl_delay_ms INT UNSIGNED NOT NULL DEFAULT 0,
	rules_size INT UNSIGNED NULL,
	rules MEDIUMBLOB NULL,
	rules_until DATETIME(6) NULL,
	PRIMARY KEY (name),
	KEY host_asked (asked_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
