-- Whose turn it is: start-time fair queueing. turn is where the account's last task stands on a
-- clock that only the queue moves; the row of the nil account is that clock: the turn of the task
-- that was claimed last.
CREATE TABLE IF NOT EXISTS account_turn (
	account_id UUID NOT NULL,
	turn DATETIME(6) NOT NULL,
	PRIMARY KEY (account_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
