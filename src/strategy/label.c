/* Labels: "Price:", a dt, a th, a bold word before the value. */
#include "strategy/slot.h"

#include "bounds.h"

char *label_clean(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	while (n && strchr(":*# ?", text[n - 1]))
		n--;
	if (n > 3 && memcmp(text + n - 3, "：", 3) == 0)
		n -= 3;
	return arena_copy(a, text, n);
}

static bool ends_with_colon(const char *text)
{
	size_t n = strlen(text);

	return n && (text[n - 1] == ':' || (n > 3 && memcmp(text + n - 3, "：", 3) == 0));
}

static bool starts_with_colon(const char *text)
{
	while (ascii_is_space(*text))
		text++;
	return *text == ':';
}

/* A value without the colon and spaces before it. */
static const char *label_value(const char *text)
{
	while (*text == ':' || ascii_is_space(*text))
		text++;
	return text;
}

static bool names_label(struct page *p, const struct node *n)
{
	for (uint32_t i = 0; i < n->n_classes; i++) {
		struct words words = page_token(p, n->classes[i])->words;
		for (size_t k = 0; k < words.n; k++)
			if (strcmp(words.items[k]->text, "label") == 0 ||
			    strcmp(words.items[k]->text, "key") == 0)
				return true;
	}
	return false;
}

/* The element after n, or after its parent when n is all that the parent holds. */
static struct node *element_after(const struct page *p, const struct node *n)
{
	struct node *next = node_next_element(n);
	const struct node *parent = n->parent;

	if (next || !parent || parent->kind != NODE_ELEMENT)
		return next;
	if (feature_of(p, parent)->text_length != feature_of(p, n)->text_length)
		return NULL;
	return node_next_element(parent);
}

/* A cell whose row has two cells with text: label and value. */
static bool is_first_of_two(const struct page *p, const struct node *n)
{
	size_t cells = 0;

	if (n->tag != TAG_td || n->position != 0)
		return false;
	NODE_EACH (child, n->parent)
		if (child->kind == NODE_ELEMENT)
			cells += feature_of(p, child)->text_length > 0;
	return cells == 2;
}

const char *label_next(struct page *p, const struct node *n, struct node **value_out)
{
	const struct feature *f = feature_of(p, n);
	bool marked = n->tag == TAG_dt || n->tag == TAG_th || n->tag == TAG_label ||
		      n->tag == TAG_strong || n->tag == TAG_b || is_first_of_two(p, n) ||
		      names_label(p, n);
	const char *text;
	struct node *value;

	if (f->text_length < 2 || f->text_length > LABEL_MAX)
		return NULL;
	value = element_after(p, n);
	if (!value || feature_of(p, value)->skipped || !feature_of(p, value)->text_length ||
	    feature_of(p, value)->text_length > SLOT_TEXT_MAX || value->tag == n->tag)
		if (!value || n->tag != TAG_td || !is_first_of_two(p, n))
			return NULL;
	text = node_text(p->work->arena, n);
	if (!marked && !ends_with_colon(text))
		return NULL;
	/* text between the label and the next element is the value, not that element */
	if (n->next && n->next->kind == NODE_TEXT && feature_of(p, n->next)->text_length > 1)
		return NULL;
	*value_out = value;
	return label_clean(p->work->arena, text);
}

const char *label_beside(struct page *p, const struct node *n, const char **rest_out)
{
	const struct feature *f = feature_of(p, n);
	struct text rest;
	const char *text;

	if (f->text_length < 2 || f->text_length > LABEL_MAX || !n->next ||
	    n->next->kind != NODE_TEXT || !tag_is_inline(n->tag == TAG_span ? TAG_b : n->tag))
		return NULL;
	text = node_text(p->work->arena, n);
	if (!ends_with_colon(text) && !starts_with_colon(n->next->text))
		return NULL;
	rest = text_new(p->work->arena, REST_MAX);
	for (const struct node *at = n->next; at; at = at->next) {
		if (at->kind == NODE_ELEMENT && (at->name == n->name || tag_is_block(at->tag)))
			break;
		if (rest.length)
			text_add_char(&rest, ' ');
		node_add_text(&rest, at);
	}
	*rest_out = label_value(rest.data);
	return **rest_out ? label_clean(p->work->arena, text) : NULL;
}

/* Several boxes with text: what follows the label is not one value. */
static bool holds_blocks(const struct page *p, const struct node *n)
{
	size_t blocks = 0;

	NODE_EACH (child, n) {
		if (child->kind == NODE_ELEMENT && tag_is_block(child->tag) && child->tag != TAG_br)
			blocks += feature_of(p, child)->text_length > 0;
	}
	return blocks > 1;
}

const char *label_inside(struct page *p, const struct node *n, const char **rest_out)
{
	const char *text, *colon, *rest;

	if (feature_of(p, n)->text_length > REST_MAX || holds_blocks(p, n))
		return NULL;
	text = node_text(p->work->arena, n);
	colon = strchr(text, ':');
	if (!colon || colon - text > LABEL_MAX || colon - text < 2 || colon[1] == '/' ||
	    (colon[1] >= '0' && colon[1] <= '9' && colon[-1] >= '0' && colon[-1] <= '9'))
		return NULL;
	rest = colon + 1;
	while (ascii_is_space(*rest))
		rest++;
	if (!*rest)
		return NULL;
	*rest_out = rest;
	return arena_copy(p->work->arena, text, (size_t)(colon - text) + 1);
}

