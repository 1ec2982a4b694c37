-- What is done to a group in the background: strategies made anew for a schema (kind schema), or made from
-- many URLs (kind bulk). The newest of each kind stays, for who asks how it went. quota: how many strategies
-- the account might make when it was asked for; -1: any number.
CREATE TABLE IF NOT EXISTS group_run (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	strategy_group_id UUID NOT NULL,
	kind VARCHAR(16) NOT NULL,
	scraper_type VARCHAR(16) NULL,
	quota BIGINT NOT NULL,
	created_at DATETIME(6) NOT NULL,
	description TEXT NULL,
	output_schema LONGTEXT NULL,
	filter_config LONGTEXT NULL,
	PRIMARY KEY (id),
	UNIQUE KEY group_run_of_group (strategy_group_id, kind),
	KEY group_run_of_account (account_id),
	CONSTRAINT group_run_group FOREIGN KEY (strategy_group_id)
		REFERENCES strategy_group (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
