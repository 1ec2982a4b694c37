/* Each field is written with the selector that finds its place; a second place with other evidence
 * goes along as fallback. */
#include "strategy/plan.h"

#include "bounds.h"
#include "extract/pattern.h"
#include "extract/selector.h"
#include "strategy/compound.h"
#include "strategy/selector_make.h"
#include "util/json.h"

struct planner {
	struct page *page;
	struct work *work;
	const struct slots *slots;
	size_t n_selectors, n_positions;
	bool counts_records; /* the records are told by position */
};

static void made_count(struct planner *p, const struct made *made)
{
	p->n_selectors++;
	p->n_positions += made->text && strstr(made->text, ":nth") != NULL;
}

/* The label's element by its simplest name: its text says which one. */
static bool anchor_put(struct planner *p, struct json_object *field, const struct slot *slot)
{
	struct json_object *anchor = json_new_object(p->work);
	struct node **nodes = ARENA_ARRAY(p->work->arena, p->slots->n_samples, struct node *);
	struct compounds names;
	size_t n = 0, best = 0;

	for (size_t i = 0; i < p->slots->n_samples; i++)
		if (slot->nodes[i])
			nodes[n++] = slot->nodes[i];
	if (!n)
		return false;
	compounds_find(p->page, nodes, n, NULL, false, false, &names);
	for (size_t i = 1; i < names.n; i++)
		if (names.items[i].penalty < names.items[best].penalty)
			best = i;
	if (names.n)
		json_put_text(anchor, "selector", names.items[best].text);
	json_put_text(anchor, "text", slot->label);
	json_put_shared(field, "anchor", anchor);
	json_put_text(field, "take", slot->source == SLOT_NEXT ? "next" : "rest");
	if (slot->cut)
		json_put_text(field, "regex", "^(.*?)\\s*(?:\\||$)");
	return true;
}

/* "SAUCE", "SAUCE (for the fish)", "For the sauce:" head the lines below them and are none of the
 * list. What does not match is no value. */
#define NO_HEADING "^(?![\\p{Lu} ]{4,}(?:\\(.*\\))?:?$)(?!.*:$)(.+)$"

/* Leaves headings out, unless the page writes most of its list like that. */
static void headings_drop(struct planner *p, struct json_object *field, const struct slot *slot)
{
	struct pattern *pattern = pattern_parse(p->work, NO_HEADING);
	struct pattern_match match;
	size_t kept = 0;

	for (size_t i = 0; pattern && i < slot->many.n; i++)
		kept += pattern_find(p->work, pattern, slot->many.values[i],
				     strlen(slot->many.values[i]), &match);
	if (kept * 2 > slot->many.n) {
		struct json_object *list = json_new_array(p->work), *one = json_new_object(p->work);
		json_put_text(one, "regex", NO_HEADING);
		json_add_shared(list, one);
		json_put_shared(field, "transforms", list);
	}
}

/* All elements that the selector finds, when it finds only one here: the list may go on in another
 * paragraph elsewhere. */
static void lines_put(struct planner *p, struct json_object *field, const struct slot *slot,
		      const char *selector)
{
	struct selector *s = selector ? selector_parse(p->work, selector) : NULL;

	json_put_text(field, "take", "lines");
	headings_drop(p, field, slot);
	if (s && p->slots->candidate->is_page &&
	    selector_some(p->work, s, p->page->document, p->page->document->nodes, 2).n == 1)
		json_put_bool(field, "many", true);
	work_forgive(p->work);
}

static bool place_put(struct planner *p, struct json_object *field, const struct wish *wish,
		      const struct slot *slot)
{
	struct made made;

	if (slot->following)
		json_put_int(field, "following", slot->following);
	switch (slot->source) {
	case SLOT_JSON:
		json_put_text(field, "json", slot->path);
		return true;
	case SLOT_NEXT:
	case SLOT_REST:
		return anchor_put(p, field, slot);
	case SLOT_TEXT:
	case SLOT_OWN:
	case SLOT_ATTRIBUTE:
	case SLOT_PATTERN:
	case SLOT_LINES:
		break;
	}
	if (slot->source == SLOT_PATTERN) {
		const char *pattern = pattern_text(p->page, p->slots, slot);
		if (!pattern)
			return false;
		json_put_text(field, "regex", pattern);
	}
	if (!selector_for_slot(p->page, p->slots, slot,
			       wish->is_array && slot->many.n > 1 && slot->source != SLOT_LINES,
			       &made))
		return false;
	made_count(p, &made);
	json_put_text(field, "selector", made.text);
	if (slot->source == SLOT_ATTRIBUTE)
		json_put_text(field, "attribute", slot->attribute);
	if (slot->source == SLOT_OWN || slot->source == SLOT_PATTERN)
		json_put_bool(field, "own", true);
	if (slot->source == SLOT_LINES)
		lines_put(p, field, slot, made.text);
	return true;
}

