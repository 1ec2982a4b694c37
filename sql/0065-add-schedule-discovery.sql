-- Of the URLs that a discovery finds, those that the schedule runs on.
ALTER TABLE schedule
	ADD COLUMN IF NOT EXISTS url_pattern VARCHAR(1000) NULL,
	ADD COLUMN IF NOT EXISTS max_urls INT UNSIGNED NULL;
