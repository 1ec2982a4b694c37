-- Everything that waits to be done, and what is being done; a row goes when it is done. A job's
-- task has the job's id. ready: served in the order of order_at, a fair turn and no time of day;
-- waiting: not before order_at; running: leased to owner until lease_until. lease_token grows with
-- every claim: whoever finishes shows the one he got. shard: claims that meet on one page of the
-- index slow each other down.
CREATE TABLE IF NOT EXISTS task (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	kind VARCHAR(16) NOT NULL,
	shard TINYINT UNSIGNED NOT NULL,
	state ENUM('ready', 'waiting', 'running') NOT NULL,
	priority TINYINT UNSIGNED NOT NULL,
	attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
	crashes TINYINT UNSIGNED NOT NULL DEFAULT 0,
	order_at DATETIME(6) NOT NULL,
	lease_token BIGINT NOT NULL DEFAULT 0,
	lease_until DATETIME(6) NULL,
	owner UUID NULL,
	nonce BIGINT NULL,
	host VARCHAR(255) NULL,
	created_at DATETIME(6) NOT NULL,
	PRIMARY KEY (id),
	KEY task_claim (shard, state, priority, order_at, id),
	KEY task_lease (lease_until),
	KEY task_owner (owner, nonce)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
