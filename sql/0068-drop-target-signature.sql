-- The signature stands with the result; nothing reads it here.
ALTER TABLE target DROP COLUMN IF EXISTS structural_signature;
