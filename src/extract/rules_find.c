/* Where a value is: in the record, in siblings after it, in a cell of it, beside a label. */
#include "extract/rules_parts.h"

/* The k-th element sibling after the record. */
static struct node *following(struct node *record, int k)
{
	struct node *n = record;

	while (n && k-- > 0)
		n = node_next_element(n);
	return n;
}

bool rule_place(struct run *run, const struct rule *rule, struct place record, struct place *out)
{
	struct node *scope = following(record.node, rule->follows_rest ? 1 : rule->following);

	if (scope && rule->column)
		scope = column_cell(run, rule->column, scope);
	*out = record;
	out->node = scope;
	if (!scope || !rule->anchor)
		return scope;
	return label_place(run, rule->anchor, scope, out);
}
