/* Workflows, their nodes and edges. */
#include "store/workflows.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

#define FLOW(member) COLUMN(struct workflow, member)
SHAPE(workflow_row, struct workflow, FLOW(id), FLOW(account_id), FLOW(name), FLOW(description),
      FLOW(enabled), FLOW(created_at), FLOW(updated_at));
SHAPE(workflow_changed_in, struct workflow, FLOW(name), FLOW(description), FLOW(enabled),
      FLOW(updated_at), FLOW(account_id), FLOW(id));

#define NODE(member) COLUMN(struct workflow_node, member)
#define NODE_CHANGEABLE                                                                            \
	NODE(strategy_id), NODE(node_key), NODE(input_type), NODE(url_field), NODE(static_urls),   \
	    NODE(static_parameters), NODE(parameter_config), NODE(updated_at)
SHAPE(workflow_node_in, struct workflow_node, NODE(id), NODE(account_id), NODE(workflow_id),
      NODE(created_at), NODE_CHANGEABLE);
SHAPE(workflow_node_changed_in, struct workflow_node, NODE_CHANGEABLE, NODE(account_id), NODE(id));
SHAPE(workflow_node_row, struct workflow_node, NODE(id), NODE(account_id), NODE(workflow_id),
      NODE(strategy_name), NODE(created_at), NODE_CHANGEABLE);

#define EDGE(member) COLUMN(struct workflow_edge, member)
SHAPE(workflow_edge_in, struct workflow_edge, EDGE(id), EDGE(account_id), EDGE(workflow_id),
      EDGE(source_id), EDGE(target_id), EDGE(created_at), EDGE(filter_config));
SHAPE(workflow_edge_row, struct workflow_edge, EDGE(id), EDGE(account_id), EDGE(workflow_id),
      EDGE(source_id), EDGE(target_id), EDGE(source_node_key), EDGE(target_node_key),
      EDGE(created_at), EDGE(filter_config));
SHAPE(workflow_edge_key_in, struct workflow_edge, EDGE(account_id), EDGE(workflow_id), EDGE(id));

#define COLUMNS "id, account_id, name, description, enabled, created_at, updated_at"
STATEMENT(workflow_new, &workflow_row, NULL,
	  "INSERT INTO workflow (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)");
STATEMENT(workflow_by_id, &lookup_in, &workflow_row,
	  "SELECT " COLUMNS " FROM workflow WHERE account_id = ? AND id = ?");
STATEMENT(workflow_by_id_locked, &lookup_in, &workflow_row,
	  "SELECT " COLUMNS " FROM workflow WHERE account_id = ? AND id = ? FOR UPDATE");
