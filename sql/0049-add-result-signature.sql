-- The structure of these items; every job that found them has the same.
ALTER TABLE result ADD COLUMN IF NOT EXISTS structural_signature LONGTEXT NULL AFTER created_at;
