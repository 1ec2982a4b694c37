-- Keys that clients gave to calls, so that a call that is sent again happens once. hash is the
-- SHA-256 of the key, request that of the body's JSON in canonical form. holder is the call that
-- works under the key until expires_at; with reply (compressed by us, size its bytes) it is done.
CREATE TABLE IF NOT EXISTS idempotency (
	account_id UUID NOT NULL,
	hash BINARY(32) NOT NULL,
	request BINARY(32) NOT NULL,
	holder UUID NOT NULL,
	strategy_id UUID NULL,
	created_at DATETIME(6) NOT NULL,
	expires_at DATETIME(6) NOT NULL,
	size INT UNSIGNED NULL,
	reply LONGBLOB NULL,
	PRIMARY KEY (account_id, hash),
	KEY idempotency_expiry (expires_at),
	CONSTRAINT idempotency_of_account FOREIGN KEY (account_id)
		REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
