/* Judging. */
#include "job/expect_parts.h"

#include "bounds.h"
#include "util/json_each.h"

#define SHARE_ALWAYS 200 /* per mille: a field in fewer items may well be missing in all */
#define ITEMS_FEWER  3	 /* a short list may lose two items, */
#define ITEMS_MORE   11	 /* and gain ten */

/* What was learned, read once. */
struct learned {
	struct json_object *now, *past;
	int64_t runs;
	const char *runs_text; /* "the last 12 runs" */
};

static struct oddity fine(void)
{
	return (struct oddity){.class = CLASS_NONE};
}

static struct band band(const struct learned *l, const char *name)
{
	return band_both(band_of(l->now, name), band_of(l->past, name));
}

/* "20 to 24", or "24". */
static const char *spoken(struct work *w, struct band b)
{
	return b.least == b.most
		   ? arena_printf(w->arena, "%lld", (long long)b.least)
		   : arena_printf(w->arena, "%lld to %lld", (long long)b.least, (long long)b.most);
}

static struct oddity judge_items(struct work *w, const struct learned *l, const struct measure *m)
{
	struct band items = band(l, "items");
	int64_t n = m->item_count;
	const char *had = spoken(w, items);

	if (items.least > items.most || (n >= items.least && n <= items.most))
		return fine();
	if (n == 0)
		return (struct oddity){
		    CLASS_LAYOUT, arena_printf(w->arena,
					       "Extraction returned 0 items, %s had %s: the page's "
					       "layout may have changed",
					       l->runs_text, had)};
	if (m->is_sections || l->runs < EXPECT_RUNS_MIN)
		return fine();
	if (n < items.least - n && n <= items.least - ITEMS_FEWER)
		return (struct oddity){
		    CLASS_DATA,
		    arena_printf(w->arena,
				 "Extraction returned %lld item%s, %s had %s: a part of the page "
				 "may be missing",
				 (long long)n, n == 1 ? "" : "s", l->runs_text, had)};
	if (n - items.most > items.most && n >= items.most + ITEMS_MORE)
		return (struct oddity){
		    CLASS_DATA,
		    arena_printf(w->arena,
				 "Extraction returned %lld items, %s had %s: it may find more than "
				 "what is meant",
				 (long long)n, l->runs_text, had)};
	return fine();
}

static struct json_object *known_field(struct json_object *bucket, const char *name)
{
	struct json_object *field = json_array_of(json_object_of(bucket, "fields"), name);

	return field && json_object_array_length(field) == 2 ? field : NULL;
}

/* The smallest share of both buckets; -1 when the field is in neither. One that is only in one was
 * not always there. */
static int64_t least_share(const struct learned *l, const char *name)
{
	struct json_object *now = known_field(l->now, name), *past = known_field(l->past, name);
	struct json_object *had = json_object_of(l->past, "fields");
	int64_t least = -1;

	if (now)
		least = json_object_get_int64(json_object_array_get_idx(now, 0));
	if (past) {
		int64_t share = json_object_get_int64(json_object_array_get_idx(past, 0));

		least = least < 0 || share < least ? share : least;
	} else if (now && had) {
		least = 0;
	}
	return least;
}

/* Appends the types of the bucket's field that are not there yet. */
static void add_types(struct json_object *bucket, const char *name, struct json_object *types)
{
	struct json_object *field = known_field(bucket, name);

	if (!field)
		return;
	JSON_EACH (json_object_array_get_idx(field, 1), type)
		if (strcmp(type.key, "null") != 0)
			json_put_bool(types, type.key, true);
}

static const char *names_of(struct work *w, struct json_object *types)
{
	struct text t = text_new(w->arena, 1000);

	JSON_EACH (types, type)
		text_addf(&t, "%s%s", t.length ? " or " : "", type.key);
	return t.data;
}

/* The type of the field that none of the earlier runs had, when it has no other; NULL: it has. */
static const char *strange_type(struct json_object *column, struct json_object *types)
{
	struct json_object *seen = json_array_of(column, "types");
	const char *strange = NULL;

	for (size_t i = 0; seen && i < json_object_array_length(seen); i++) {
		const char *type = json_object_get_string(json_object_array_get_idx(seen, i));

		if (json_has(types, type))
			return NULL;
		if (strcmp(type, "null") != 0)
			strange = type;
	}
	return json_object_object_length(types) ? strange : NULL;
}

