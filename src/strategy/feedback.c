/* Each clause is tried as one kind of change after the other, the ones with the clearest words
 * first. */
#include "strategy/feedback.h"

#include "bounds.h"

struct reader {
	struct work *work;
	struct vocabulary *v;
	const struct request *request;
	const struct clause *clause;
	const char *last; /* field of the clause before, for "it" */
	struct edits out;
};

/* A field that a clause names, and where. */
struct mention {
	const struct wish *wish; /* NULL: none */
	struct stretch at;
};

static struct words split(struct reader *r, const struct clause_word *word)
{
	return words_split(r->v, word->text, strlen(word->text));
}

/* How many words of the clause from `from` name the field; 0 when they do not. */
static size_t names_field(struct reader *r, const struct wish *wish, size_t from, size_t to)
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
static const struct wish *field_about(struct reader *r, const struct clause_word *word)
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
static struct mention mention_find(struct reader *r, size_t from, size_t to)
{
	struct mention best = {NULL, {to, 0}};

	for (size_t at = from; at < to; at++)
		for (size_t i = 0; i < r->request->n; i++) {
			size_t n = names_field(r, &r->request->wishes[i], at, to);
			if (n > best.at.n && !r->clause->words[at].quoted)
				best = (struct mention){&r->request->wishes[i], {at, n}};
		}
	for (size_t at = from; at < to && !best.wish; at++) {
		const struct wish *wish = field_about(r, &r->clause->words[at]);
		if (wish && !clause_word_is(&r->clause->words[at], CUE_FILLER))
			best = (struct mention){wish, {at, 1}};
	}
	return best;
}

/* The words of a stretch that carry something and are none of the field's own. */
static struct words words_of(struct reader *r, size_t from, size_t to, const struct wish *but)
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

static struct edit *edit_add(struct reader *r, enum edit_kind kind, const struct wish *wish)
{
	struct edit *e = &r->out.items[r->out.n];

	if (r->out.n == EDITS_MAX)
		return &r->out.items[EDITS_MAX]; /* one more than are told */
	*e = (struct edit){.kind = kind, .field = wish ? wish->name : NULL};
	if (wish)
		r->last = wish->name;
	r->out.n++;
	return e;
}

static const struct wish *last_field(const struct reader *r)
{
	for (size_t i = 0; r->last && i < r->request->n; i++)
		if (strcmp(r->request->wishes[i].name, r->last) == 0)
			return &r->request->wishes[i];
	return NULL;
}

static bool has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

/* What stands there as one text; of a long one with a figure in it, the figure. */
static const char *value_of(struct reader *r, size_t from, size_t to)
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

static bool holds_value(const struct reader *r, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++)
		if (r->clause->words[at].quoted || has_digit(r->clause->words[at].text))
			return true;
	return false;
}

/* --- names ----------------------------------------------------------------------------------- */

/* "cost", "productName" as written; "the sale price" as sale_price. */
static const char *name_from(struct reader *r, size_t from, size_t to)
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

static bool rename_add(struct reader *r, const struct wish *wish, size_t from, size_t to)
{
	const char *name = name_from(r, from, to);

	if (!wish || !name || strcmp(name, wish->name) == 0)
		return false;
	edit_add(r, EDIT_RENAME, wish)->text = name;
	return true;
}

/* "rename X to Y", "call X Y", "call it Y instead of X", "X should be called Y". */
static bool read_rename(struct reader *r)
{
	const size_t n = r->clause->n;
	struct stretch command = clause_find(r->clause, CUE_RENAME, 0);
	struct stretch instead = clause_find(r->clause, CUE_INSTEAD, 0), to;
	struct mention old;
	size_t after;

	if (!command.n)
		return false;
	after = command.start + command.n;
	if (instead.n) {
		old = mention_find(r, instead.start + instead.n, n);
		return rename_add(r, old.wish, after, instead.start);
	}
	if (command.start > 0 && (old = mention_find(r, 0, command.start)).wish) {
		if (after < n) /* "price should be called cost" */
			return rename_add(r, old.wish, after, n);
		to = clause_find(r->clause, CUE_SHOULD, 0); /* "Preis soll Kosten heißen" */
		return to.n && rename_add(r, old.wish, to.start + to.n, command.start);
	}
	old = mention_find(r, after, n);
	if (old.wish)
		after = old.at.start + old.at.n;
	to = clause_find(r->clause, CUE_TO, after);
	return rename_add(r, old.wish ? old.wish : last_field(r), to.n ? to.start + to.n : after,
			  n);
}

/* --- records --------------------------------------------------------------------------------- */

