/* What a value says in words: the page's own title, or only what the field is called. */
#include "strategy/score.h"

#include "bounds.h"

#include <math.h>

/* 0 to 1: the larger share of the words of one that the other has, when it is most of them. */
static double words_shared(struct words a, struct words b)
{
	size_t found = 0, least = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < a.n; i++)
		found += words_have(b, a.items[i]->stem);
	return least >= 3 && found * 3 >= least * 2 ? fmin(1, (double)found / (double)least) : 0;
}

/* The title of a page is in its <title>, beside the name of the site, and may be said a little
 * otherwise there. */
double title_said(struct page *p, const struct wish *wish, const struct slots *slots,
		  const struct slot *s)
{
	const char *value = s->values[0];

	if (!slots->candidate->is_page || wish->concept != CONCEPT_TITLE || !value ||
	    s->length < 6 || s->length > PAGE_TITLE_MAX || s->source == SLOT_ATTRIBUTE ||
	    s->source == SLOT_NEXT)
		return 0;
	if (strstr(p->title, value))
		return strstr(p->title_main, value) || strlen(value) > strlen(p->title_main) ? 1
											     : -0.5;
	return words_shared(words_split(p->vocabulary, value, strlen(value)), p->title_words);
}

/* "Author", "About the author": a value that only says what the field is called is a label. */
double field_said(struct page *p, const struct wish *wish, const struct slot *s)
{
	static const char *const beside[] = {"about", "more", "view", "all", "see", "über", "mehr"};
	struct words words;
	bool said = false;

	if (!s->values[0] || s->digits > 0 || s->words > 4 || s->length > LABEL_MAX ||
	    wish->concept == CONCEPT__MAX)
		return 0;
	words = words_split(p->vocabulary, s->values[0], strlen(s->values[0]));
	for (size_t i = 0; i < words.n; i++) {
		bool aside = words.items[i]->stop;
		if (word_said(p->vocabulary, words.items[i]) & CONCEPT_BIT(wish->concept)) {
			said = true;
			continue;
		}
		for (size_t k = 0; k < sizeof beside / sizeof beside[0]; k++)
			aside = aside || strcmp(words.items[i]->text, beside[k]) == 0;
		if (!aside)
			return 0;
	}
	return said;
}
