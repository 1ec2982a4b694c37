-- What a first fetch found that waits for a second one to confirm it: the hash of its items.
ALTER TABLE task
	ADD COLUMN IF NOT EXISTS first_hash BINARY(32) NULL AFTER schedule_id;
