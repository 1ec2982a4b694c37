-- again: what failed and may pass, behind all that waits; it is tried once more.
ALTER TABLE discovery_page MODIFY COLUMN state
	ENUM('waiting', 'done', 'failed', 'again') NOT NULL;
