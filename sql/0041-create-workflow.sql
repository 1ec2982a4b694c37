-- Pipelines: strategies whose items say what other strategies scrape.
CREATE TABLE IF NOT EXISTS workflow (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	enabled BOOLEAN NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	name VARCHAR(255) NOT NULL,
	description TEXT NULL,
	PRIMARY KEY (id),
	KEY workflow_list (account_id, id),
	CONSTRAINT workflow_of_account FOREIGN KEY (account_id)
		REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
