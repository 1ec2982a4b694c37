/* Labels: where the text is that stands before a value, and the value beside it. */
#include "extract/rules_parts.h"

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

static bool starts_block(const struct node *n)
{
	return n->kind == NODE_ELEMENT && tag_is_block(n->tag);
}

/* Text from `from` to the end of its line: a <br> or a block, or another element of this name. */
static const char *line_text(struct arena *a, const struct node *from, const char *name)
{
	struct text t = text_new(a, TEXT_MAX);

	for (const struct node *n = from; n; n = n->next) {
		if (n != from && starts_block(n))
			break;
		if (name && n->kind == NODE_ELEMENT && (n->name == name || starts_block(n)))
			break;
		if (t.length)
			text_add_char(&t, ' ');
		node_add_text(&t, n);
	}
	return t.data;
}

/* Whether a text begins as the label does, by a look at few bytes; *blank when it is white space.
 */
static bool text_may_begin(const struct node *text, const char *label, bool *blank)
{
	const char *p = text->text;
	size_t left = text->text_length, word = strcspn(label, " :");

	while (left && ascii_is_space(*p)) {
		p++;
		left--;
	}
	*blank = left == 0;
	return left && ((*p & 0x80) || strncasecmp(p, label, left < word ? left : word) == 0);
}

/* The same of the first text in n: nearly all elements of a page can be told by it. */
static bool may_be_label(const struct node *n, const char *label)
{
	const struct node *end = n + (n->end - n->index);
	bool blank = true, may_be = false;

	for (const struct node *x = n + 1; x < end && blank; x++) {
		if (x->kind == NODE_TEXT)
			may_be = text_may_begin(x, label, &blank);
	}
	return may_be;
}

/* A text that is the label alone, or for "rest" begins a line with it and a colon. */
static bool is_text_anchor(const struct anchor *anchor, const struct node *n, struct text *scratch)
{
	const char *rest;
	bool blank;

	if (!text_may_begin(n, anchor->text, &blank))
		return false;
	text_clear(scratch);
	node_add_text(scratch, n);
	if (is_label(scratch->data, anchor->text))
		return true;
	rest = anchor->takes_rest ? after_label(scratch->data, anchor->text) : NULL;
	return rest && rest > scratch->data &&
	       memchr(scratch->data, ':', (size_t)(rest - scratch->data));
}

/* Whether n is the label, or for "rest" begins with it: an element by its own text, or, where the
 * selector has chosen, by any in it. */
static bool is_anchor(const struct anchor *anchor, const struct node *n, struct text *scratch)
{
	if (!anchor->text)
		return n->kind == NODE_ELEMENT;
	if (n->kind == NODE_TEXT)
		return is_text_anchor(anchor, n, scratch);
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

/* The first label among the nodes from `start` to `end`. */
static struct node *label_among(struct run *run, const struct anchor *anchor, uint32_t start,
				uint32_t end)
{
	for (uint32_t i = start; i < end; i++) {
		struct node *n = &run->document->nodes[i];

		if (is_anchor(anchor, n, &run->text))
			return n;
	}
	return NULL;
}

static struct node *label_find(struct run *run, const struct anchor *anchor,
			       const struct node *scope)
{
	struct node *found = NULL;
	struct node_list chosen;

	if (!anchor->selector)
		return label_among(run, anchor, scope->index + 1, scope->end);
	chosen = selector_all(run->w, anchor->selector, run->document,
			      run->document->nodes + scope->index);
	for (size_t i = 0; i < chosen.n && !found; i++) {
		struct node *n = chosen.items[i];

		if (is_anchor(anchor, n, &run->text))
			found = n;
		for (struct node *text = n->first_child; text && !found; text = text->next) {
			if (text->kind == NODE_TEXT && is_anchor(anchor, text, &run->text))
				found = text;
		}
	}
	return found;
}

/* The first text directly inside that is not blank. */
static const struct node *first_text(const struct node *n)
{
	NODE_EACH (child, n) {
		for (uint32_t i = 0; child->kind == NODE_TEXT && i < child->text_length; i++) {
			if (!ascii_is_space(child->text[i]))
				return child;
		}
	}
	return NULL;
}

static bool is_filled(const char *s)
{
	return s && *s;
}

/* The rest of the label's line: in its own text, in all inside, or beside it. */
static const char *label_rest(struct arena *a, const struct anchor *anchor, const struct node *n)
{
	const struct node *text = n->kind == NODE_TEXT ? n : first_text(n);
	const char *rest = NULL;

	if (anchor->text && text)
		rest = after_label(line_text(a, text, NULL), anchor->text);
	if (is_filled(rest) || n->kind == NODE_TEXT)
		return rest;
	if (anchor->text)
		rest = after_label(node_text(a, n), anchor->text);
	return is_filled(rest) ? rest : line_text(a, n->next, n->name);
}

static struct node *element_after(const struct node *n)
{
	struct node *next = node_next_element(n);

	return next || !n->parent ? next : node_next_element(n->parent);
}

bool label_place(struct run *run, const struct anchor *anchor, struct node *scope,
		 struct place *out)
{
	struct node *label = label_find(run, anchor, scope);

	if (!label)
		return false;
	out->node = element_after(label);
	if (anchor->takes_rest)
		out->text = label_rest(run->w->arena, anchor, label);
	return out->text || out->node;
}
