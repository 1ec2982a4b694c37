-- From any job that has it.
UPDATE result SET structural_signature = (SELECT job.structural_signature FROM job
	WHERE job.strategy_id = result.strategy_id AND job.result_hash = result.hash
	AND job.structural_signature IS NOT NULL LIMIT 1)
	WHERE structural_signature IS NULL;