/* "by ", "Posted on ": words that introduce a value and are none of it. */
static bool is_introduction(const char *s, size_t n, bool column)
{
	static const char *const words[] = {
	    "by",	    "written by", "posted by", "published", "posted",  "posted on",
	    "published on", "von",	  "par",       "por",	    "af",      "av",
	    "door",	    "author",	  "updated",   "by:",	    "asked by"};
	bool colon = false;

	while (n && (s[n - 1] == ' ' || s[n - 1] == ':'))
		colon = s[--n] == ':' || colon;
	if (colon && column && n <= LABEL_MAX)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i]) == n && strncasecmp(words[i], s, n) == 0)
			return true;
	return false;
}

/* The length of the words without figures at the beginning, up to a space. */
static size_t introduction_length(const char *s, size_t shared)
{
	size_t n = 0;

	for (size_t i = 0; i < shared && (s[i] < '0' || s[i] > '9'); i++)
		if (s[i] == ' ')
			n = i + 1;
	return n;
}

/* "Decided 06/17/2024": what is left without the words is the date still. */
static bool introduces_date(struct planner *p, const char *s, size_t shared)
{
	size_t n = introduction_length(s, shared);

	return n && page_reading(p->page, s + n)->kinds & KIND_DATE;
}

/* The beginning that the values share up to a space or colon, when it only introduces them. */
static const char *shared_prefix(struct planner *p, const struct wish *wish,
				 const struct slot *slot)
{
	const char *first = NULL;
	size_t shared = 0, filled = 0;

	for (size_t i = 0; i < p->slots->n_samples; i++) {
		const char *value = slot->values[i];
		size_t n = 0;
		if (!value)
			continue;
		filled++;
		if (!first) {
			first = value;
			shared = strlen(value);
		}
		while (n < shared && value[n] == first[n])
			n++;
		shared = n;
	}
	if (wish->concept == CONCEPT_DATE && filled >= 3 && slot->distinct > 0.2 &&
	    introduces_date(p, first, shared))
		return arena_copy(p->work->arena, first, introduction_length(first, shared));
	for (size_t n = shared; n > 1; n--)
		if ((first[n - 1] == ' ' || first[n - 1] == ':') && first[n] &&
		    is_introduction(first, n, filled >= 3 && slot->distinct > 0.4))
			return arena_copy(p->work->arena, first, n);
	return NULL;
}

/* The mark with which all values begin, when it only sets them apart from what stands before:
 * "| November 2", "» Latest". */
static const char *shared_mark(struct planner *p, const struct slot *slot)
{
	static const char *const marks[] = {"|", "•",  "·",  "»",  "›", "–",
					    "—", "- ", "/ ", ": ", "~ "};

	for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++) {
		size_t filled = 0, marked = 0;
		for (size_t i = 0; i < p->slots->n_samples; i++)
			if (slot->values[i]) {
				filled++;
				marked += ascii_starts(slot->values[i], marks[k]);
			}
		if (filled && marked == filled)
			return marks[k];
	}
	return NULL;
}

/* The last element inside, when it ends the text of n: a link "more", a button. */
static const char *last_text(struct planner *p, const struct node *n)
{
	const struct node *last = n->last_child;

	while (last && !feature_of(p->page, last)->text_length)
		last = last->previous;
	if (!last || last->kind != NODE_ELEMENT || last == n->first_child)
		return NULL;
	return node_text(p->work->arena, last);
}

/* What all values end with, in an element of its own: it is said of each, so it says nothing. */
static const char *shared_button(struct planner *p, const struct slot *slot)
{
	const char *shared = NULL;
	size_t filled = 0;

	if (slot->source != SLOT_TEXT || slot->distinct < 0.5)
		return NULL;
	for (size_t i = 0; i < p->slots->n_samples; i++) {
		const char *text;
		size_t n;
		if (!slot->values[i])
			continue;
		text = last_text(p, slot->nodes[i]);
		if (!text || (shared && strcmp(text, shared) != 0))
			return NULL;
		shared = text;
		n = strlen(text);
		if (strlen(slot->values[i]) <= n || strpbrk(text, "0123456789%"))
			return NULL;
		filled++;
	}
	return filled >= 3 ? shared : NULL;
}

/* A teaser that ends in a link to the whole text: what the link says is none of it. */
static bool ends_in_link(struct planner *p, const struct slot *slot)
{
	size_t filled = 0, linked = 0;

	for (size_t i = 0; i < p->slots->n_samples; i++) {
		const struct node *n = slot->nodes[i], *last = n ? n->last_child : NULL;
		if (!n)
			continue;
		filled++;
		while (last && !feature_of(p->page, last)->text_length)
			last = last->previous;
		linked += last && last->tag == TAG_a && node_first_element(n) == last &&
			  feature_of(p->page, n)->has_own_text;
	}
	return filled >= 3 && linked == filled;
}

/* A bar that ends every value separates it from the next one. */
static const char *shared_suffix(struct planner *p, const struct slot *slot)
{
	char last = '\0';
	size_t filled = 0;

	for (size_t i = 0; i < p->slots->n_samples; i++) {
		size_t n = slot->values[i] ? strlen(slot->values[i]) : 0;
		if (!n)
			continue;
		if (!strchr("|", slot->values[i][n - 1]) ||
		    (last && last != slot->values[i][n - 1]))
			return NULL;
		last = slot->values[i][n - 1];
		filled++;
	}
	return filled >= 2 ? arena_copy(p->work->arena, &last, 1) : NULL;
}

