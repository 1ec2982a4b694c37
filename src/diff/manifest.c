/* Manifest items against scraped ones. */
#include "diff/manifest.h"

#include "bounds.h"
#include "diff/fuzzy.h"
#include "util/json.h"
#include "util/log.h"

#include <math.h>

/* Scores are compared in millionths: two ways of computing one score may differ far below that. */
#define SCORE_UNIT 1000000
#define SCORE_BEST (100 * SCORE_UNIT)

/* A pair that reaches the threshold is one number, whose order is that of making pairs: what is
 * missing of the best score, and below it the comparison's own number, which counts manifest items,
 * in each the scraped items, in each the fields. */
#define CELL_BITS 24
#define CELL_MASK ((UINT64_C(1) << CELL_BITS) - 1)
_Static_assert(COMPARISONS_MAX <= CELL_MASK, "a comparison's number does not fit");

/* Code points of one text times those of the other, between two looks at the clock: about 1 ms. */
#define LOOK_EVERY (1u << 22)

struct field_path {
	const char *name;
	struct texts parts; /* split at dots */
};

/* The best score of a manifest item with the scraped item in turn. */
struct candidate {
	int64_t score; /* -1: none that counts */
	size_t field;
};

struct comparison {
	const struct manifest_input *in;
	struct fuzzy *fuzzy;
	struct arena *scratch; /* of one scraped item */
	struct field_path *fields;
	size_t n_fields, n_manifest, n_scraped;
	struct fuzzy_text **texts; /* n_fields for each manifest item; NULL: missing or empty */
	struct candidate *best;	   /* for each manifest item */
	uint64_t *keys;		   /* of pairs that reach the threshold */
	size_t n_keys;
	int64_t threshold; /* in units, as all scores here */
	uint64_t spent;	   /* since the last look at the clock */
};

/* --- fields --- */

static struct field_path path_of(struct work *w, const char *name)
{
	struct field_path path = {.name = name};
	size_t most = 1;

	for (const char *p = name; *p; p++)
		most += *p == '.';
	path.parts.items = ARENA_ARRAY(w->arena, most, const char *);
	for (;;) {
		size_t n = strcspn(name, ".");

		path.parts.items[path.parts.n++] = arena_copy(w->arena, name, n);
		if (!name[n])
			return path;
		name += n + 1;
	}
}

static struct json_object *value_of(const struct field_path *path, struct json_object *item)
{
	struct json_object *value = json_get(item, path->name);

	if (value)
		return value;
	for (size_t i = 0; i < path->parts.n; i++)
		item = json_get(item, path->parts.items[i]);
	return item;
}

/* NULL when the item has no such field, or nothing to compare in it. What is no text is compared as
 * JSON writes it. */
static struct fuzzy_text *text_of(const struct comparison *c, struct arena *a, size_t field,
				  struct json_object *item)
{
	struct json_object *value = value_of(&c->fields[field], item);
	struct text json = text_new(a, FUZZY_LENGTH_MAX);
	struct fuzzy_text *text;

	if (!value)
		return NULL;
	if (json_object_is_type(value, json_type_string)) {
		text = fuzzy_text_normal(c->fuzzy, a, json_object_get_string(value),
					 (size_t)json_object_get_string_len(value));
	} else {
		json_print(&json, value);
		text = fuzzy_text_normal(c->fuzzy, a, json.data, json.length);
	}
	return fuzzy_text_length(text) ? text : NULL;
}

/* --- scores --- */

static int64_t units_of(double score)
{
	return llround(score * SCORE_UNIT);
}

static bool is_late(struct work *w, struct comparison *c, const struct fuzzy_text *a,
		    const struct fuzzy_text *b)
{
	c->spent += (uint64_t)fuzzy_text_length(a) * fuzzy_text_length(b);
	if (c->spent < LOOK_EVERY || !w->deadline_ms)
		return false;
	c->spent = 0;
	return work_left_ms(w, 1) == 0;
}

/* One field of one scraped item with that of all manifest items. */
static bool score_field(struct work *w, struct comparison *c, const struct fuzzy_text *text,
			size_t field)
{
	fuzzy_load(c->fuzzy, text);
	for (size_t i = 0; i < c->n_manifest; i++) {
		const struct fuzzy_text *other = c->texts[i * c->n_fields + field];
		struct candidate *best = &c->best[i];
		int64_t least = best->score < c->threshold ? c->threshold : best->score + 1;
		int64_t score;

		if (!other || least > SCORE_BEST)
			continue;
		/* half a unit lower, so that what rounds up to the least is not cut off */
		score = units_of(fuzzy_score(c->fuzzy, other, ((double)least - 0.5) / SCORE_UNIT));
		if (score >= least)
			*best = (struct candidate){score, field};
		if (is_late(w, c, text, other))
			return fail(w, ERR_INVALID,
				    "the comparison takes too long: "
				    "try fewer items, or fields of shorter text");
	}
	return true;
}

