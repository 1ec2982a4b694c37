-- How a schedule fares, kept at the end of runs: URLs whose last run failed, and those that failed
-- several times in a row, since health_since; what the last failure said. skipped: ticks in a row that
-- were passed over because the run before still went on.
ALTER TABLE schedule
	ADD COLUMN IF NOT EXISTS urls_failed INT UNSIGNED NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS urls_failing INT UNSIGNED NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS skipped INT UNSIGNED NOT NULL DEFAULT 0,
	ADD COLUMN IF NOT EXISTS health_since DATETIME(6) NULL,
	ADD COLUMN IF NOT EXISTS failure_class VARCHAR(16) NULL,
	ADD COLUMN IF NOT EXISTS failure VARCHAR(1000) NULL;
