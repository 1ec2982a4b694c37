/* The sum of weighted terms, each between -1 and 1. */
#include "strategy/score.h"

#include <math.h>

#define COLUMNS_LIKELY 8    /* more places at one path are hardly columns of one record */
#define SYNONYM	       0.75 /* a word of the same concept counts this much of the word itself */
#define ABROAD	       0.7  /* the same of a word of another language than English */
#define LABEL_SYNONYM  0.5
#define HEADED	       0.3 /* the heading in front of a list says what it is, and what others are */
#define INSIDE	       0.6 /* the word stands in the values */
#define PARENT	       0.6 /* a name of the parent */
#define GRANDPARENT    0.35

enum term {
	TERM_NAMES,
	TERM_PROPERTY,
	TERM_KEY,
	TERM_LABEL,
	TERM_VALUES,
	TERM_TYPE,
	TERM_ROLE,
	TERM_DISTINCT,
	TERM_FILL,
	TERM_LINK,
	TERM_POSITION,
	TERM_MANY,
	TERM_DRAWBACKS,
	TERM__MAX
};

/* "Ct." is short for court: its letters come in the word in their order, the first one first. */
static bool is_short_for(const char *part, const char *word)
{
	size_t n = strlen(part);

	if (n < 2 || n > 4 || n >= strlen(word) || part[0] != word[0])
		return false;
	for (; *part && *word; word++)
		part += *part == *word;
	return !*part;
}

static bool abbreviates(struct words list, const char *word)
{
	return list.n == 1 && is_short_for(list.items[0]->text, word);
}

/* How many of the wish's own words stand in the list; a word that says which one ("court" of "court
 * number") weighs as much as the others together with it. */
static double raw_match(const struct wish *wish, struct words list)
{
	double found = 0;

	for (size_t i = 0; i < wish->words.n; i++)
		found += words_have(list, wish->words.items[i]->stem) ||
			 abbreviates(list, wish->words.items[i]->text);
	return wish->words.n ? found / (double)wish->words.n : 0;
}

static double context_match(const struct wish *wish, struct words list)
{
	for (size_t i = 0; i < wish->context.n; i++)
		if (!wish->context.items[i]->stop && words_have(list, wish->context.items[i]->stem))
			return 0.5;
	return 0;
}

static bool is_about(const struct wish *wish, uint64_t concepts)
{
	for (int c = 0; c < CONCEPT__MAX; c++)
		if (concepts & CONCEPT_BIT(c) && wish->concepts[c] > 0)
			return true;
	return false;
}

/* "agency_name" is the name of an agency: the word before says of what. */
static bool is_of_another(const struct wish *wish, struct words list, size_t i)
{
	return i > 0 && key_is_generic(list.items[i]->text) && list.items[i - 1]->seen &&
	       !is_about(wish, list.items[i - 1]->seen);
}

static double seen_match(const struct wish *wish, struct words list)
{
	double best = 0;

	for (size_t i = 0; i < list.n; i++)
		for (int c = 0; c < CONCEPT__MAX; c++)
			if (list.items[i]->seen & CONCEPT_BIT(c) && !is_of_another(wish, list, i))
				best = fmax(best, wish->concepts[c]);
	return best;
}

static double said_match(struct page *p, const struct wish *wish, struct words list)
{
	double best = 0;

	for (size_t i = 0; i < list.n; i++) {
		uint64_t said = word_said(p->vocabulary, list.items[i]);
		for (int c = 0; c < CONCEPT__MAX; c++)
			if (said & CONCEPT_BIT(c))
				best = fmax(best, wish->concepts[c]);
	}
	return best;
}

static double list_match(const struct wish *wish, struct words list)
{
	return fmax(fmax(raw_match(wish, list), context_match(wish, list)),
		    SYNONYM * seen_match(wish, list));
}

/* Class names in the language of the site: "precio", "titel". */
static double abroad_match(struct page *p, const struct wish *wish, struct words list)
{
	double best = 0;

	for (size_t i = 0; i < list.n; i++) {
		uint64_t said = word_said_abroad(p->vocabulary, list.items[i]);
		for (int c = 0; said && c < CONCEPT__MAX; c++)
			if (said & CONCEPT_BIT(c))
				best = fmax(best, wish->concepts[c]);
	}
	return best;
}

