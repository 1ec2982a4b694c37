-- What the configured LLM was asked in a month (year * 100 + month, UTC), over all workers and
-- machines: the budget METER_LLM_TOKENS_MONTH is reserved here before a call and settled after it.
CREATE TABLE IF NOT EXISTS llm_usage (
	month INT UNSIGNED NOT NULL,
	tokens BIGINT NOT NULL,
	calls BIGINT NOT NULL,
	PRIMARY KEY (month)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
