/* A round takes the strategy as it is, reads what was said in all rounds, and looks for places
 * again only for what the last one speaks of. */
#include "strategy/refine.h"

#include "bounds.h"
#include "strategy/refine_parts.h"
#include "util/json.h"
#include "util/json_each.h"

#define WORSE_CONFIDENCE                                                                           \
	0.3 /* other records that are so much worse are not taken for an example                   \
	     */

struct refiner {
	struct work *work;
	const struct refine_input *in;
	struct vocabulary *vocabulary;
	struct page *page;
	struct request *request;
	struct json_object *container, *fields; /* of the strategy that a round was about */
	bool is_last;				/* the round being read is the new one */
	struct candidate *now;			/* its records; NULL when it finds none */
	struct candidate *reduced;		/* those left of them; NULL: all */
	struct record_hint records;
	bool regroup; /* look for other records */
	struct edits edits;
	const char **warnings;
	size_t n_warnings;
};

static void warn(struct refiner *f, const char *format, const char *what)
{
	if (f->n_warnings < EDITS_MAX)
		f->warnings[f->n_warnings++] = arena_printf(f->work->arena, format, what);
}

static struct wish *wish_named(struct refiner *f, const char *name)
{
	for (size_t i = 0; name && i < f->request->n; i++)
		if (strcmp(f->request->wishes[i].name, name) == 0)
			return &f->request->wishes[i];
	return NULL;
}

static struct hint *hint_of(struct refiner *f, struct wish *wish)
{
	if (!wish->hint) {
		wish->hint = ARENA_NEW(f->work->arena, struct hint);
		wish->hint->rejected =
		    ARENA_ARRAY(f->work->arena, HISTORY_MAX * EDITS_MAX, const struct map *);
		wish->hint->examples = ARENA_ARRAY(f->work->arena, EXAMPLES_MAX, struct example);
	}
	return wish->hint;
}

/* --- fields ---------------------------------------------------------------------------------- */

static struct words words_joined(struct refiner *f, struct words a, struct words b)
{
	struct words out = {ARENA_ARRAY(f->work->arena, a.n + b.n, const struct word *), a.n + b.n};

	for (size_t i = 0; i < out.n; i++)
		out.items[i] = i < a.n ? a.items[i] : b.items[i - a.n];
	return out;
}

static void place_reject(struct refiner *f, struct wish *wish, const char *field)
{
	struct hint *hint = hint_of(f, wish);
	const struct map *values =
	    place_values(f->page, f->container, json_object_of(f->fields, field));

	if (values && hint->n_rejected < HISTORY_MAX * EDITS_MAX)
		hint->rejected[hint->n_rejected++] = values;
	if (f->is_last) {
		wish->kept = NULL;
		hint->kept = NULL;
	}
}

static void example_add(struct refiner *f, struct wish *wish, const struct edit *e)
{
	struct hint *hint = hint_of(f, wish);

	if (hint->n_examples == EXAMPLES_MAX) /* the oldest goes */
		memmove(hint->examples, hint->examples + 1,
			--hint->n_examples * sizeof *hint->examples);
	hint->examples[hint->n_examples++] = (struct example){e->text, e->literal, e->first};
	if (f->is_last && f->now && e->literal)
		records_show(f->page, f->now, e->text);
}

/* What a field should be, or is and should not be. A value that the place gives already says
 * "here" with the one and "not here" with the other. */
static void field_correct(struct refiner *f, struct wish *wish, const struct edit *e)
{
	struct hint *hint = hint_of(f, wish);
	const struct example example = {e->text, e->literal, e->first};
	bool gives = e->text && place_gives(f->page, f->container,
					    json_object_of(f->fields, wish->name), &example);

	hint->wanted = words_joined(f, hint->wanted,
				    e->kind == EDIT_WANT ? e->words : (struct words){NULL, 0});
	hint->unwanted = words_joined(f, hint->unwanted, e->unwanted);
	if (e->text && (e->kind == EDIT_WANT || !gives))
		example_add(f, wish, e);
	if (e->kind == EDIT_WRONG || !gives)
		place_reject(f, wish, wish->name);
}

static void field_add(struct refiner *f, struct edit *e)
{
	const struct wish *wish =
	    request_add(f->work, f->vocabulary, f->request, e->words, (struct words){NULL, 0});

	e->text = wish ? wish->name : NULL;
	e->many = wish && wish->is_array;
}

static void field_rename(struct refiner *f, struct wish *wish, struct edit *e)
{
	if (wish_named(f, e->text)) {
		if (f->is_last)
			warn(f, "there is a field \"%s\" already", e->text);
		e->text = wish->name;
		return;
	}
	wish->name = e->text;
}

