/* Lines of one text that each begin with a label, told apart only by <br> or a bar:
 *
 *   Docket No.: 20250115<br>Filing Date: 6/18/2025 <br>Author: Per Curiam
 *
 * The text of an element is one line for the engine, so such a value is taken out of it by a
 * pattern that ends at the next label.
 */
#include "strategy/slot.h"

#include "bounds.h"

struct line_reader {
	struct page *page;
	void (*found)(void *to, const char *label, const char *value);
	void *to;
	struct text line;
	size_t n_lines;
};

static bool is_bar(const char *s, size_t *bytes)
{
	static const char *const bars[] = {"|", "•", "·", "‖", "¦"};

	for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
		*bytes = strlen(bars[i]);
		if (strncmp(s, bars[i], *bytes) == 0)
			return true;
	}
	return false;
}

/* A label is a few words that begin with a letter, up to a colon with a value behind it. */
static void line_end(struct line_reader *r)
{
	char *line = r->line.data, *colon = strchr(line, ':'), *label = line;
	const char *value;
	size_t spaces = 0, n = r->line.length;

	while (n && ascii_is_space(line[n - 1]))
		line[--n] = '\0';
	while (ascii_is_space(*label))
		label++;
	r->n_lines += n > 0;
	for (const char *at = label; colon && at < colon; at++)
		spaces += *at == ' ';
	if (colon && colon - label >= 2 && colon - label <= LABEL_MAX && spaces <= 4 &&
	    (unsigned char)*label >= 'A' && (*label < 'a' || *label > 'z' || label == line)) {
		value = colon + 1;
		*colon = '\0';
		while (ascii_is_space(*value))
			value++;
		if (*value && !(value == colon + 1 && *value >= '0' && *value <= '9'))
			r->found(r->to, label, value);
	}
	text_clear(&r->line);
}

/* Adds a text node, white space folded, and ends a line at each bar. */
static void text_read(struct line_reader *r, const struct node *n)
{
	const char *s = n->text, *end = s + n->text_length;

	while (s < end) {
		size_t bytes;
		if (is_bar(s, &bytes)) {
			line_end(r);
			s += bytes;
			continue;
		}
		if (ascii_is_space(*s) || strncmp(s, "\xc2\xa0", 2) == 0) {
			s += ascii_is_space(*s) ? 1 : 2;
			if (r->line.length && r->line.data[r->line.length - 1] != ' ')
				text_add_char(&r->line, ' ');
			continue;
		}
		text_add_char(&r->line, *s++);
	}
}

void pattern_lines(struct page *p, const struct node *n,
		   void (*found)(void *to, const char *label, const char *value), void *to)
{
	struct line_reader r = {.page = p, .found = found, .to = to};

	if (!feature_of(p, n)->has_own_text || feature_of(p, n)->text_length > SLOT_TEXT_MAX)
		return;
	r.line = text_new(p->work->arena, READING_MAX);
	NODE_EACH (child, n) {
		if (child->kind == NODE_TEXT)
			text_read(&r, child);
		else if (child->tag == TAG_br || tag_is_block(child->tag))
			line_end(&r);
	}
	line_end(&r);
}

/* Quotes what means something in a regular expression. */
static void pattern_quote(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\^$.|?*+()[]{}/-#", *s))
			text_add_char(t, '\\');
		text_add_char(t, *s);
	}
}

const char *pattern_text(struct page *p, const struct slots *slots, const struct slot *slot)
{
	struct text t = text_new(p->work->arena, TEXT_MAX);
	size_t others = 0;

	text_add(&t, "(?:^|[\\s|•·])");
	pattern_quote(&t, slot->label);
	text_add(&t, ":\\s*(.*?)\\s*(?:[|•·]|$");
	for (size_t i = 0; i < slots->n && others < PATTERN_LABELS_MAX; i++) {
		const struct slot *other = &slots->items[i];
		if (other->source != SLOT_PATTERN || other == slot || !other->label ||
		    other->base != slot->base)
			continue;
		text_add_char(&t, '|');
		pattern_quote(&t, other->label);
		text_add_char(&t, ':');
		others++;
	}
	text_add_char(&t, ')');
	return text_is_full(&t) ? NULL : t.data;
}