STATEMENT(workflow_changed, &workflow_changed_in, NULL,
	  "UPDATE workflow SET name = ?, description = ?, enabled = ?, updated_at = ?"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(workflow_end, &lookup_in, NULL, "DELETE FROM workflow WHERE account_id = ? AND id = ?");
STATEMENT(workflow_schedules_end, &lookup_in, NULL,
	  "DELETE FROM schedule WHERE account_id = ? AND subject_id = ? AND kind = 'workflow'");
STATEMENT(workflow_newest, &slice_in, &workflow_row,
	  "SELECT " COLUMNS
	  " FROM workflow WHERE account_id = ? ORDER BY id DESC LIMIT ? OFFSET ?");
STATEMENT(workflow_number, &limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM workflow WHERE account_id = ? LIMIT ?) AS few");
STATEMENT(workflow_node_new, &workflow_node_in, NULL,
	  "INSERT INTO workflow_node (id, account_id, workflow_id, created_at, strategy_id,"
	  " node_key, input_type, url_field, static_urls, static_parameters, parameter_config,"
	  " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(workflow_node_all, &lookup_in, &workflow_node_row,
	  "SELECT n.id, n.account_id, n.workflow_id, n.strategy_id, s.name AS strategy_name,"
	  " n.node_key, n.input_type, n.url_field, n.static_urls, n.static_parameters,"
	  " n.parameter_config, n.created_at, n.updated_at FROM workflow_node n"
	  " LEFT JOIN strategy s ON s.id = n.strategy_id AND s.deleted_at IS NULL"
	  " WHERE n.account_id = ? AND n.workflow_id = ? ORDER BY n.id");
STATEMENT(workflow_node_changed, &workflow_node_changed_in, NULL,
	  "UPDATE workflow_node SET strategy_id = ?, node_key = ?, input_type = ?, url_field = ?,"
	  " static_urls = ?, static_parameters = ?, parameter_config = ?, updated_at = ?"
	  " WHERE account_id = ? AND id = ?");
STATEMENT(workflow_node_end, &lookup_in, NULL,
	  "DELETE FROM workflow_node WHERE account_id = ? AND id = ?");
STATEMENT(workflow_edge_new, &workflow_edge_in, NULL,
	  "INSERT INTO workflow_edge (id, account_id, workflow_id, source_id, target_id,"
	  " created_at, filter_config) VALUES (?, ?, ?, ?, ?, ?, ?)");
STATEMENT(workflow_edge_all, &lookup_in, &workflow_edge_row,
	  "SELECT e.id, e.account_id, e.workflow_id, e.source_id, e.target_id,"
	  " s.node_key AS source_node_key, t.node_key AS target_node_key, e.created_at,"
	  " e.filter_config FROM workflow_edge e JOIN workflow_node s ON s.id = e.source_id"
	  " JOIN workflow_node t ON t.id = e.target_id"
	  " WHERE e.account_id = ? AND e.workflow_id = ? ORDER BY e.id");
STATEMENT(workflow_edge_end, &workflow_edge_key_in, NULL,
	  "DELETE FROM workflow_edge WHERE account_id = ? AND workflow_id = ? AND id = ?");

bool workflow_insert(struct work *w, const struct workflow *f)
{
	struct workflow row = *f;

	row.created_at = row.updated_at = clock_now();
	return statement_run(w, &workflow_new, &row, NULL);
}

static bool find(struct work *w, const struct statement *s, const char *account_id, const char *id,
		 struct workflow *out)
{
	if (statement_one(w, s, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Workflow not found");
	return false;
}

bool workflow_find(struct work *w, const char *account_id, const char *id, struct workflow *out)
{
	return find(w, &workflow_by_id, account_id, id, out);
}

bool workflow_find_locked(struct work *w, const char *account_id, const char *id,
			  struct workflow *out)
{
	return find(w, &workflow_by_id_locked, account_id, id, out);
}

bool workflow_update(struct work *w, const struct workflow *f)
{
	struct workflow row = *f;

	row.updated_at = clock_now();
	return statement_run(w, &workflow_changed, &row, NULL);
}

bool workflow_delete(struct work *w, const char *account_id, const char *id)
{
	const struct lookup key = {account_id, id};

	return statement_run(w, &workflow_schedules_end, &key, NULL) &&
	       statement_run(w, &workflow_end, &key, NULL);
}

bool workflow_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		   struct workflow **rows, size_t *n)
{
	return statement_each(w, &workflow_newest, &(struct slice){account_id, limit, offset},
			      (size_t)limit, rows, n);
}

bool workflow_count(struct work *w, const char *account_id, int64_t *n)
{
	const struct slice all = {.account_id = account_id, .limit = COUNT_EXACT_MAX + 1};

	return lookup_count(w, &workflow_number, &all, n);
}

/* --- nodes --- */

bool workflow_node_insert_all(struct work *w, const struct workflow_node *nodes, size_t n)
{
	struct workflow_node *rows = ARENA_ARRAY(w->arena, n, struct workflow_node);
	struct instant now = clock_now();

	for (size_t i = 0; i < n; i++) {
		rows[i] = nodes[i];
		rows[i].created_at = rows[i].updated_at = now;
	}
	return n == 0 || statement_bulk(w, &workflow_node_new, rows, n, NULL);
}

bool workflow_nodes(struct work *w, const char *account_id, const char *workflow_id,
		    struct workflow_node **rows, size_t *n)
{
	return statement_each(w, &workflow_node_all, &(struct lookup){account_id, workflow_id},
			      WORKFLOW_NODES_MAX, rows, n);
}

bool workflow_node_update(struct work *w, const struct workflow_node *node)
{
	struct workflow_node row = *node;

	row.updated_at = clock_now();
	return statement_run(w, &workflow_node_changed, &row, NULL);
}

bool workflow_node_delete(struct work *w, const char *account_id, const char *id)
{
	return statement_run(w, &workflow_node_end, &(struct lookup){account_id, id}, NULL);
}

/* --- edges --- */

bool workflow_edge_insert_all(struct work *w, const struct workflow_edge *edges, size_t n)
{
	struct workflow_edge *rows = ARENA_ARRAY(w->arena, n, struct workflow_edge);
	struct instant now = clock_now();

	for (size_t i = 0; i < n; i++) {
		rows[i] = edges[i];
		rows[i].created_at = now;
	}
	return n == 0 || statement_bulk(w, &workflow_edge_new, rows, n, NULL);
}

bool workflow_edges(struct work *w, const char *account_id, const char *workflow_id,
		    struct workflow_edge **rows, size_t *n)
{
	return statement_each(w, &workflow_edge_all, &(struct lookup){account_id, workflow_id},
			      WORKFLOW_EDGES_MAX, rows, n);
}

bool workflow_edge_delete(struct work *w, const char *account_id, const char *workflow_id,
			  const char *id)
{
	const struct workflow_edge key = {
	    .id = id, .account_id = account_id, .workflow_id = workflow_id};
	int64_t gone;

	if (!statement_run(w, &workflow_edge_end, &key, &gone))
		return false;
	return gone > 0 || fail(w, ERR_NOT_FOUND, "Edge not found");
}

/* --- both --- */

bool flow_graph_load(struct work *w, const char *account_id, const char *workflow_id,
		     struct flow_graph *out)
{
	return workflow_nodes(w, account_id, workflow_id, &out->nodes, &out->n_nodes) &&
	       workflow_edges(w, account_id, workflow_id, &out->edges, &out->n_edges);
}

size_t flow_graph_place(const struct flow_graph *g, const char *node_id)
{
	size_t i = 0;

	while (i < g->n_nodes && strcmp(g->nodes[i].id, node_id) != 0)
		i++;
	return i;
}
