-- Whose schedule it is: one that a group made for a member. It stays when the strategy leaves, or the
-- group goes; a group has one for each strategy.
ALTER TABLE schedule
	ADD COLUMN IF NOT EXISTS strategy_group_id UUID NULL,
	ADD UNIQUE KEY IF NOT EXISTS schedule_of_group (strategy_group_id, strategy_id),
	ADD CONSTRAINT schedule_group FOREIGN KEY IF NOT EXISTS (strategy_group_id)
		REFERENCES strategy_group (id) ON DELETE SET NULL;
