-- The oldest results of an account, and how many bytes it has, from the index alone.
CREATE INDEX IF NOT EXISTS result_age ON result (account_id, created_at, size);