static void field_number(struct refiner *f, struct wish *wish)
{
	struct json_object *field = json_new_object(f->work), *old = wish->kept;

	wish->is_number = true;
	if (!old)
		return;
	JSON_EACH (old, m)
		json_put_shared(field, m.key, m.value);
	json_put_text(field, "type", "number");
	wish->kept = field;
}

/* A schema that was given has followed the rounds before; in the new one it must be able to. */
static bool may_change(struct refiner *f, const struct edit *e)
{
	if (!f->in->output_schema)
		return true;
	if (!f->is_last)
		return false;
	if (e->kind == EDIT_ADD || schema_has(f->in->output_schema, e->field))
		return true;
	warn(f, "field \"%s\" lies inside of another one: change the output schema", e->field);
	return false;
}

static void field_edit(struct refiner *f, struct edit *e)
{
	struct wish *wish = wish_named(f, e->field);

	if ((!wish && e->kind != EDIT_ADD) || (e->kind <= EDIT_NUMBER && !may_change(f, e)))
		return;
	switch (e->kind) {
	case EDIT_ADD:
		field_add(f, e);
		break;
	case EDIT_DROP:
		if (f->request->n > 1)
			request_drop(f->request, e->field);
		break;
	case EDIT_RENAME:
		field_rename(f, wish, e);
		break;
	case EDIT_NUMBER:
		field_number(f, wish);
		break;
	case EDIT_WANT:
	case EDIT_WRONG:
		field_correct(f, wish, e);
		break;
	case EDIT_MORE:
	case EDIT_FEWER:
	case EDIT_ONLY:
	case EDIT_HEADER:
	case EDIT_COUNT:
		break;
	}
}

/* --- records --------------------------------------------------------------------------------- */

static void records_reject(struct refiner *f)
{
	struct candidate *was = records_of(f->page, f->container, f->fields);
	uint64_t hash = was ? records_hash(was->records, was->n) : 0;
	const uint32_t *times = map_get(&f->records.rejected, hash);

	if (was)
		map_put(&f->records.rejected, hash, times ? *times + 1 : 1);
}

static void records_edit(struct refiner *f, const struct edit *e)
{
	struct candidate *left, *now = f->reduced ? f->reduced : f->now;
	size_t n = now && !now->is_page ? now->n : 0;

	f->records.words = e->words;
	f->records.advert = e->advert;
	f->records.count = e->count;
	f->records.more = e->kind == EDIT_MORE || (e->kind == EDIT_COUNT && e->count > n);
	f->records.fewer = e->kind == EDIT_FEWER || (e->kind == EDIT_COUNT && e->count < n);
	if (e->kind == EDIT_COUNT && e->count == n)
		return;
	if (e->kind == EDIT_FEWER || e->kind == EDIT_ONLY || e->kind == EDIT_HEADER) {
		left = records_reduce(f->page, now, e, &f->records);
		if (left) {
			f->reduced = left;
			return;
		}
	}
	if (e->kind == EDIT_HEADER) {
		warn(f, "no head was found among the records%s", "");
		return;
	}
	f->regroup = true;
}

/* --- rounds ---------------------------------------------------------------------------------- */

static bool is_about_records(const struct edit *e)
{
	return e->kind >= EDIT_MORE;
}

static void round_read(struct refiner *f, const char *feedback)
{
	f->edits = feedback_read(f->work, f->vocabulary, f->request, feedback);
	for (size_t i = 0; i < f->edits.n; i++) {
		struct edit *e = &f->edits.items[i];
		if (!is_about_records(e))
			field_edit(f, e);
		else if (f->is_last)
			records_edit(f, e);
		else
			records_reject(f);
	}
}

static void history_read(struct refiner *f)
{
	struct json_object *history = json_array_of(f->in->strategy, "history");
	size_t n = history ? json_object_array_length(history) : 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *entry = json_object_array_get_idx(history, i);
		const char *feedback = json_text(entry, "feedback");
		f->container = json_object_of(entry, "container");
		f->fields = json_object_of(entry, "fields");
		if (feedback)
			round_read(f, feedback);
	}
}

/* All fields stay as they are, until the round says something else. */
static void round_last(struct refiner *f)
{
	f->is_last = true;
	f->container = json_object_of(f->in->strategy, "container");
	f->fields = json_object_of(f->in->strategy, "fields");
	f->now = records_of(f->page, f->container, f->fields);
	if (f->now) {
		f->records.now = f->now->records;
		f->records.n = f->now->n;
	}
	for (size_t i = 0; i < f->request->n; i++) {
		struct wish *wish = &f->request->wishes[i];
		wish->kept = json_object_of(f->fields, wish->name);
		hint_of(f, wish)->kept = place_values(f->page, f->container, wish->kept);
	}
	round_read(f, f->in->feedback);
	if (!f->edits.n)
		warn(f, "the feedback names no change that was understood: \"%s\"",
		     f->in->feedback);
}

