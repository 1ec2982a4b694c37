-- What goes from one node to another: the items that pass the filter.
CREATE TABLE IF NOT EXISTS workflow_edge (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	workflow_id UUID NOT NULL,
	source_id UUID NOT NULL,
	target_id UUID NOT NULL,
	created_at DATETIME(6) NOT NULL,
	filter_config LONGTEXT NULL,
	PRIMARY KEY (id),
	UNIQUE KEY workflow_edge_ends (source_id, target_id),
	KEY edge_of_workflow (workflow_id, id),
	CONSTRAINT edge_of_workflow FOREIGN KEY (workflow_id)
		REFERENCES workflow (id) ON DELETE CASCADE,
	CONSTRAINT edge_source FOREIGN KEY (source_id)
		REFERENCES workflow_node (id) ON DELETE CASCADE,
	CONSTRAINT edge_target FOREIGN KEY (target_id)
		REFERENCES workflow_node (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