static double names_term(struct page *p, const struct wish *wish, const struct slot *s)
{
	static const double near[] = {1, PARENT, GRANDPARENT};
	double best = 0;

	for (int level = 0; level < 3; level++) {
		struct words names = s->names[level];
		double match = fmax(list_match(wish, names), ABROAD * abroad_match(p, wish, names));
		best = fmax(best, near[level] * match);
	}
	return best;
}

/* "58 points", "Ref: 39212": the values say themselves what they are. */
static double value_names(const struct wish *wish, const struct slot *s)
{
	return s->digits > 0.5 && slot_kind(s, KIND_MONEY) < 0.5
		   ? INSIDE * raw_match(wish, s->value_words)
		   : 0;
}

static double label_term(struct page *p, const struct wish *wish, const struct slot *s)
{
	double raw, extra;

	if (!s->label_words.n && wish->is_array && s->before_words.n)
		return HEADED *
		       fmax(raw_match(wish, s->before_words), said_match(p, wish, s->before_words));
	if (!s->label_words.n)
		return value_names(wish, s);
	raw = raw_match(wish, s->label_words);
	extra = fmax(context_match(wish, s->label_words),
		     LABEL_SYNONYM * said_match(p, wish, s->label_words));
	/* a label that says something else is a reason against, when we know what is wanted */
	return raw + extra > 0.05 ? fmin(1, fmax(raw, extra)) : -0.15;
}

/* The best fit of any of the wish's concepts, by how much it is about each. */
static double values_term(const struct wish *wish, const struct slot *s)
{
	double best = -1;
	bool any = false;

	for (int c = 0; c < CONCEPT__MAX; c++)
		if (wish->concepts[c] >= 0.4) {
			double fit = concept_fit((enum concept)c, s);
			double weight = 0.4 + 0.6 * wish->concepts[c];
			best = fmax(best, fit > 0 ? fit * weight : fit);
			any = true;
		}
	return any ? fmax(-1, fmin(1, best)) : 0;
}

static double type_term(const struct wish *wish, const struct slot *s)
{
	if (wish->is_number)
		return s->one_number > 0 ? 1.6 * s->one_number - 0.8 : -1;
	if (wish->is_url && wish->concept != CONCEPT_IMAGE)
		return concept_fit(CONCEPT_LINK, s);
	if (wish->concept == CONCEPT_LINK && s->source == SLOT_TEXT)
		return slot_kind(s, KIND_HOST); /* "website" as a text, when one is shown */
	return 0;
}

/* The heading of the page is none of its sections'; the main ones come first. */
static double heading_role(const struct slot *s)
{
	if (s->tag >= TAG_h1 && s->tag <= TAG_h6)
		return s->tag == TAG_h1 ? -0.5 : 1 - 0.25 * (s->tag - TAG_h2);
	return s->in_heading ? 0.5 : 0;
}

bool wish_is_website(const struct wish *wish)
{
	static const char *const names[] = {"website",	 "homepage", "webseite", "hjemmeside",
					    "webbplats", "siteweb",  "sitio"};

	for (size_t i = 0; i < wish->words.n; i++)
		for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
			if (strcmp(wish->words.items[i]->text, names[k]) == 0)
				return true;
	return false;
}

static double role_term(const struct wish *wish, const struct slots *slots, const struct slot *s)
{

	if (wish->concept == CONCEPT_HEADING)
		return heading_role(s);
	if (wish->concept == CONCEPT_TITLE && s->source != SLOT_ATTRIBUTE && !s->is_composite)
		return s->in_link && !slots->candidate->is_page ? 1
		       : s->in_heading				? 0.8
		       : s->in_link				? 0.7
								: 0;
	if (wish->concept == CONCEPT_PRICE)
		return s->is_struck && slots->plain_price ? -1 : 0;
	if (wish->concept == CONCEPT_OLD_PRICE)
		return s->is_struck ? 1 : -0.2;
	if (wish->concept == CONCEPT_DATE)
		return s->tag == TAG_time ? 0.5 : 0;
	if (wish_is_website(wish) && s->source == SLOT_ATTRIBUTE)
		return 1 - 2 * s->internal;
	return 0;
}

