-- What a run of a discovery fetches: pages, sitemaps and robots.txt, each once. The next one is the
-- first that waits, by depth and then by seq; what goes wrong with it stands in error. hops: redirects
-- that led there.
CREATE TABLE IF NOT EXISTS discovery_page (
	discovery_id UUID NOT NULL,
	run INT UNSIGNED NOT NULL,
	seq INT UNSIGNED NOT NULL,
	account_id UUID NOT NULL,
	hash BINARY(16) NOT NULL,
	kind VARCHAR(8) NOT NULL,
	state ENUM('waiting', 'done', 'failed') NOT NULL,
	depth SMALLINT UNSIGNED NOT NULL,
	hops TINYINT UNSIGNED NOT NULL,
	error VARCHAR(1000) NULL,
	url VARCHAR(2048) NOT NULL,
	PRIMARY KEY (discovery_id, run, seq),
	UNIQUE KEY discovery_page_once (discovery_id, run, hash),
	KEY discovery_page_next (discovery_id, run, state, depth, seq),
	CONSTRAINT discovery_page_of_discovery FOREIGN KEY (discovery_id)
		REFERENCES discovery (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
