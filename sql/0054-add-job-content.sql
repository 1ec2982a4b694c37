-- content_hash as bytes.
ALTER TABLE job ADD COLUMN IF NOT EXISTS content BINARY(16) NULL AFTER result_hash;