static struct oddity judge_field(struct work *w, const struct learned *l, const char *name,
				 const struct measure *m)
{
	struct json_object *column = json_object_of(json_object_of(m->signature, "fields"), name);
	struct json_object *types = json_new_object(w);
	int64_t n = json_int(m->signature, "item_count", 0), least = least_share(l, name);
	const char *strange;

	if (least >= SHARE_ALWAYS && share_of(column, n) * 2 < least)
		return (struct oddity){
		    CLASS_DATA,
		    arena_printf(w->arena,
				 "Field %s is missing in %lld of %lld items, %s had it in "
				 "at least %lld %%: its place on the page may have changed",
				 name, (long long)(n - json_int(column, "present", 0)),
				 (long long)n, l->runs_text, (long long)(least / 10))};
	add_types(l->now, name, types);
	add_types(l->past, name, types);
	strange = strange_type(column, types);
	if (strange && json_int(column, "present", 0) > 0)
		return (struct oddity){
		    CLASS_DATA, arena_printf(w->arena,
					     "Field %s has the type %s, %s had %s: it may be "
					     "another value of the page",
					     name, strange, l->runs_text, names_of(w, types))};
	return fine();
}

/* Whether all that was always there is missing, where that is more than one field. */
static bool is_all_missing(const struct learned *l, const struct measure *m)
{
	struct json_object *columns = json_object_of(m->signature, "fields");
	int64_t always = 0;

	JSON_EACH (json_object_of(l->now, "fields"), f) {
		if (least_share(l, f.key) < SHARE_ALWAYS)
			continue;
		always++;
		if (json_int(json_object_of(columns, f.key), "present", 0) > 0)
			return false;
	}
	return always > 1;
}

static struct oddity judge_fields(struct work *w, const struct learned *l, const struct measure *m)
{
	int64_t n = json_int(m->signature, "item_count", 0);

	if (n == 0 || m->is_sections || l->runs < EXPECT_RUNS_MIN)
		return fine();
	if (is_all_missing(l, m))
		return (struct oddity){
		    CLASS_LAYOUT,
		    arena_printf(w->arena,
				 "Extraction found no field in %lld item%s, %s had them: the "
				 "page's layout may have changed",
				 (long long)n, n == 1 ? "" : "s", l->runs_text)};
	JSON_EACH (json_object_of(l->now, "fields"), f) {
		struct oddity odd = judge_field(w, l, f.key, m);

		if (odd.class != CLASS_NONE)
			return odd;
	}
	return fine();
}

static struct oddity judge_size(struct work *w, const struct learned *l, const struct measure *m)
{
	struct band bytes = band(l, "bytes");

	if (m->body_size <= 0 || l->runs < EXPECT_RUNS_MIN || bytes.least > bytes.most ||
	    (m->body_size >= bytes.least / 10 && m->body_size / 10 <= bytes.most))
		return fine();
	return (struct oddity){
	    CLASS_DATA,
	    arena_printf(w->arena, "The page has %lld bytes, %s had %s: it may be another page",
			 (long long)m->body_size, l->runs_text, spoken(w, bytes))};
}

struct oddity expect_judge(struct work *w, const struct expectation *e, const struct measure *m)
{
	struct json_object *all = json_stored(w, e->json);
	struct learned l = {json_object_of(all, "now"), json_object_of(all, "past"), 0, NULL};
	struct oddity odd;

	if (!all) {
		work_forgive(w);
		return fine();
	}
	l.runs = e->runs + json_int(l.past, "runs", 0);
	l.runs_text = l.runs == 1 ? "the last run"
				  : arena_printf(w->arena, "the last %lld runs", (long long)l.runs);
	odd = judge_items(w, &l, m);
	if (odd.class == CLASS_NONE)
		odd = judge_fields(w, &l, m);
	if (odd.class == CLASS_NONE)
		odd = judge_size(w, &l, m);
	return odd;
}
