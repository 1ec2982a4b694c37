-- Keys of accounts: SHA-256 of the key, never the key. prefix is what people are shown of it.
CREATE TABLE IF NOT EXISTS api_key (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	prefix VARCHAR(16) NOT NULL,
	hash BINARY(32) NOT NULL,
	label VARCHAR(255) NOT NULL,
	created_at DATETIME(6) NOT NULL,
	last_used_at DATETIME(6) NULL,
	revoked_at DATETIME(6) NULL,
	PRIMARY KEY (id),
	UNIQUE KEY api_key_hash (hash),
	KEY api_key_prefix (prefix),
	KEY api_key_account (account_id),
	CONSTRAINT api_key_of_account FOREIGN KEY (account_id)
		REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
