-- Searches for the URLs of a site. run counts the times it was searched; the URLs of listed_run are the
-- list, and those of another one are leftovers, unless crawl_job_id says that it is going on. page_seq
-- and url_seq are the places that the run's next rows get.
CREATE TABLE IF NOT EXISTS discovery (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	method VARCHAR(16) NOT NULL,
	status VARCHAR(16) NOT NULL,
	run INT UNSIGNED NOT NULL,
	listed_run INT UNSIGNED NOT NULL,
	total INT UNSIGNED NOT NULL,
	found INT UNSIGNED NOT NULL,
	url_seq INT UNSIGNED NOT NULL,
	page_seq INT UNSIGNED NOT NULL,
	pages_known INT UNSIGNED NOT NULL,
	pages_done INT UNSIGNED NOT NULL,
	pages_failed INT UNSIGNED NOT NULL,
	is_stale BOOLEAN NOT NULL,
	crawl_job_id UUID NULL,
	created_at DATETIME(6) NOT NULL,
	started_at DATETIME(6) NULL,
	completed_at DATETIME(6) NULL,
	crawled_at DATETIME(6) NULL,
	deleted_at DATETIME(6) NULL,
	stopped_by VARCHAR(16) NULL,
	error VARCHAR(1000) NULL,
	root_url VARCHAR(2048) NOT NULL,
	config LONGTEXT NOT NULL,
	PRIMARY KEY (id),
	KEY discovery_list (account_id, id),
	KEY discovery_stale (is_stale)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
