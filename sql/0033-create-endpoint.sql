-- How an account's receivers take what is sent to them, each by its address: failures in a row, and
-- until when it is left alone for them.
CREATE TABLE IF NOT EXISTS endpoint (
	account_id UUID NOT NULL,
	hash BINARY(16) NOT NULL,
	failures INT UNSIGNED NOT NULL,
	open_until DATETIME(6) NULL,
	delivered_at DATETIME(6) NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (account_id, hash)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
