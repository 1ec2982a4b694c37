-- The URLs that a run of a discovery found, each once, in the order in which they were found. hash is
-- the first half of a SHA-256 of what its spellings have in common; source is the page or sitemap that
-- named it first. What is hidden says itself that it is another page, and is in no list.
CREATE TABLE IF NOT EXISTS discovered_url (
	discovery_id UUID NOT NULL,
	run INT UNSIGNED NOT NULL,
	seq INT UNSIGNED NOT NULL,
	account_id UUID NOT NULL,
	hash BINARY(16) NOT NULL,
	depth SMALLINT UNSIGNED NOT NULL,
	is_hidden BOOLEAN NOT NULL DEFAULT FALSE,
	lastmod VARCHAR(40) NULL,
	source VARCHAR(2048) NULL,
	url VARCHAR(2048) NOT NULL,
	PRIMARY KEY (discovery_id, run, seq),
	UNIQUE KEY discovered_url_once (discovery_id, run, hash),
	CONSTRAINT discovered_url_of_discovery FOREIGN KEY (discovery_id)
		REFERENCES discovery (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
