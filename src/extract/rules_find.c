/* Where a value is: in the record, in a sibling after it, beside a label; and what an attribute
 * says there. */
#include "extract/rules_parts.h"

/* The k-th element sibling after the record. */
static struct node *following(struct node *record, int k)
{
	struct node *n = record;

	while (n && k-- > 0)
		n = node_next_element(n);
	return n;
}

/* The length of a label without the colon, asterisk and space that it may end with. */
static size_t label_length(const char *s)
{
	static const char wide_colon[] = "\xEF\xBC\x9A";
	size_t n = strlen(s);

	for (;;) {
		if (n && (ascii_is_space(s[n - 1]) || s[n - 1] == ':' || s[n - 1] == '*'))
			n--;
		else if (n >= 3 && memcmp(s + n - 3, wide_colon, 3) == 0)
			n -= 3;
		else
			return n;
	}
}

static bool is_label(const char *text, const char *label)
{
	size_t n = label_length(label);

	return n == label_length(text) && strncasecmp(text, label, n) == 0;
}

/* What follows the label at the start of the text, without colon and spaces; NULL when the text
 * starts otherwise. */
static const char *after_label(const char *text, const char *label)
{
	size_t n = label_length(label);
	const char *rest = text + n;

	if (strncasecmp(text, label, n) != 0 || ((*rest | 0x20) >= 'a' && (*rest | 0x20) <= 'z'))
		return NULL;
	while (*rest == ':' || *rest == ' ' || strncmp(rest, "\xEF\xBC\x9A", 3) == 0)
		rest += *rest == ':' || *rest == ' ' ? 1 : 3;
	return rest;
}

/* Text after a label that is an element of its own, up to the next of its kind or a line's end:
 * <b>Area:</b> 54 <br><b>Rooms:</b> 3. */
static const char *text_beside(struct arena *a, const struct node *label)
{
	struct text t = text_new(a, TEXT_MAX);

	for (const struct node *n = label->next; n; n = n->next) {
		if (n->kind == NODE_ELEMENT && (n->name == label->name || tag_is_block(n->tag)))
			break;
		if (t.length)
			text_add_char(&t, ' ');
		node_add_text(&t, n);
	}
	return t.data;
}

/* Whether the first text in n begins as the label does, by a look at few bytes: nearly all elements
 * of a page can be told by it. */
static bool may_be_label(const struct node *n, const char *label)
{
	const struct node *end = n + (n->end - n->index);
	size_t word = strcspn(label, " :");

	for (const struct node *x = n + 1; x < end; x++) {
		const char *p = x->text;
		size_t left = x->kind == NODE_TEXT ? x->text_length : 0;

		while (left && ascii_is_space(*p)) {
			p++;
			left--;
		}
		if (left)
			return (*p & 0x80) || strncasecmp(p, label, left < word ? left : word) == 0;
	}
	return false;
}

/* Whether the element is the label, or for "rest" begins with it: by its own text, or, where the
 * selector has chosen, by any in it. */
static bool is_anchor(const struct anchor *anchor, const struct node *n, struct text *scratch)
{
	if (n->kind != NODE_ELEMENT)
		return false;
	if (!anchor->text)
		return true;
	if (!may_be_label(n, anchor->text))
		return false;
	text_clear(scratch);
	node_add_text(scratch, n);
	if (is_label(scratch->data, anchor->text))
		return true;
	if (!anchor->takes_rest || !after_label(scratch->data, anchor->text))
		return false;
	return anchor->selector || after_label(node_own_text(scratch->arena, n), anchor->text);
}

static struct node *anchor_find(struct work *w, const struct anchor *anchor, struct document *d,
				struct node *scope, struct text *scratch)
{
	struct node_list chosen;

	if (anchor->selector) {
		chosen = selector_all(w, anchor->selector, d, scope);
		for (size_t i = 0; i < chosen.n; i++) {
			if (is_anchor(anchor, chosen.items[i], scratch))
				return chosen.items[i];
		}
		return NULL;
	}
	for (uint32_t i = scope->index + 1; i < scope->end; i++) {
		if (is_anchor(anchor, &d->nodes[i], scratch))
			return &d->nodes[i];
	}
	return NULL;
}

/* The rest of the label's text: of its own, of all inside, or beside it. */
static const char *anchor_rest(struct arena *a, const struct anchor *anchor, const struct node *n)
{
	const char *rest = NULL;

	if (anchor->text) {
		rest = after_label(node_own_text(a, n), anchor->text);
		if (!rest || !*rest)
			rest = after_label(node_text(a, n), anchor->text);
	}
	return rest && *rest ? rest : text_beside(a, n);
}

static struct node *element_after(const struct node *n)
{
	struct node *next = node_next_element(n);

	return next || !n->parent ? next : node_next_element(n->parent);
}

bool rule_place(struct run *run, const struct rule *rule, struct node *record, struct place *out)
{
	struct node *scope = following(record, rule->following), *label;

	if (scope && rule->column)
		scope = column_cell(run, rule->column, scope);
	*out = (struct place){.node = scope};
	if (!scope || !rule->anchor)
		return scope;
	label = anchor_find(run->w, rule->anchor, run->document, scope, &run->text);
	if (!label)
		return false;
	out->node = element_after(label);
	if (rule->anchor->takes_rest)
		out->text = anchor_rest(run->w->arena, rule->anchor, label);
	return out->text || out->node;
}
