-- reference_hash: the items that runs are compared with, where they are others than the last run's;
-- sensitivity: what counted when content_hash was made; failures: of runs in a row, the last at failed_at.
-- The keys are for who forgets items that nobody needs.
ALTER TABLE target
	ADD COLUMN IF NOT EXISTS reference_hash BINARY(32) NULL AFTER result_hash,
	ADD COLUMN IF NOT EXISTS sensitivity BINARY(16) NULL AFTER reference_hash,
	ADD COLUMN IF NOT EXISTS failures INT UNSIGNED NOT NULL DEFAULT 0 AFTER is_accepting,
	ADD COLUMN IF NOT EXISTS failed_at DATETIME(6) NULL AFTER failures,
	ADD KEY IF NOT EXISTS target_result (strategy_id, result_hash),
	ADD KEY IF NOT EXISTS target_reference (strategy_id, reference_hash);
