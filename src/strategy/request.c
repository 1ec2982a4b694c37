/* From keys and phrases to wishes. A wish is about the concepts of its words; the last word of an
 * English compound is what it is ("release date" is a date), the words before say which one. */
#include "strategy/request.h"

#include "bounds.h"
#include "strategy/phrase.h"

#include <math.h>

#define MODIFIER     0.25 /* what a word before the last one says */
#define UNKNOWN_HEAD 0.6  /* the same when the lexicon does not know the last one */
#define CONTEXT	     0.5  /* what the sentence says beside the key */
#define GENERIC	     0.45 /* what "name", "number", "text" say when another word says more */

static void concepts_raise(double *concepts, uint64_t said, double weight)
{
	for (int c = 0; c < CONCEPT__MAX; c++)
		if (said & CONCEPT_BIT(c))
			concepts[c] = fmax(concepts[c], weight);
}

static bool word_is_generic(const struct word *word)
{
	static const char *const generic[] = {"name",	"number", "text", "no",	   "nom",
					      "nombre", "naam",	  "navn", "nummer"};
	for (size_t i = 0; i < sizeof generic / sizeof generic[0]; i++)
		if (strcmp(word->text, generic[i]) == 0)
			return true;
	return false;
}

/* "product name" is a name, "company name" is a company: a generic last word yields to the one
 * before it unless that says "title" itself. */
static void wish_concepts(struct vocabulary *v, struct wish *wish)
{
	double *c = wish->concepts;
	struct words words = wish->words;
	uint64_t head = words.n ? word_said(v, words.items[words.n - 1]) : 0;
	bool generic = words.n && word_is_generic(words.items[words.n - 1]);
	bool led = false;

	for (size_t i = 0; i + 1 < words.n; i++) {
		uint64_t said = word_said(v, words.items[i]) & ~CONCEPT_BIT(CONCEPT_TITLE);

		if (head & CONCEPT_BIT(CONCEPT_TITLE)) /* a "case name" is no number */
			said &= ~CONCEPT_BIT(CONCEPT_ID);
		bool leads = generic && (said & ~head);
		concepts_raise(c, said, leads ? 1 : head ? MODIFIER : UNKNOWN_HEAD);
		led = led || leads;
	}
	concepts_raise(c, head, led ? GENERIC : 1);
	for (size_t i = 0; i < wish->context.n; i++)
		concepts_raise(c, word_said(v, wish->context.items[i]), CONTEXT);
	if (c[CONCEPT_OLD_PRICE] > 0 && c[CONCEPT_PRICE] > 0.9) {
		c[CONCEPT_OLD_PRICE] = 1;
		c[CONCEPT_PRICE] = GENERIC;
	} else {
		c[CONCEPT_OLD_PRICE] = 0; /* "original" alone says nothing */
	}
	if (c[CONCEPT_IMAGE] > 0 && c[CONCEPT_LINK] > 0) {
		c[CONCEPT_IMAGE] = 1; /* "image url" is an image */
		c[CONCEPT_LINK] = 0;
	}
	if (wish->is_array)
		c[CONCEPT_TITLE] *= GENERIC;
	wish->concept = CONCEPT__MAX;
	for (int i = 0; i < CONCEPT__MAX; i++)
		if (c[i] > 0 && (wish->concept == CONCEPT__MAX || c[i] > c[wish->concept]))
	wish->concept = (enum concept)i;
}

static struct words words_without_stops(struct arena *a, struct words in)
{
	struct words out = {ARENA_ARRAY(a, in.n, const struct word *), 0};

	for (size_t i = 0; i < in.n; i++)
		if (!in.items[i]->stop)
			out.items[out.n++] = in.items[i];
	return out.n ? out : in;
}

static bool words_overlap(struct words a, struct words b)
{
	for (size_t i = 0; i < a.n; i++)
		if (!a.items[i]->stop && words_have(b, a.items[i]->stem))
			return true;
	return false;
}

