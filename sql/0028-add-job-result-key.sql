-- Whether any job still has a result. Eight bytes of its hash tell results of a strategy apart, and
-- the entries of unchanged runs lie side by side.
CREATE INDEX IF NOT EXISTS job_of_result ON job (strategy_id, result_hash(8));