static bool names_records(struct reader *r, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++) {
		struct words parts = split(r, &r->clause->words[at]);
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
static void records_add(struct reader *r, enum edit_kind kind, size_t from, size_t to)
{
	struct edit *e = edit_add(r, kind, NULL);
	struct words all = words_of(r, from, to, NULL), kept = {all.items, 0};

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
static bool read_count(struct reader *r)
{
	for (size_t at = 0; at + 1 < r->clause->n; at++) {
		const struct clause_word *word = &r->clause->words[at];
		char *end;
		unsigned long n = strtoul(word->text, &end, 10);
		if (word->quoted || !has_digit(word->text) || *end || n == 0 || n > ITEMS_MAX ||
		    !names_records(r, at + 1, at + 2))
			continue;
		edit_add(r, EDIT_COUNT, NULL)->count = n;
		return true;
	}
	return false;
}

/* --- dropping and adding --------------------------------------------------------------------- */

/* The end of a part of a list: "rating, reviews and author". */
static size_t part_end(const struct clause *c, size_t from)
{
	while (from < c->n && !clause_word_is(&c->words[from], CUE_BREAK))
		if (c->words[from++].listed)
			break;
	return from;
}

/* Where the next part begins. */
static size_t part_next(const struct clause *c, size_t end)
{
	while (end < c->n && clause_word_is(&c->words[end], CUE_BREAK))
		end++;
	return end;
}

static bool read_drop(struct reader *r)
{
	struct stretch command = clause_find(r->clause, CUE_DROP, 0);
	size_t from = command.start + command.n, end;

	if (!command.n)
		return false;
	if (from == r->clause->n) { /* "die Bewertung weglassen" */
		from = 0;
		end = command.start;
	} else {
		end = part_end(r->clause, from);
	}
	for (; from < r->clause->n;
	     from = part_next(r->clause, end), end = part_end(r->clause, from)) {
		struct mention field = mention_find(r, from, end);
		if (clause_find(r->clause, CUE_HEADER, from).start < end && !field.wish)
			edit_add(r, EDIT_HEADER, NULL);
		else if (field.wish && !names_records(r, from, end))
			edit_add(r, EDIT_DROP, field.wish);
		else if (from < end)
			records_add(r, EDIT_FEWER, from, end);
		if (end <= command.start)
			break;
	}
	return true;
}

/* "only the table"; "not only the first ones" asks for more. */
static bool read_only(struct reader *r)
{
	struct stretch command = clause_find(r->clause, CUE_ONLY, 0);

	if (command.n && command.start > 0 &&
	    clause_word_is(&r->clause->words[command.start - 1], CUE_NOT)) {
		records_add(r, EDIT_MORE, r->clause->n, r->clause->n);
		return true;
	}
	if (!command.n || clause_find(r->clause, CUE_SHOULD, 0).n ||
	    command.start + command.n == r->clause->n)
		return false;
	records_add(r, EDIT_ONLY, command.start + command.n, r->clause->n);
	return true;
}

/* "also get the image and the author", "also the sponsored ones". */
static bool read_add(struct reader *r)
{
	struct stretch command = clause_find(r->clause, CUE_ADD, 0);
	size_t from = command.start + command.n, to = r->clause->n, end;

	if (!command.n)
		return false;
	if (from == to) { /* "the image, too" */
		from = 0;
		to = command.start;
	}
	if (names_records(r, from, to)) {
		records_add(r, EDIT_MORE, from, to);
		return true;
	}
	for (; from < to; from = part_next(r->clause, end)) {
		struct words words;
		end = part_end(r->clause, from);
		end = end > to ? to : end;
		words = words_of(r, from, end, NULL);
		if (words.n)
			edit_add(r, EDIT_ADD, NULL)->words = words;
	}
	return true;
}

static bool read_more(struct reader *r)
{
	struct stretch command = clause_find(r->clause, CUE_MORE, 0);

	if (!command.n ||
	    (mention_find(r, 0, r->clause->n).wish && !names_records(r, 0, r->clause->n)))
		return false;
	records_add(r, EDIT_MORE, 0, r->clause->n);
	return true;
}

/* --- what a field gives ---------------------------------------------------------------------- */

/* Where the "not the old one" of a statement begins, else its end. */
static size_t negation(const struct clause *c, size_t from)
{
	struct stretch not = clause_find(c, CUE_NOT, from);
	struct stretch instead = clause_find(c, CUE_INSTEAD, from);

	return instead.start < not .start ? instead.start : not .start;
}

/* How many words of the clause say "not" there. */
static size_t negation_words(const struct clause *c, size_t at)
{
	struct stretch not = clause_find(c, CUE_NOT, at);
	struct stretch instead = clause_find(c, CUE_INSTEAD, at);

	if (not .n && not .start == at)
		return not .n;
	return instead.n && instead.start == at ? instead.n : 0;
}

static void want_fill(struct reader *r, struct edit *e, const struct wish *wish, size_t from,
		      size_t to)
{
	size_t end = negation(r->clause, from);

	end = end < to ? end : to;
	e->text = value_of(r, from, end);
	e->literal = holds_value(r, from, end);
	e->words = words_of(r, from, end, wish);
	e->unwanted = words_of(r, end + negation_words(r->clause, end), to, wish);
}

/* "the price should be 19.99", "the title should be the product's name, not the brand". */
static bool read_should(struct reader *r)
{
	struct stretch verb = clause_find(r->clause, CUE_SHOULD, 0);
	size_t from = verb.start + verb.n, n = r->clause->n;
	struct mention field;
	struct edit *e;

	if (!verb.n)
		return false;
	field = mention_find(r, 0, verb.start);
	if (!field.wish)
		field.wish = last_field(r);
	if (!field.wish)
		return false;
	if (clause_find(r->clause, CUE_NUMBER, from).n) {
		edit_add(r, EDIT_NUMBER, field.wish);
		return true;
	}
	e = edit_add(r, EDIT_WANT, field.wish);
	e->first = clause_find(r->clause, CUE_FIRST, 0).start < verb.start;
	want_fill(r, e, field.wish, from, n);
	return true;
}

/* "use the sale price for price", "for the price take the second number". */
static bool read_use(struct reader *r)
{
	struct stretch verb = clause_find(r->clause, CUE_USE, 0);
	struct stretch what_for = clause_find(r->clause, CUE_FOR, 0);
	size_t from = verb.start + verb.n;
	struct mention field;

	if (!verb.n)
		return false;
	if (what_for.n && what_for.start > verb.start) {
		field = mention_find(r, what_for.start + 1, r->clause->n);
		if (field.wish) {
			want_fill(r, edit_add(r, EDIT_WANT, field.wish), field.wish, from,
				  what_for.start);
			return true;
		}
	}
	field = mention_find(r, 0, verb.start);
	if (!field.wish)
		field = mention_find(r, from, r->clause->n);
	if (!field.wish)
		return false;
	want_fill(r, edit_add(r, EDIT_WANT, field.wish), field.wish, from, r->clause->n);
	return true;
}

/* "the price is the old price", "the link points to the category", "price: 19.99". */
static bool read_statement(struct reader *r)
{
	struct stretch verb = clause_find(r->clause, CUE_IS, 0);
	size_t from, n = r->clause->n;
	struct mention field = mention_find(r, 0, verb.start);
	struct edit *e;

	if (!field.wish && verb.n)
		field.wish = last_field(r);
	if (!field.wish)
		return false;
	from = verb.n ? verb.start + verb.n : field.at.start + field.at.n;
	if (!verb.n && holds_value(r, from, n)) {
		e = edit_add(r, EDIT_WANT, field.wish);
		want_fill(r, e, field.wish, from, n);
	} else {
		struct stretch not = clause_find(r->clause, CUE_NOT, from);
		e = edit_add(r, EDIT_WRONG, field.wish);
		if (not .n && not .start == from && !clause_find(r->clause, CUE_WRONG, from).n)
			from = n; /* "is not the price": says nothing about what it is */
		e->literal = holds_value(r, from, n);
		e->text = e->literal ? value_of(r, from, n) : NULL;
		e->unwanted = words_of(r, from, n, field.wish);
	}
	e->first = clause_find(r->clause, CUE_FIRST, 0).start < verb.start;
	return true;
}

/* "not the old price": about the field before, or the one it names. */
static bool read_not(struct reader *r)
{
	struct stretch not = clause_find(r->clause, CUE_NOT, 0);
	struct mention field = mention_find(r, 0, r->clause->n);
	struct edit *e;

	if (!not .n)
		return false;
	if (!field.wish)
		field.wish = last_field(r);
	if (!field.wish || names_records(r, not .start, r->clause->n)) {
		records_add(r, EDIT_FEWER, not .start + not .n, r->clause->n);
		return true;
	}
	e = edit_add(r, EDIT_WRONG, field.wish);
	e->unwanted = words_of(r, not .start + not .n, r->clause->n, field.wish);
	return true;
}

struct edits feedback_read(struct work *w, struct vocabulary *v, const struct request *r,
			   const char *feedback)
{
	static bool (*const kinds[])(struct reader * r) = {
	    read_rename, read_count, read_drop, read_only, read_add,
	    read_should, read_more,  read_use,	read_not,  read_statement,
	};
	struct reader reader = {.work = w, .v = v, .request = r};
	struct clauses clauses = clauses_read(w->arena, feedback);

	reader.out.items = ARENA_ARRAY(w->arena, EDITS_MAX + 1, struct edit);
	for (size_t i = 0; i < clauses.n; i++) {
		reader.clause = &clauses.items[i];
		for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
			if (kinds[k](&reader))
				break;
	}
	return reader.out;
}