/* The phrase that speaks of a key of the schema: it shares a word, or it is the one at the same
 * place when there are as many phrases as keys. */
static const struct phrase *phrase_of(const struct phrases *p, const struct wish *wish, size_t i,
				      size_t n)
{
	for (size_t k = p->fields; k < p->n; k++)
		if (words_overlap(wish->words, p->items[k].words))
			return &p->items[k];
	return p->n - p->fields == n ? &p->items[p->fields + i] : NULL;
}

static void wishes_from_schema(struct work *w, struct vocabulary *v, struct request *r,
			       const struct phrases *p, const struct schema *schema)
{
	const struct schema_field *fields = schema_fields(schema, &r->n);

	r->wishes = ARENA_ARRAY(w->arena, FIELDS_MAX + 1, struct wish);
	for (size_t i = 0; i < r->n; i++) {
		struct wish *wish = &r->wishes[i];
		const struct phrase *phrase;
		wish->name = fields[i].name;
		wish->words = words_without_stops(
		    w->arena, words_split(v, fields[i].name, strlen(fields[i].name)));
		wish->has_type = fields[i].type != FIELD_STRING;
		wish->is_array = fields[i].type == FIELD_ARRAY;
		wish->is_number = fields[i].type == FIELD_NUMBER || fields[i].type == FIELD_INTEGER;
		wish->is_url = fields[i].is_url;
		phrase = phrase_of(p, wish, i, r->n);
		if (phrase) {
			wish->context = phrase_essence(w->arena, phrase);
			if (phrase + 1 < p->items + p->n && phrase[1].joint == JOINT_ASIDE)
				wish->context = phrase[1].words;
		}
		wish_concepts(v, wish);
	}
}

/* Is an s at the end of a word its plural there? */
static bool plural_is_s(const struct vocabulary *v)
{
	static const char *const with[] = {"english", "french", "spanish", "portuguese"};

	for (size_t i = 0; i < sizeof with / sizeof with[0]; i++)
		if (strcmp(vocabulary_language(v), with[i]) == 0)
			return true;
	return false;
}

/* snake_case of the words, a plural of the last one made singular. */
static const char *name_of(struct vocabulary *v, struct arena *a, struct words words,
			   bool keep_plural)
{
	struct text name = text_new(a, NAME_MAX_BYTES);
	size_t from = words.n > NAME_WORDS_MAX ? words.n - NAME_WORDS_MAX : 0;

	for (size_t i = from; i < words.n; i++) {
		size_t n = strlen(words.items[i]->text);
		bool cut = i + 1 == words.n && !keep_plural && plural_is_s(v) &&
			   word_is_plural(words.items[i]);
		if (i > from)
			text_add_char(&name, '_');
		text_add_bytes(&name, words.items[i]->text, cut ? n - 1 : n);
	}
	return name.data;
}

static bool name_is_taken(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->wishes[i].name, name) == 0)
			return true;
	return false;
}

struct wish *request_add(struct work *w, struct vocabulary *v, struct request *r,
			 struct words words, struct words context)
{
	struct wish *wish = &r->wishes[r->n];
	uint64_t said;

	if (!words.n || r->n == FIELDS_MAX)
		return NULL;
	*wish = (struct wish){.words = words, .context = context};
	said = word_said(v, words.items[words.n - 1]);
	wish->is_array = word_is_plural(words.items[words.n - 1]) &&
			 said & (CONCEPT_BIT(CONCEPT_INGREDIENTS) | CONCEPT_BIT(CONCEPT_STEPS) |
				 CONCEPT_BIT(CONCEPT_TAGS)) &&
			 !(said & (CONCEPT_BIT(CONCEPT_TITLE) | CONCEPT_BIT(CONCEPT_BRAND)));
	wish->name = name_of(v, w->arena, words, wish->is_array);
	if (name_is_taken(r, wish->name))
		return NULL;
	wish_concepts(v, wish);
	wish->is_url = wish->concept == CONCEPT_LINK || wish->concept == CONCEPT_IMAGE;
	r->n++;
	return wish;
}