/* On a page that is one record, what belongs to it stands near its heading. */
static double page_position(struct page *p, const struct wish *wish, const struct slot *s)
{
	const struct node *n = s->nodes[0];
	double distance;

	if (!n || !p->heading || n->index <= 1 || feature_of(p, n)->skipped)
		return 0;
	if (n == p->heading || node_contains(p->heading, n))
	return wish->concept == CONCEPT_TITLE ? 2 : 0;
	distance =
	    fabs((double)feature_of(p, n)->offset - (double)feature_of(p, p->heading)->offset);
	if (n->index < p->heading->index)
		distance *= 2;
	return 1 - fmin(2, distance / 1500);
}

static double position_term(struct page *p, const struct wish *wish, const struct slots *slots,
			    const struct slot *s)
{
	const struct node *record = slots->samples[0], *n = s->nodes[0];
	double size = record->end - record->index;

	if (slots->candidate->is_page)
		return 2 * page_position(p, wish, s);
	if (wish->concept != CONCEPT_TITLE || !n || s->following)
		return 0;
	return 1 - 2 * (n->index - record->index) / fmax(1, size);
}

/* One value is wanted where there are several, or several where there is one. */
static double many_term(const struct wish *wish, const struct slots *slots, const struct slot *s)
{
	if (wish->is_array)
		return s->many.n >= 3 ? 1 : s->many.n == 2 ? 0.3 : -0.8;
	if (slots->candidate->is_page && (s->is_ordinal || s->instances > 1)) {
		/* one of a list is not the page's own */
		const struct slot *base = s->is_ordinal ? s->base : s;
		double like = base->differs ? base->instances : 1;
		return -fmin(1, (like - 1) / 5);
	}
	if (s->is_ordinal && s->base->instances > COLUMNS_LIKELY) /* rows of a table inside */
		return -fmin(1, (s->base->instances - COLUMNS_LIKELY) / COLUMNS_LIKELY);
	return s->is_ordinal || s->instances <= 1 ? 0 : -fmin(1, s->instances - 1) * 0.6;
}

/* An address, or mark-up, where a text is wanted. */
static bool is_address(const struct slot *s)
{
	if (s->source == SLOT_ATTRIBUTE &&
	    (strcmp(s->attribute, "href") == 0 || strcmp(s->attribute, "src") == 0))
		return true;
	if (s->source == SLOT_JSON && slot_kind(s, KIND_MARKUP) > 0.5)
		return s->values[0] && s->values[0][0] == '{'; /* HTML can be taken off */
	return slot_kind(s, KIND_URL) > 0.5 || slot_kind(s, KIND_IMAGE) > 0.5 ||
	       slot_kind(s, KIND_MARKUP) > 0.5;
}

