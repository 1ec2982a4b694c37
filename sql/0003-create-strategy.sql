-- A strategy with its current version written out, so that a read is one row by its key. JSON is
-- text: it is checked before it is stored and sent as it is. A row with deleted_at is gone for
-- everybody; it stays until what hangs on it is gone too.
CREATE TABLE IF NOT EXISTS strategy (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	strategy_group_id UUID NULL,
	name VARCHAR(255) NOT NULL,
	description TEXT NOT NULL,
	url VARCHAR(2048) NOT NULL,
	scraper_type VARCHAR(16) NOT NULL,
	version INT UNSIGNED NOT NULL,
	generator VARCHAR(64) NOT NULL,
	attempts INT UNSIGNED NOT NULL,
	confidence DOUBLE NOT NULL,
	plan LONGTEXT NULL,
	output_schema LONGTEXT NULL,
	filter_config LONGTEXT NULL,
	api_parameters LONGTEXT NULL,
	preview LONGTEXT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	deleted_at DATETIME(6) NULL,
	PRIMARY KEY (id),
	KEY strategy_list (account_id, deleted_at, id),
	KEY strategy_deleted (deleted_at),
	CONSTRAINT strategy_of_account FOREIGN KEY (account_id)
		REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
