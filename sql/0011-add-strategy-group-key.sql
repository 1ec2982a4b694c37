-- A group that goes leaves its strategies behind, ungrouped; none can join it while it goes.
ALTER TABLE strategy
	ADD KEY IF NOT EXISTS strategy_in_group (strategy_group_id, id),
	ADD CONSTRAINT strategy_of_group FOREIGN KEY IF NOT EXISTS (strategy_group_id)
		REFERENCES strategy_group (id) ON DELETE SET NULL;
