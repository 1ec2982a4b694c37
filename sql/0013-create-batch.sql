-- Jobs that one call asked for. How they stand is counted from the jobs themselves.
CREATE TABLE IF NOT EXISTS batch (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	strategy_id UUID NOT NULL,
	created_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id),
	KEY batch_of_strategy (strategy_id),
	CONSTRAINT batch_strategy FOREIGN KEY (strategy_id)
		REFERENCES strategy (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
