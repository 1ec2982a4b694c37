-- gap_ms is the gap of the latest turn, whoever asked for it. far_at: when the next of those whose turn
-- is too far ahead to be given comes again; each a gap later than the one before.
ALTER TABLE host
	ADD COLUMN IF NOT EXISTS gap_ms INT UNSIGNED NOT NULL DEFAULT 0 AFTER slow_ms,
	ADD COLUMN IF NOT EXISTS far_at DATETIME(6) NULL AFTER is_far;