static double drawbacks(struct page *p, const struct wish *wish, const struct slots *slots,
			const struct slot *s)
{
	bool linked =
	    wish->is_url || wish->concept == CONCEPT_LINK || wish->concept == CONCEPT_IMAGE;
	double sum = WEIGHT_OF(p, CHROME) * (slots->candidate->is_page ? s->chrome : 0);

	sum += WEIGHT_OF(p, CHROME) * (s->is_hidden ? 0.5 : 0);
	sum += s->is_wrapper ? WEIGHT_OF(p, WRAPPER) : 0;
	sum += s->is_ordinal ? WEIGHT_OF(p, ORDINAL) : 0;
	sum += s->source == SLOT_NEXT || s->source == SLOT_REST || s->source == SLOT_PATTERN
		   ? WEIGHT_OF(p, LABELLED)
		   : 0;
	if (slots->n_samples >= 4 && s->distinct * s->fill * (double)slots->n_samples <= 1.01 &&
	    !wish->is_array)
		sum += WEIGHT_OF(p, CONSTANT);
	if (s->is_composite && wish->concept != CONCEPT_DESCRIPTION)
		sum += WEIGHT_OF(p, COMPOSITE);
	if (!linked && is_address(s))
		sum += WEIGHT_OF(p, ADDRESS);
	/* "in stock" is what the stock is like */
	if (wish->concept != CONCEPT_AVAILABILITY &&
	    (slots->n_samples < 3 || s->distinct * s->fill * (double)slots->n_samples <= 1.01))
		sum += WEIGHT_OF(p, ITSELF) * field_said(p, wish, s);
	sum += WEIGHT_OF(p, DEPTH) * fmin(3, s->depth);
	if (s->source == SLOT_JSON && !slots->candidate->is_page)
		sum += WEIGHT_OF(p, MACHINE) * machine_share(slots, s);
	if ((s->source == SLOT_JSON && slots->candidate->is_page) ||
	    (s->tag == TAG_meta && !s->property.n))
		sum += WEIGHT_OF(p, UNSEEN);
	if (s->source == SLOT_ATTRIBUTE && !linked && s->tag != TAG_meta && s->tag != TAG_time)
		sum += WEIGHT_OF(p, ATTRIBUTE);
	return sum;
}

static double terms_fill(struct page *p, const struct wish *wish, const struct slots *slots,
			 const struct slot *s, double *terms)
{
	double sum = 0;

	terms[TERM_NAMES] = WEIGHT_OF(p, NAMES) * names_term(p, wish, s);
	terms[TERM_PROPERTY] = WEIGHT_OF(p, PROPERTY) * list_match(wish, s->property);
	if (s->source == SLOT_JSON && !slots->candidate->is_page)
		terms[TERM_KEY] = WEIGHT_OF(p, KEY) * key_match(wish, s);
	terms[TERM_LABEL] = WEIGHT_OF(p, LABEL) * label_term(p, wish, s);
	terms[TERM_VALUES] = WEIGHT_OF(p, VALUES) * values_term(wish, s);
	terms[TERM_TYPE] = WEIGHT_OF(p, TYPE) * type_term(wish, s);
	terms[TERM_ROLE] = WEIGHT_OF(p, ROLE) * role_term(wish, slots, s);
	if (slots->n_samples >= 3)
		terms[TERM_DISTINCT] = WEIGHT_OF(p, DISTINCT) * concept_distinct(wish->concept, s);
	terms[TERM_FILL] = WEIGHT_OF(p, FILL) * (2 * s->fill - 1);
	terms[TERM_LINK] = WEIGHT_OF(p, LINK) * list_match(wish, s->link_words);
	terms[TERM_POSITION] = WEIGHT_OF(p, POSITION) * position_term(p, wish, slots, s);
	terms[TERM_POSITION] += WEIGHT_OF(p, PAGE_TITLE) * title_said(p, wish, slots, s);
	terms[TERM_MANY] = WEIGHT_OF(p, MANY) * many_term(wish, slots, s);
	terms[TERM_DRAWBACKS] = -drawbacks(p, wish, slots, s);
	for (int i = 0; i < TERM__MAX; i++)
		sum += terms[i];
	return sum;
}

double slot_score(struct page *p, const struct wish *wish, const struct slots *slots,
		  const struct slot *s)
{
	double terms[TERM__MAX] = {0};

	if (s->source == SLOT_LINES && !wish->is_array)
		return -INFINITY;
	return terms_fill(p, wish, slots, s, terms);
}

void slot_score_explain(struct page *p, const struct wish *wish, const struct slots *slots,
			const struct slot *s, struct text *out)
{
	static const char *const names[TERM__MAX] = {
	    "names",	"property", "key",  "label",	"values", "type",     "role",
	    "distinct", "fill",	    "link", "position", "many",	  "drawbacks"};
	double terms[TERM__MAX] = {0}, sum = terms_fill(p, wish, slots, s, terms);

	text_addf(out, "%.2f", sum);
	for (int i = 0; i < TERM__MAX; i++)
		if (fabs(terms[i]) > 0.005)
			text_addf(out, " %s %+.2f", names[i], terms[i]);
}