static bool score_item(struct work *w, struct comparison *c, size_t place)
{
	struct json_object *item = json_object_array_get_idx(c->in->scraped, place);

	arena_reset(c->scratch);
	for (size_t i = 0; i < c->n_manifest; i++)
		c->best[i].score = -1;
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct fuzzy_text *text = text_of(c, c->scratch, i, item);

		if (text && !score_field(w, c, text, i))
			return false;
	}
	for (size_t i = 0; i < c->n_manifest; i++) {
		uint64_t cell = (i * c->n_scraped + place) * c->n_fields + c->best[i].field;

		if (c->best[i].score >= 0)
			c->keys[c->n_keys++] =
			    (uint64_t)(SCORE_BEST - c->best[i].score) << CELL_BITS | cell;
	}
	return true;
}

static bool score_all(struct work *w, struct comparison *c)
{
	bool good = true;

	c->scratch = arena_new();
	for (size_t i = 0; good && i < c->n_scraped; i++)
		good = score_item(w, c, i);
	arena_free(c->scratch);
	return good;
}

/* --- pairs --- */

static int compare_keys(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static struct manifest_result *make_pairs(struct work *w, struct comparison *c)
{
	struct manifest_result *r = ARENA_NEW(w->arena, struct manifest_result);
	size_t most = c->n_manifest < c->n_scraped ? c->n_manifest : c->n_scraped;

	r->pairs = ARENA_ARRAY(w->arena, most, struct manifest_pair);
	r->manifest_is_paired = ARENA_ARRAY(w->arena, c->n_manifest, bool);
	r->scraped_is_paired = ARENA_ARRAY(w->arena, c->n_scraped, bool);
	if (c->n_keys)
		qsort(c->keys, c->n_keys, sizeof *c->keys, compare_keys);
	for (size_t i = 0; i < c->n_keys && r->n_pairs < most; i++) {
		size_t cell = c->keys[i] & CELL_MASK, field = cell % c->n_fields;
		size_t scraped = cell / c->n_fields % c->n_scraped;
		size_t manifest = cell / c->n_fields / c->n_scraped;
		double score = (double)(SCORE_BEST - (int64_t)(c->keys[i] >> CELL_BITS));

		if (r->manifest_is_paired[manifest] || r->scraped_is_paired[scraped])
			continue;
		r->manifest_is_paired[manifest] = r->scraped_is_paired[scraped] = true;
		r->pairs[r->n_pairs++] = (struct manifest_pair){
		    manifest, scraped, c->fields[field].name, score / SCORE_UNIT};
	}
	return r;
}

/* --- the whole --- */

static bool is_too_much(const struct comparison *c)
{
	size_t cells;

	return __builtin_mul_overflow(c->n_manifest, c->n_scraped, &cells) ||
	       __builtin_mul_overflow(cells, c->n_fields, &cells) || cells > COMPARISONS_MAX;
}

static void read_manifest(struct work *w, struct comparison *c)
{
	c->fields = ARENA_ARRAY(w->arena, c->n_fields, struct field_path);
	for (size_t i = 0; i < c->n_fields; i++)
		c->fields[i] = path_of(w, c->in->fields.items[i]);
	c->texts = ARENA_ARRAY(w->arena, c->n_manifest * c->n_fields, struct fuzzy_text *);
	for (size_t i = 0; i < c->n_manifest * c->n_fields; i++)
		c->texts[i] = text_of(c, w->arena, i % c->n_fields,
				      json_object_array_get_idx(c->in->manifest, i / c->n_fields));
}

struct manifest_result *manifest_compare(struct work *w, const struct manifest_input *in)
{
	struct comparison c = {.in = in,
			       .fuzzy = fuzzy_new(w),
			       .n_fields = in->fields.n,
			       .n_manifest = json_object_array_length(in->manifest),
			       .n_scraped = json_object_array_length(in->scraped),
			       .threshold = units_of(in->threshold)};

	if (c.n_fields == 0)
		bug("items are to be compared by no field");
	if (!c.fuzzy)
		return NULL;
	if (is_too_much(&c))
		return fail(w, ERR_INVALID,
			    "%zu manifest items with %zu scraped items by %zu fields are more than "
			    "%d comparisons",
			    c.n_manifest, c.n_scraped, c.n_fields, COMPARISONS_MAX);
	read_manifest(w, &c);
	c.best = ARENA_ARRAY(w->arena, c.n_manifest, struct candidate);
	c.keys = arena_alloc_raw(w->arena, c.n_manifest * c.n_scraped * sizeof *c.keys);
	return score_all(w, &c) ? make_pairs(w, &c) : NULL;
}
