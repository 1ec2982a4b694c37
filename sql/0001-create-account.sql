-- Whom everything belongs to. The row is also the lock under which a quota slot is taken.
CREATE TABLE IF NOT EXISTS account (
	id UUID NOT NULL,
	name VARCHAR(255) NOT NULL,
	tier VARCHAR(16) NOT NULL,
	created_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE KEY account_name (name),
	CONSTRAINT account_tier CHECK (tier IN ('free', 'hobby', 'pro', 'enterprise'))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
