-- Whether something happened while it was being worked on that it has to look at: it is then due again
-- at once when it is put back.
ALTER TABLE task ADD COLUMN IF NOT EXISTS woken BOOLEAN NOT NULL DEFAULT FALSE AFTER nonce;
