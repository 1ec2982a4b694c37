-- Every version a strategy ever had, the current one included; going back is copying one of them
-- into a new version. reason: generated, refined, healed, schema or restored.
CREATE TABLE IF NOT EXISTS strategy_version (
	strategy_id UUID NOT NULL,
	version INT UNSIGNED NOT NULL,
	account_id UUID NOT NULL,
	reason VARCHAR(16) NOT NULL,
	generator VARCHAR(64) NOT NULL,
	attempts INT UNSIGNED NOT NULL,
	confidence DOUBLE NOT NULL,
	plan LONGTEXT NULL,
	output_schema LONGTEXT NULL,
	filter_config LONGTEXT NULL,
	api_parameters LONGTEXT NULL,
	preview LONGTEXT NULL,
	created_at DATETIME(6) NOT NULL,
	PRIMARY KEY (strategy_id, version),
	CONSTRAINT strategy_version_of_strategy FOREIGN KEY (strategy_id)
		REFERENCES strategy (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
