/* A class beats a heading: what is written for readers is written freely. */
#include "strategy/subject.h"

#include "bounds.h"

#include <math.h>

static bool node_names_subject(struct page *p, struct words subject, const struct node *n)
{
	const char *names[CLASSES_MAX + 1];
	size_t count = stable_classes(p, n, names);

	if (n->id)
		names[count++] = n->id;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < subject.n; k++)
			if (words_have(page_token(p, names[i])->words, subject.items[k]->stem))
				return true;
	return false;
}

static bool tag_is_heading(enum tag tag)
{
	return tag >= TAG_h1 && tag <= TAG_h6;
}

static bool text_names_subject(struct page *p, struct words subject, const struct node *n)
{
	const char *text = node_text(p->work->arena, n);
	struct words words = words_split(p->vocabulary, text, strlen(text));

	for (size_t i = 0; i < subject.n; i++) {
		uint64_t said = word_said(p->vocabulary, subject.items[i]);
		for (size_t k = 0; k < words.n; k++)
			if (words.items[k]->stem == subject.items[i]->stem ||
			    (said & CONCEPT_BIT(CONCEPT_RELATED) &
			     word_said(p->vocabulary, words.items[k])))
				return true;
	}
	return false;
}

/* The nearest heading before the first record, not far up the document, speaks of the subject. */
static bool heading_names_subject(struct page *p, struct words subject, const struct candidate *c)
{
	uint32_t first = c->records[0]->index;
	uint32_t stop = first > HEADING_STEPS ? first - HEADING_STEPS : 0;

	for (uint32_t i = first; i-- > stop;) {
		const struct node *n = &p->document->nodes[i];
		if (n->kind == NODE_ELEMENT && tag_is_heading(n->tag) &&
		    feature_of(p, n)->text_length)
			return text_names_subject(p, subject, n);
	}
	return false;
}

double subject_named(struct page *p, struct words subject, const struct candidate *c)
{
	const struct node *n = c->records[0];
	double best = heading_names_subject(p, subject, c) ? 0.8 : 0;

	for (int level = 0; n && n->kind == NODE_ELEMENT && n->tag != TAG_body && level < 4;
	     level++) {
		if (node_names_subject(p, subject, n))
			return level < 2 ? 1 : fmax(best, 0.7);
		n = n->parent;
	}
	return best;
}
