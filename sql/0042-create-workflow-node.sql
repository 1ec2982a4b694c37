-- A strategy in a workflow, and where its input comes from. A strategy may go and leave its nodes: the
-- next run says so. JSON columns are checked before they are stored.
CREATE TABLE IF NOT EXISTS workflow_node (
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	workflow_id UUID NOT NULL,
	strategy_id UUID NOT NULL,
	created_at DATETIME(6) NOT NULL,
	updated_at DATETIME(6) NOT NULL,
	input_type VARCHAR(16) NOT NULL,
	node_key VARCHAR(255) NOT NULL,
	url_field VARCHAR(255) NULL,
	static_urls LONGTEXT NULL,
	static_parameters LONGTEXT NULL,
	parameter_config LONGTEXT NULL,
	PRIMARY KEY (id),
	UNIQUE KEY workflow_node_key (workflow_id, node_key),
	CONSTRAINT node_of_workflow FOREIGN KEY (workflow_id)
		REFERENCES workflow (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_nopad_bin;
