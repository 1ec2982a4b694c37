/* Cells of a table by the text of their header, for tables without classes.
 *
 * Rows are laid out one after the other, as HTML lays out a table (standard, 4.9.12): a cell takes
 * the next free columns, as many as its colspan says, and hangs into the rows below.
 */
#include "extract/rules_parts.h"

enum {
	COLUMNS_MAX = 200,    /* of a table; wider ones are no tables for people */
	HEADER_ROWS_MAX = 20, /* rows in which a header is looked for */
	GRIDS = 4,	      /* tables that are kept: one, and those around it */
	ROWSPAN_MAX = 65534,  /* as HTML bounds it */
};

/* A table up to a row. */
struct grid {
	const struct node *table, *row;
	struct node *cells[COLUMNS_MAX]; /* NULL: free */
	int left[COLUMNS_MAX];		 /* rows that the cell hangs into yet */
};

/* Where a header was found. */
struct memory {
	const char *column; /* the rule's own */
	const struct node *table;
	int index; /* -1: nowhere */
	struct memory *next;
};

struct grids {
	struct grid grids[GRIDS];
	unsigned oldest;
	struct grid header;
	struct memory *memories;
};

static bool is_cell(const struct node *n)
{
	return n->kind == NODE_ELEMENT && (n->tag == TAG_td || n->tag == TAG_th);
}

static bool is_row(const struct node *n)
{
	return n->kind == NODE_ELEMENT && n->tag == TAG_tr;
}

static int span_of(const struct node *cell, const char *name, int most)
{
	const char *text = node_attribute(cell, name);
	long n = text ? strtol(text, NULL, 10) : 1;

	return n < 1 ? 1 : n > most ? most : (int)n;
}

/* The row from n on, n included, among its siblings. */
static const struct node *row_from(const struct node *n)
{
	while (n && !is_row(n))
		n = n->next;
	return n;
}

/* The first row of the sections of a table from `section` on. */
static const struct node *row_of_sections(const struct node *section)
{
	const struct node *row = NULL;

	for (; section && !row; section = section->next) {
		if (is_row(section))
			return section;
		row = row_from(section->first_child);
	}
	return row;
}

static const struct node *row_after(const struct node *table, const struct node *row)
{
	const struct node *next = row_from(row->next);

	if (next || row->parent == table)
		return next ? next : row_of_sections(row->next);
	return row_of_sections(row->parent->next);
}

static void cell_place(struct grid *g, struct node *cell, int *column)
{
	int width = span_of(cell, "colspan", COLUMNS_MAX);
	int height = span_of(cell, "rowspan", ROWSPAN_MAX);

	while (*column < COLUMNS_MAX && g->cells[*column])
		++*column;
	for (; width && *column < COLUMNS_MAX && !g->cells[*column]; width--, ++*column) {
		g->cells[*column] = cell;
		g->left[*column] = height - 1;
	}
}

static void row_place(struct grid *g, const struct node *row)
{
	int column = 0;

	for (int i = 0; i < COLUMNS_MAX; i++) {
		if (g->left[i] > 0)
			g->left[i]--;
		else
			g->cells[i] = NULL;
	}
	g->row = row;
	NODE_EACH (cell, row) {
		if (is_cell(cell))
			cell_place(g, cell, &column);
	}
}

static void grid_begin(struct grid *g, const struct node *table)
{
	*g = (struct grid){.table = table};
}

/* Moves to the next row; false after the last. */
static bool grid_step(struct grid *g)
{
	const struct node *row =
	    g->row ? row_after(g->table, g->row) : row_of_sections(g->table->first_child);

	if (row)
		row_place(g, row);
	return row;
}

/* The table laid out up to the row; records come in the order of rows. */
static struct grid *grid_at(struct grids *all, const struct node *table, const struct node *row)
{
	struct grid *g = NULL;

	for (int i = 0; i < GRIDS && !g; i++) {
		if (all->grids[i].table == table)
			g = &all->grids[i];
	}
	if (!g) {
		g = &all->grids[all->oldest++ % GRIDS];
		grid_begin(g, table);
	}
	if (g->row && g->row->index > row->index)
		grid_begin(g, table);
	while (g->row != row && grid_step(g))
		;
	return g;
}

/* Case does not count, nor what follows that is no word: a unit, a colon, an arrow. */
static bool header_is(struct run *run, const struct node *cell, const char *text)
{
	size_t n = strlen(text);

	text_clear(&run->text);
	node_add_text(&run->text, cell);
	if (strncasecmp(run->text.data, text, n) != 0)
		return false;
	for (const char *p = run->text.data + n; *p; p++) {
		if ((*p >= '0' && *p <= '9') || (ascii_lower(*p) >= 'a' && ascii_lower(*p) <= 'z'))
			return false;
	}
	return true;
}

static int header_index(struct run *run, const struct grid *g, const char *text)
{
	for (int i = 0; i < COLUMNS_MAX; i++) {
		if (g->cells[i] && (i == 0 || g->cells[i] != g->cells[i - 1]) &&
		    header_is(run, g->cells[i], text))
			return i;
	}
	return -1;
}

/* Headers are in rows before the record: the first that has the text counts. */
static int header_find(struct run *run, const struct node *table, const struct node *record,
		       const char *text)
{
	struct grid *g = &run->grids->header;
	int index = -1;

	grid_begin(g, table);
	for (int i = 0; i < HEADER_ROWS_MAX && index < 0 && grid_step(g); i++) {
		if (g->row->index >= record->index)
			break;
		index = header_index(run, g, text);
	}
	return index;
}

static int column_index(struct run *run, const struct node *table, const struct node *record,
			const char *column)
{
	struct memory *m = run->grids->memories;

	while (m && m->column != column)
		m = m->next;
	if (!m) {
		m = ARENA_NEW(run->w->arena, struct memory);
		m->column = column;
		m->next = run->grids->memories;
		run->grids->memories = m;
	}
	if (m->table != table) {
		m->table = table;
		m->index = header_find(run, table, record, column);
	}
	return m->index;
}

struct node *column_cell(struct run *run, const char *column, struct node *record)
{
	const struct node *table = record;
	int index;

	while (table && !(table->kind == NODE_ELEMENT && table->tag == TAG_table))
		table = table->parent;
	if (!table || !is_row(record) ||
	    (record->parent != table && record->parent->parent != table))
		return NULL;
	if (!run->grids)
		run->grids = ARENA_NEW(run->w->arena, struct grids);
	index = column_index(run, table, record, column);
	return index < 0 ? NULL : grid_at(run->grids, table, record)->cells[index];
}