void request_drop(struct request *r, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->wishes[i].name, name) != 0)
			r->wishes[kept++] = r->wishes[i];
	r->n = kept;
}

static void wishes_from_phrases(struct work *w, struct vocabulary *v, struct request *r,
				const struct phrases *p)
{
	r->wishes = ARENA_ARRAY(w->arena, FIELDS_MAX + 1, struct wish);
	if (p->fields) { /* "the headlines with author …": the head names a field of its own */
		struct words head = phrase_essence(w->arena, &p->items[p->fields - 1]);
		const struct word *last = head.n ? head.items[head.n - 1] : NULL;
		if (last && p->items[p->fields].joint == JOINT_WITH &&
		    (strncmp(last->text, "headline", 8) == 0 ||
		     strncmp(last->text, "title", 5) == 0 || strncmp(last->text, "name", 4) == 0))
			request_add(w, v, r, head, (struct words){NULL, 0});
	}
	for (size_t i = p->fields; i < p->n; i++) {
		struct words aside = {NULL, 0};
		if (p->items[i].joint == JOINT_ASIDE)
			continue;
		if (i + 1 < p->n && p->items[i + 1].joint == JOINT_ASIDE)
			aside = p->items[i + 1].words;
		request_add(w, v, r, phrase_essence(w->arena, &p->items[i]), aside);
	}
}

static double clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* Words alone never decide this: the figure is one voice among what the page shows. */
static double many_of(struct vocabulary *v, struct arena *a, const struct request *r,
		      const struct phrases *p)
{
	const struct phrase *head = p->fields ? &p->items[0] : NULL;
	const struct phrase *noun = head ? head : p->n ? &p->items[0] : NULL;
	double many = 0;
	struct words essence;

	if (!noun)
		return 0;
	for (size_t i = 0; i < noun->words.n; i++)
		if (word_is_many(noun->words.items[i])) {
			many += 0.4;
			break;
		}
	essence = phrase_essence(a, noun);
	if (essence.n) {
		bool plural = false;
		for (size_t i = 0; i < essence.n; i++)
			plural = plural || word_is_plural(essence.items[i]);
		if (plural_is_s(v))
			many += plural ? 0.4 : -0.4;
	}
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k + 1 < p->items[i].words.n; k++)
			if (strcmp(p->items[i].words.items[k]->text, "this") == 0 &&
			    strcmp(p->items[i].words.items[k + 1]->text, "page") != 0)
				many -= 0.2;
			else if (strcmp(p->items[i].words.items[k]->text, "each") == 0)
				many += 0.4;
	for (size_t i = 0; i < r->n; i++)
		if (r->wishes[i].is_array)
			many -= 0.5;
	return clamp(many, -1, 1);
}

/* All that was said: the description and the names of the schema. */
static const char *request_text(struct arena *a, const char *description,
				const struct schema *schema)
{
	struct text t = text_new(a, REQUEST_TEXT_MAX);
	const struct schema_field *fields;
	size_t n = 0;

	text_add(&t, description);
	fields = schema ? schema_fields(schema, &n) : NULL;
	for (size_t i = 0; i < n; i++)
		text_addf(&t, " %s", fields[i].name);
	return t.data;
}

struct request *request_read(struct work *w, struct vocabulary *v, const char *description,
			     const struct schema *schema)
{
	struct request *r = ARENA_NEW(w->arena, struct request);
	struct phrases p;

	vocabulary_hear(v, request_text(w->arena, description, schema));
	p = phrases_read(v, w->arena, description);

	if (schema)
		wishes_from_schema(w, v, r, &p, schema);
	else
		wishes_from_phrases(w, v, r, &p);
	if (!r->n)
		return fail(w, ERR_UNACCEPTABLE, "the description names no field to extract");
	if (p.n)
		r->subject = phrase_essence(w->arena, &p.items[0]);
	r->many = many_of(v, w->arena, r, &p);
	return r;
}
