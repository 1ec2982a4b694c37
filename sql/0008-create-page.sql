-- Fetched pages, compressed by us with zlib, once per strategy, URL and content. target is the
-- first half of the URL's SHA-256, hash the SHA-256 of the body, size its bytes.
CREATE TABLE IF NOT EXISTS page (
	strategy_id UUID NOT NULL,
	target BINARY(16) NOT NULL,
	hash BINARY(32) NOT NULL,
	account_id UUID NOT NULL,
	url VARCHAR(2048) NOT NULL,
	content_type VARCHAR(255) NULL,
	etag VARCHAR(255) NULL,
	last_modified VARCHAR(64) NULL,
	size INT UNSIGNED NOT NULL,
	fetched_at DATETIME(6) NOT NULL,
	body LONGBLOB NOT NULL,
	PRIMARY KEY (strategy_id, target, hash),
	KEY page_newest (strategy_id, fetched_at),
	CONSTRAINT page_of_strategy FOREIGN KEY (strategy_id)
		REFERENCES strategy (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
