-- Those that nothing was sent to for long.
CREATE INDEX IF NOT EXISTS endpoint_age ON endpoint (updated_at);
