-- Why it failed may pass: what it named before is not gone.
ALTER TABLE discovery_page ADD COLUMN IF NOT EXISTS may_pass BOOLEAN NOT NULL DEFAULT FALSE;
