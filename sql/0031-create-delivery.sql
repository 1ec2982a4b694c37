-- What a receiver is told of a schedule's run: the outbox. Written in the transaction that ends the
-- run, and its id is the webhook-id of every attempt. The message is not kept: it is made anew from
-- the run's rows, and what they do not have, or may lose, is here. endpoint is the first half of a
-- SHA-256 over the address. tries are the attempts of the present plan, attempts all there were.
CREATE TABLE IF NOT EXISTS delivery (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	schedule_id UUID NOT NULL,
	job_id UUID NOT NULL,
	status ENUM('pending', 'delivered', 'dead') NOT NULL,
	event VARCHAR(16) NOT NULL,
	receiver VARCHAR(16) NOT NULL,
	endpoint BINARY(16) NOT NULL,
	attempts SMALLINT UNSIGNED NOT NULL,
	tries SMALLINT UNSIGNED NOT NULL,
	created_at DATETIME(6) NOT NULL,
	started_at DATETIME(6) NOT NULL,
	next_attempt_at DATETIME(6) NULL,
	ended_at DATETIME(6) NULL,
	address VARCHAR(2048) NOT NULL,
	strategy_name VARCHAR(255) NOT NULL,
	error TEXT NULL,
	metadata LONGTEXT NULL,
	PRIMARY KEY (id),
	KEY delivery_list (account_id, id),
	KEY delivery_of_status (account_id, status, id),
	KEY delivery_of_schedule (schedule_id, id),
	KEY delivery_of_job (job_id),
	CONSTRAINT delivery_schedule FOREIGN KEY (schedule_id)
		REFERENCES schedule (id) ON DELETE CASCADE,
	CONSTRAINT delivery_job FOREIGN KEY (job_id)
		REFERENCES job (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
