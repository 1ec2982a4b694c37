-- The pages that were fetched long ago.
CREATE INDEX IF NOT EXISTS page_age ON page (fetched_at);
