-- The turn that was reserved for a task at its host, while it waits for it here.
ALTER TABLE task ADD COLUMN IF NOT EXISTS slot_at DATETIME(6) NULL AFTER order_at;