static void history_put(struct refiner *f, struct json_object *strategy)
{
	struct json_object *old = json_array_of(f->in->strategy, "history");
	struct json_object *history = json_new_array(f->work), *entry = json_new_object(f->work);
	size_t n = old ? json_object_array_length(old) : 0;

	for (size_t i = n >= HISTORY_MAX ? n - HISTORY_MAX + 1 : 0; i < n; i++)
		json_add_shared(history, json_object_array_get_idx(old, i));
	json_put_text(entry, "feedback", f->in->feedback);
	json_put_shared(entry, "container", f->container);
	json_put_shared(entry, "fields", f->fields);
	json_add_shared(history, entry);
	json_put_shared(strategy, "history", history);
}

/* --- the new strategy ------------------------------------------------------------------------ */

static struct proposal *propose_same(struct refiner *f, struct hypothesis *h)
{
	const struct candidate *c = f->reduced ? f->reduced : f->now;
	struct hypotheses one = {h, 1};

	*h = hypothesis_new(f->page, f->request, c, request_wants_lists(f->request));
	if (f->in->explain)
		hypothesis_explain(f->page, h, f->in->explain);
	return proposal_best(f->page, f->request, &one, f->in->explain);
}

/* missed: how many examples the best of them does not give. */
static struct proposal *propose_other(struct refiner *f, size_t *missed)
{
	struct hypotheses all;

	for (size_t i = 0; i < f->request->n; i++)
		f->request->wishes[i].kept = NULL; /* was written for other records */
	f->request->records = &f->records;
	all = hypotheses_make(f->page, f->request, f->in->explain);
	*missed = hints_missed(f->page, all.items[0].slots, all.items[0].fields);
	return proposal_best(f->page, f->request, &all, f->in->explain);
}

/* The same records when they can give what was asked for, else others that can. */
static struct proposal *propose(struct refiner *f)
{
	struct proposal *same = NULL, *other;
	size_t missed = 0, other_missed;
	struct hypothesis h;

	if (f->now && !f->regroup) {
		same = propose_same(f, &h);
		missed = hints_missed(f->page, h.slots, h.fields);
		if (same->strategy && !missed)
			return same;
	}
	other = propose_other(f, &other_missed);
	if (!same || !same->strategy)
		return other;
	if (other->strategy && other_missed < missed &&
	    other->confidence >= same->confidence - WORSE_CONFIDENCE)
		return other;
	warn(f, "no field of these records gives a value that was named%s", "");
	return same;
}

static struct request *request_of(struct refiner *f)
{
	struct schema *schema = NULL;

	if (f->in->output_schema && !(schema = schema_parse(f->work, f->in->output_schema)))
		return NULL;
	return request_read(f->work, f->vocabulary, f->in->description, schema);
}

static void warnings_put(struct refiner *f, struct proposal *p)
{
	const char **all = ARENA_ARRAY(f->work->arena, f->n_warnings + p->n_warnings, const char *);

	for (size_t i = 0; i < f->n_warnings; i++)
		all[i] = f->warnings[i];
	for (size_t i = 0; i < p->n_warnings; i++)
		all[f->n_warnings + i] = p->warnings[i];
	p->warnings = all;
	p->n_warnings += f->n_warnings;
}

struct refined *strategy_refine(struct work *w, const struct refine_input *in)
{
	struct refiner f = {.work = w, .in = in, .vocabulary = vocabulary_new(w)};
	struct refined *out = ARENA_NEW(w->arena, struct refined);
	const char *type = json_text(in->strategy, "type");

	if ((type && strcmp(type, "css") != 0) || !json_object_of(in->strategy, "fields"))
		return fail(w, ERR_UNACCEPTABLE,
			    "only strategies that select from a page can be refined, not those of "
			    "an API or a text");
	f.request = request_of(&f);
	if (!f.request)
		return NULL;
	f.page = page_read(w, f.vocabulary, in->document);
	f.records.rejected = map_new(w->arena);
	f.warnings = ARENA_ARRAY(w->arena, EDITS_MAX, const char *);
	history_read(&f);
	round_last(&f);
	out->proposal = propose(&f);
	if (!out->proposal->strategy)
		return fail(w, ERR_UNACCEPTABLE, "Could not extract data matching the feedback");
	history_put(&f, out->proposal->strategy);
	warnings_put(&f, out->proposal);
	out->output_schema = in->output_schema ? schema_edit(w, in->output_schema, &f.edits) : NULL;
	return out;
}
