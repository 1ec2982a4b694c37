-- Whose list the job renews: its items are the URLs of a site, not what its strategy extracts.
ALTER TABLE job ADD COLUMN IF NOT EXISTS discovery_id UUID NULL;
