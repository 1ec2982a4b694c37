/* Fields, words and values in a clause. */
#include "strategy/feedback_parts.h"

#include "bounds.h"

static struct words split(struct feedback_reader *r, const struct clause_word *word)
{
	return words_split(r->v, word->text, strlen(word->text));
}

/* How many words of the clause from `from` name the field; 0 when they do not. */
static size_t names_field(struct feedback_reader *r, const struct wish *wish, size_t from,
			  size_t to)
{
	size_t matched = 0, at = from;

	for (; at < to && matched < wish->words.n; at++) {
		const struct clause_word *word = &r->clause->words[at];
		struct words parts = split(r, word);
		if (at > from && clause_word_is(word, CUE_FILLER))
			continue;
		for (size_t i = 0; i < parts.n; i++)
			if (matched == wish->words.n ||
			    parts.items[i]->stem != wish->words.items[matched++]->stem)
				return 0;
	}
	return matched == wish->words.n ? at - from : 0;
}

static bool ends_in(const struct wish *wish, const struct word *word)
{
	return wish->words.n && wish->words.items[wish->words.n - 1]->stem == word->stem;
}

static bool is_about(const struct wish *wish, uint64_t said)
{
	return wish->concept != CONCEPT__MAX && said & CONCEPT_BIT(wish->concept);
}

/* The one field whose last word it is, or else whose concept. */
static const struct wish *field_about(struct feedback_reader *r, const struct clause_word *word)
{
	struct words parts = split(r, word);
	const struct word *head = parts.n ? parts.items[parts.n - 1] : NULL;
	const struct wish *ending = NULL, *about = NULL;
	size_t n_ending = 0, n_about = 0;

	if (!head || head->stop || word->quoted)
		return NULL;
	for (size_t i = 0; i < r->request->n; i++) {
		const struct wish *wish = &r->request->wishes[i];
		if (ends_in(wish, head)) {
			ending = wish;
			n_ending++;
		}
		if (is_about(wish, word_said(r->v, head))) {
			about = wish;
			n_about++;
		}
	}
	if (n_ending == 1)
		return ending;
	return n_about == 1 ? about : NULL;
}

/* The field named between two words: by all of its name, the longest first, or by what it is about.
 */
struct mention mention_find(struct feedback_reader *r, size_t from, size_t to)
{
	struct mention best = {NULL, {to, 0}};

	for (size_t at = from; at < to; at++)
		for (size_t i = 0; i < r->request->n; i++) {
			size_t n = names_field(r, &r->request->wishes[i], at, to);
			if (n > best.at.n && !r->clause->words[at].quoted)
				best = (struct mention){&r->request->wishes[i], {at, n}};
		}
	for (size_t at = from; at < to && best.at.n == 0; at++) {
		const struct wish *wish = field_about(r, &r->clause->words[at]);
		if (wish && !clause_word_is(&r->clause->words[at], CUE_FILLER))
			best = (struct mention){wish, {at, 1}};
	}
	return best;
}

/* The words of a stretch that carry something and are none of the field's own. */
struct words clause_words(struct feedback_reader *r, size_t from, size_t to, const struct wish *but)
{
	struct words out = {ARENA_ARRAY(r->work->arena, FEEDBACK_WORDS_MAX, const struct word *),
			    0};

	for (size_t at = from; at < to; at++) {
		struct words parts = split(r, &r->clause->words[at]);
		if (clause_word_is(&r->clause->words[at], CUE_FILLER))
			continue;
		for (size_t i = 0; i < parts.n && out.n < FEEDBACK_WORDS_MAX; i++)
			if (!parts.items[i]->stop &&
			    !(but && words_have(but->words, parts.items[i]->stem)))
				out.items[out.n++] = parts.items[i];
	}
	return out;
}

static bool has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

/* What stands there as one text; of a long one with a figure in it, the figure. */
const char *clause_value(struct feedback_reader *r, size_t from, size_t to)
{
	struct text t = text_new(r->work->arena, DESCRIPTION_MAX);
	const char *figure = NULL;

	for (size_t at = from; at < to; at++) {
		const struct clause_word *word = &r->clause->words[at];
		if (word->quoted)
			return word->text;
		if (!figure && has_digit(word->text))
			figure = word->text;
		if (t.length)
			text_add_char(&t, ' ');
		text_add(&t, word->text);
	}
	return figure && to - from > VALUE_WORDS_LIKELY ? figure : t.length ? t.data : NULL;
}

bool clause_holds_value(const struct feedback_reader *r, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++)
		if (r->clause->words[at].quoted || has_digit(r->clause->words[at].text))
			return true;
	return false;
}

/* "cost", "productName" as written; "the sale price" as sale_price. */
const char *clause_name(struct feedback_reader *r, size_t from, size_t to)
{
	struct text t = text_new(r->work->arena, NAME_MAX_BYTES);

	for (size_t at = from; at < to; at++) {
		const struct clause_word *word = &r->clause->words[at];
		struct words parts = split(r, word);
		if (!word->quoted &&
		    (clause_word_is(word, CUE_FILLER) || (parts.n == 1 && parts.items[0]->stop)))
			continue;
		if (t.length)
			text_add_char(&t, '_');
		for (const char *p = word->text; *p; p++)
			text_add_char(&t, ascii_is_space(*p) ? '_' : *p);
	}
	return t.length ? t.data : NULL;
}
