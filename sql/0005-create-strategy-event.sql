-- What happened to strategies: created or deleted. The rows outlive their strategies, hence no
-- foreign key to them; audit and quota read nothing else.
CREATE TABLE IF NOT EXISTS strategy_event (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	event_type VARCHAR(16) NOT NULL,
	strategy_id UUID NOT NULL,
	name VARCHAR(255) NOT NULL,
	url VARCHAR(2048) NOT NULL,
	scraper_type VARCHAR(16) NOT NULL,
	happened_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id),
	KEY strategy_event_audit (account_id, happened_at, id),
	KEY strategy_event_quota (account_id, event_type, happened_at),
	CONSTRAINT strategy_event_of_account FOREIGN KEY (account_id)
		REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