const char *label_before(struct page *p, const struct node *n)
{
	uint32_t stop = n->index > LABEL_STEPS ? n->index - LABEL_STEPS : 0;

	for (uint32_t i = n->index; i-- > stop;) {
		const struct node *at = &p->document->nodes[i];
		uint32_t length = feature_of(p, at)->text_length;
		bool heads =
		    at->kind == NODE_ELEMENT &&
		    ((at->tag >= TAG_h1 && at->tag <= TAG_h6) || at->tag == TAG_dt ||
		     at->tag == TAG_legend || at->tag == TAG_caption || names_label(p, at));
		if (heads && length > 1 && !node_contains(at, n))
			return length <= LABEL_MAX
				   ? label_clean(p->work->arena, node_text(p->work->arena, at))
				   : NULL;
	}
	return NULL;
}

static const struct node *ancestor_of(const struct node *n, enum tag tag)
{
	while (n && n->kind == NODE_ELEMENT && n->tag != tag)
		n = n->parent;
	return n && n->kind == NODE_ELEMENT ? n : NULL;
}

/* The cell of a row that covers a column, colspans counted. */
static const struct node *cell_at(const struct node *row, unsigned column)
{
	unsigned at = 0;

	NODE_EACH (cell, row) {
		const char *span;
		if (cell->kind != NODE_ELEMENT)
			continue;
		span = node_attribute(cell, "colspan");
		at += span && *span >= '1' && *span <= '9' ? (unsigned)strtoul(span, NULL, 10) : 1;
		if (at > column)
			return cell;
	}
	return NULL;
}

static unsigned column_of(const struct node *cell)
{
	unsigned column = 0;

	for (const struct node *at = cell->previous; at; at = at->previous) {
		const char *span;
		if (at->kind != NODE_ELEMENT)
			continue;
		span = node_attribute(at, "colspan");
		column +=
		    span && *span >= '1' && *span <= '9' ? (unsigned)strtoul(span, NULL, 10) : 1;
	}
	return column;
}

static bool has_figure(const struct page *p, const struct node *n)
{
	for (uint32_t i = n->index; i < n->end; i++) {
		const struct node *text = &p->document->nodes[i];
		if (text->kind == NODE_TEXT && strpbrk(text->text, "0123456789"))
			return true;
	}
	return false;
}

/* A row that reads like a table's head: of th, or of short texts without figures and links. */
static bool row_names_columns(const struct page *p, const struct node *row)
{
	size_t cells = 0;

	NODE_EACH (cell, row) {
		const struct feature *f = feature_of(p, cell);
		if (cell->kind != NODE_ELEMENT)
			continue;
		if (cell->tag != TAG_th && (f->text_length > HEAD_MAX || f->n_images))
			return false;
		if (cell->tag != TAG_th && has_figure(p, cell))
			return false;
		cells += f->text_length > 0;
	}
	return cells >= 2;
}

bool row_heads_table(const struct page *p, const struct node *row)
{
	const struct node *next = node_next_element(row);

	return row->tag == TAG_tr && next && next->tag == TAG_tr && !node_previous_element(row) &&
	       has_figure(p, next) && row_names_columns(p, row);
}

/* The row that names the columns: the last one of thead, else the first row of the table. */
static const struct node *head_row(const struct node *table, const struct node *row)
{
	const struct node *found = NULL;

	NODE_EACH (part, table) {
		if (part->kind != NODE_ELEMENT)
			continue;
		if (part->tag == TAG_tr)
			found = found ? found : part;
		else if (part->tag == TAG_thead || part->tag == TAG_tbody)
			NODE_EACH (child, part)
				if (child->tag == TAG_tr && child->kind == NODE_ELEMENT &&
				    (!found || part->tag == TAG_thead))
					found = child;
	}
	return found == row ? NULL : found;
}

const char *label_above(struct page *p, const struct node *n)
{
	static const char *const names[] = {"data-title", "data-label", "data-th", "data-header",
					    "data-stat"};
	const struct node *row = ancestor_of(n, TAG_tr), *table = ancestor_of(n, TAG_table), *cell,
			  *head;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = node_attribute(n, names[i]);
		if (value && *value && strlen(value) <= LABEL_MAX)
			return value;
	}
	if (!row || row == n || !table || row->index < table->index)
		return NULL;
	for (cell = n; cell->parent != row; cell = cell->parent)
		;
	head = head_row(table, row);
	if (!head || (head->parent->tag != TAG_thead && !row_names_columns(p, head)))
		return NULL;
	head = cell_at(head, column_of(cell));
	if (!head || !feature_of(p, head)->text_length ||
	    feature_of(p, head)->text_length > HEAD_MAX)
		return NULL;
	return label_clean(p->work->arena, node_text(p->work->arena, head));
}
