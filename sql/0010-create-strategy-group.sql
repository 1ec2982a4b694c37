-- Strategies that are looked after together. A strategy is in one group at the most.
CREATE TABLE IF NOT EXISTS strategy_group (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	name VARCHAR(255) NOT NULL,
	description TEXT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id),
	KEY strategy_group_list (account_id, id),
	CONSTRAINT strategy_group_of_account FOREIGN KEY (account_id)
		REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
