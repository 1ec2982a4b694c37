-- What was stored as digits.
UPDATE job SET content = UNHEX(content_hash) WHERE content IS NULL AND content_hash IS NOT NULL;
