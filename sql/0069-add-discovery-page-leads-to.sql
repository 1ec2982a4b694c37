-- moved: what redirects, and was not read itself. leads_to: the hash of the page that it redirects to, or
-- that it says it is.
ALTER TABLE discovery_page MODIFY COLUMN state
	ENUM('waiting', 'done', 'failed', 'again', 'moved') NOT NULL,
	ADD COLUMN IF NOT EXISTS leads_to BINARY(16) NULL;
