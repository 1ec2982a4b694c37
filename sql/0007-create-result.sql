-- Items of jobs as canonical JSON, compressed by us with zlib, once per strategy and content. hash
-- is the SHA-256 of the text, size its bytes.
CREATE TABLE IF NOT EXISTS result (
	strategy_id UUID NOT NULL,
	hash BINARY(32) NOT NULL,
	account_id UUID NOT NULL,
	size INT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	items LONGBLOB NOT NULL,
	PRIMARY KEY (strategy_id, hash),
	CONSTRAINT result_of_strategy FOREIGN KEY (strategy_id)
		REFERENCES strategy (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
