/* Cells of a table by the text of their header, for tables without classes. */
#include "extract/rules_parts.h"

enum { SPAN_MAX = 1000 }; /* as HTML bounds colspan */

static bool is_cell(const struct node *n)
{
	return n->kind == NODE_ELEMENT && (n->tag == TAG_td || n->tag == TAG_th);
}

static bool is_row(const struct node *n)
{
	return n->kind == NODE_ELEMENT && n->tag == TAG_tr;
}

/* The columns that a cell stands in. */
static int span_of(const struct node *cell)
{
	const char *text = node_attribute(cell, "colspan");
	long n = text ? strtol(text, NULL, 10) : 1;

	return n < 1 ? 1 : n > SPAN_MAX ? SPAN_MAX : (int)n;
}

static struct node *cell_at(const struct node *row, int index)
{
	int column = 0;

	NODE_EACH (cell, row) {
		if (!is_cell(cell))
			continue;
		column += span_of(cell);
		if (index < column)
			return cell;
	}
	return NULL;
}

/* Case and a colon or arrow after it do not count. */
static bool header_is(struct run *run, const struct node *cell, const char *text)
{
	size_t n = strlen(text);

	text_clear(&run->text);
	node_add_text(&run->text, cell);
	if (strncasecmp(run->text.data, text, n) != 0)
		return false;
	for (const char *p = run->text.data + n; *p; p++) {
		if ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
		    (*p >= 'A' && *p <= 'Z'))
			return false;
	}
	return true;
}

/* Where the header stands in a row, or -1. */
static int header_index(struct run *run, const struct node *row, const char *text)
{
	int column = 0;

	NODE_EACH (cell, row) {
		if (!is_cell(cell))
			continue;
		if (header_is(run, cell, text))
			return column;
		column += span_of(cell);
	}
	return -1;
}

static struct column_memory *memory_of(struct run *run, const char *column)
{
	struct column_memory *m = run->columns;

	while (m && m->column != column)
		m = m->next;
	if (m)
		return m;
	m = ARENA_NEW(run->w->arena, struct column_memory);
	m->column = column;
	m->next = run->columns;
	run->columns = m;
	return m;
}

/* Headers are in rows before the record: the first that has the text counts. */
static int column_index(struct run *run, const struct node *table, const struct node *record,
			const char *text)
{
	struct column_memory *m = memory_of(run, text);

	if (m->table == table)
		return m->index;
	m->table = table;
	m->index = -1;
	for (const struct node *n = table + 1; n < record && m->index < 0; n++) {
		if (is_row(n))
			m->index = header_index(run, n, text);
	}
	return m->index;
}

struct node *column_cell(struct run *run, const char *column, struct node *record)
{
	const struct node *table = record;
	int index;

	while (table && !(table->kind == NODE_ELEMENT && table->tag == TAG_table))
		table = table->parent;
	if (!table || !is_row(record))
		return NULL;
	index = column_index(run, table, record, column);
	return index < 0 ? NULL : cell_at(record, index);
}
