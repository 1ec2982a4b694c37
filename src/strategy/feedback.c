/* Each clause is tried as one kind of change after the other, the ones with the clearest words
 * first. */
#include "strategy/feedback_parts.h"

#include "bounds.h"

struct edit *edit_add(struct feedback_reader *r, enum edit_kind kind, const struct wish *wish)
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

static const struct wish *last_field(const struct feedback_reader *r)
{
	for (size_t i = 0; r->last && i < r->request->n; i++)
		if (strcmp(r->request->wishes[i].name, r->last) == 0)
			return &r->request->wishes[i];
	return NULL;
}

/* --- names ----------------------------------------------------------------------------------- */

static bool rename_add(struct feedback_reader *r, const struct wish *wish, size_t from, size_t to)
{
	const char *name = clause_name(r, from, to);

	if (!wish || !name || strcmp(name, wish->name) == 0)
		return false;
	edit_add(r, EDIT_RENAME, wish)->text = name;
	return true;
}

/* "rename X to Y", "call X Y", "call it Y instead of X", "X should be called Y". */
static bool read_rename(struct feedback_reader *r)
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

static bool read_drop(struct feedback_reader *r)
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
		else if (field.wish && !clause_names_records(r, from, end))
			edit_add(r, EDIT_DROP, field.wish);
		else if (from < end)
			records_edit_add(r, EDIT_FEWER, from, end);
		if (end <= command.start)
			break;
	}
	return true;
}

/* "also get the image and the author", "also the sponsored ones". */
static bool read_add(struct feedback_reader *r)
{
	struct stretch command = clause_find(r->clause, CUE_ADD, 0);
	size_t from = command.start + command.n, to = r->clause->n, end;

	if (!command.n)
		return false;
	if (from == to) { /* "the image, too" */
		from = 0;
		to = command.start;
	}
	if (clause_names_records(r, from, to)) {
		records_edit_add(r, EDIT_MORE, from, to);
		return true;
	}
	for (; from < to; from = part_next(r->clause, end)) {
		struct words words;
		end = part_end(r->clause, from);
		end = end > to ? to : end;
		words = clause_words(r, from, end, NULL);
		if (words.n)
			edit_add(r, EDIT_ADD, NULL)->words = words;
	}
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

static void want_fill(struct feedback_reader *r, struct edit *e, const struct wish *wish,
		      size_t from, size_t to)
{
	size_t end = negation(r->clause, from);

	end = end < to ? end : to;
	e->text = clause_value(r, from, end);
	e->literal = clause_holds_value(r, from, end);
	e->words = clause_words(r, from, end, wish);
	e->unwanted = clause_words(r, end + negation_words(r->clause, end), to, wish);
}

/* "the price should be 19.99", "the title should be the product's name, not the brand". */
static bool read_should(struct feedback_reader *r)
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
static bool read_use(struct feedback_reader *r)
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
static bool read_statement(struct feedback_reader *r)
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
	if (!verb.n && clause_holds_value(r, from, n)) {
		e = edit_add(r, EDIT_WANT, field.wish);
		want_fill(r, e, field.wish, from, n);
	} else {
		struct stretch not = clause_find(r->clause, CUE_NOT, from);
		e = edit_add(r, EDIT_WRONG, field.wish);
		if (not .n && not .start == from && !clause_find(r->clause, CUE_WRONG, from).n)
			from = n; /* "is not the price": says nothing about what it is */
		e->literal = clause_holds_value(r, from, n);
		e->text = e->literal ? clause_value(r, from, n) : NULL;
		e->unwanted = clause_words(r, from, n, field.wish);
	}
	e->first = clause_find(r->clause, CUE_FIRST, 0).start < verb.start;
	return true;
}

/* "not the old price": about the field before, or the one it names. */
static bool read_not(struct feedback_reader *r)
{
	struct stretch not = clause_find(r->clause, CUE_NOT, 0);
	struct mention field = mention_find(r, 0, r->clause->n);
	struct edit *e;

	if (!not .n)
		return false;
	if (!field.wish)
		field.wish = last_field(r);
	if (!field.wish || clause_names_records(r, not .start, r->clause->n)) {
		records_edit_add(r, EDIT_FEWER, not .start + not .n, r->clause->n);
		return true;
	}
	e = edit_add(r, EDIT_WRONG, field.wish);
	e->unwanted = clause_words(r, not .start + not .n, r->clause->n, field.wish);
	return true;
}

struct edits feedback_read(struct work *w, struct vocabulary *v, const struct request *r,
			   const char *feedback)
{
	static bool (*const kinds[])(struct feedback_reader * r) = {
	    read_rename, read_count, read_drop, read_only, read_add,
	    read_should, read_more,  read_use,	read_not,  read_statement,
	};
	struct feedback_reader reader = {.work = w, .v = v, .request = r};
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