static void type_put(struct planner *p, struct json_object *field, const struct wish *wish,
		     const struct slot *slot)
{
	const char *prefix, *suffix;

	if (wish->is_array && slot->source != SLOT_LINES)
		json_put_bool(field, "many", true);
	if (wish->is_number && !wish->is_array)
		json_put_text(field, "type", "number");
	else if (slot->source == SLOT_ATTRIBUTE &&
		 (strcmp(slot->attribute, "href") == 0 || strcmp(slot->attribute, "src") == 0 ||
		  wish->concept == CONCEPT_IMAGE || wish->concept == CONCEPT_LINK))
		json_put_text(field, "type", "url");
	if (slot->source == SLOT_ATTRIBUTE || slot->source == SLOT_JSON)
		return;
	if (wish->concept == CONCEPT_DESCRIPTION && slot->source == SLOT_TEXT &&
	    ends_in_link(p, slot))
		json_put_bool(field, "own", true);
	prefix = shared_prefix(p, wish, slot);
	if (!prefix && !wish->is_array)
		prefix = shared_mark(p, slot);
	suffix = shared_suffix(p, slot);
	if (!suffix && (wish->concept == CONCEPT_TITLE || wish->concept == CONCEPT_DESCRIPTION ||
			wish->concept == CONCEPT_AUTHOR))
		suffix = shared_button(p, slot);
	if (suffix)
		json_put_text(field, "trim_suffix", suffix);
	if (prefix)
		json_put_text(field, "trim_prefix", prefix);
}

static struct json_object *field_new(struct planner *p, const struct choice *c)
{
	struct json_object *field = json_new_object(p->work);

	if (c->wish->kept)
		return c->wish->kept;
	if (!c->slot || !place_put(p, field, c->wish, c->slot))
		return NULL;
	type_put(p, field, c->wish, c->slot);
	if (c->second) {
		struct json_object *other = json_new_object(p->work);
		struct json_object *list = json_new_array(p->work);
		if (place_put(p, other, c->wish, c->second)) {
			type_put(p, other, c->wish, c->second);
			json_add_shared(list, other);
			json_put_shared(field, "fallbacks", list);
		}
	}
	return field;
}

/* What a record must hold so that elements which only look like one are left out. */
static void require_put(struct planner *p, struct json_object *container, const char *selector,
			const struct assignment *a)
{
	struct json_object *list = json_new_array(p->work);
	const char *best = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < a->n; i++) {
		const struct slot *slot = a->choices[i].slot;
		struct made made;
		size_t extra;
		if (!slot || slot->fill < 1 || slot->following || slot->source == SLOT_NEXT ||
		    slot->source == SLOT_REST ||
		    !selector_for_slot(p->page, p->slots, slot, false, &made) || !made.text)
			continue;
		extra = records_extra(p->page, p->slots->candidate, selector, made.text);
		if (extra < least) {
			least = extra;
			best = made.text;
		}
	}
	if (!best)
		return;
	json_add_text(list, best);
	json_put_shared(container, "require", list);
}

static struct json_object *container_new(struct planner *p, const struct assignment *a)
{
	const struct candidate *c = p->slots->candidate;
	struct json_object *container = json_new_object(p->work);
	struct made made;

	if (c->container)
		return c->container;
	if (!selector_for_records(p->page, c, &made) || made.wrong > c->n / 2 + 2)
		return NULL;
	made_count(p, &made);
	json_put_text(container, "selector", made.text);
	p->counts_records = strstr(made.text, ":nth") != NULL;
	if (made.wrong)
		require_put(p, container, made.text, a);
	return container;
}

struct plan *plan_make(struct page *page, const struct slots *slots, const struct assignment *a)
{
	struct planner p = {.page = page, .work = page->work, .slots = slots};
	struct plan *plan = ARENA_NEW(p.work->arena, struct plan);
	struct json_object *fields = json_new_object(p.work), *container = NULL;
	size_t written = 0;

	if (!slots->candidate->is_page && !(container = container_new(&p, a)))
		return NULL;
	for (size_t i = 0; i < a->n; i++) {
		struct json_object *field = field_new(&p, &a->choices[i]);
		if (!field)
			continue;
		json_put_shared(fields, a->choices[i].wish->name, field);
		written++;
	}
	if (!written)
		return NULL;
	plan->strategy = json_new_object(p.work);
	json_put_text(plan->strategy, "type", "css");
	if (container)
		json_put_shared(plan->strategy, "container", container);
	else
		json_put(plan->strategy, "container", NULL);
	json_put_shared(plan->strategy, "fields", fields);
	json_put_text(plan->strategy, "source", "embedded");
	plan->counts_records = p.counts_records;
	plan->stability = p.n_selectors ? 1 - (double)p.n_positions / (double)p.n_selectors : 1;
	return plan;
}
