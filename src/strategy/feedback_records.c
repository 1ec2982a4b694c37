/* Clauses that speak of the records: more of them, fewer, only some. */
#include "strategy/feedback_parts.h"

#include "bounds.h"

bool clause_names_records(struct feedback_reader *r, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++) {
		struct words parts =
		    words_split(r->v, r->clause->words[at].text, strlen(r->clause->words[at].text));
		if (clause_word_is(&r->clause->words[at], CUE_RECORDS) ||
		    clause_word_is(&r->clause->words[at], CUE_ADVERT))
			return true;
		for (size_t i = 0; i < parts.n; i++)
			if (!parts.items[i]->stop &&
			    words_have(r->request->subject, parts.items[i]->stem))
				return true;
	}
	return false;
}

/* The words that tell some records from the others: not those that all of them are called. */
void records_edit_add(struct feedback_reader *r, enum edit_kind kind, size_t from, size_t to)
{
	struct edit *e = edit_add(r, kind, NULL);
	struct words all = clause_words(r, from, to, NULL), kept = {all.items, 0};

	for (size_t at = from; at < to; at++)
		e->advert = e->advert || clause_word_is(&r->clause->words[at], CUE_ADVERT);
	for (size_t i = 0; i < all.n; i++) {
		const struct clause_word word = {all.items[i]->text, all.items[i]->text, false,
						 false};
		if ((!clause_word_is(&word, CUE_RECORDS) || clause_word_is(&word, CUE_ADVERT)) &&
		    !clause_word_is(&word, CUE_MORE) && !clause_word_is(&word, CUE_ADD) &&
		    (kind == EDIT_ONLY || !words_have(r->request->subject, all.items[i]->stem)))
			kept.items[kept.n++] = all.items[i];
	}
	e->words = kept;
}

/* "there should be 20 products" */
bool read_count(struct feedback_reader *r)
{
	for (size_t at = 0; at + 1 < r->clause->n; at++) {
		const struct clause_word *word = &r->clause->words[at];
		char *end;
		unsigned long n = strtoul(word->text, &end, 10);
		if (word->quoted || end == word->text || *end || n == 0 || n > ITEMS_MAX ||
		    !clause_names_records(r, at + 1, at + 2))
			continue;
		edit_add(r, EDIT_COUNT, NULL)->count = n;
		return true;
	}
	return false;
}

/* "only the table"; "not only the first ones" asks for more. */
bool read_only(struct feedback_reader *r)
{
	struct stretch command = clause_find(r->clause, CUE_ONLY, 0);

	if (command.n && command.start > 0 &&
	    clause_word_is(&r->clause->words[command.start - 1], CUE_NOT)) {
		records_edit_add(r, EDIT_MORE, r->clause->n, r->clause->n);
		return true;
	}
	if (!command.n || clause_find(r->clause, CUE_SHOULD, 0).n ||
	    command.start + command.n == r->clause->n)
		return false;
	records_edit_add(r, EDIT_ONLY, command.start + command.n, r->clause->n);
	return true;
}

bool read_more(struct feedback_reader *r)
{
	struct stretch command = clause_find(r->clause, CUE_MORE, 0);

	if (!command.n ||
	    (mention_find(r, 0, r->clause->n).wish && !clause_names_records(r, 0, r->clause->n)))
		return false;
	records_edit_add(r, EDIT_MORE, 0, r->clause->n);
	return true;
}
