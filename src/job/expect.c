/* Learning. */
#include "job/expect_parts.h"

#include "bounds.h"
#include "util/json_each.h"

static int64_t number_at(struct json_object *array, size_t i)
{
	struct json_object *n = json_object_array_get_idx(array, i);

	return json_object_is_type(n, json_type_int) ? json_object_get_int64(n) : 0;
}

struct band band_of(struct json_object *bucket, const char *name)
{
	struct json_object *pair = json_array_of(bucket, name);

	if (!pair || json_object_array_length(pair) != 2)
		return NO_BAND;
	return (struct band){number_at(pair, 0), number_at(pair, 1)};
}

struct band band_both(struct band a, struct band b)
{
	return (struct band){a.least < b.least ? a.least : b.least,
			     a.most > b.most ? a.most : b.most};
}

int64_t share_of(struct json_object *column, int64_t n_items)
{
	return n_items > 0 ? json_int(column, "present", 0) * 1000 / n_items : 0;
}

static void put_band(struct work *w, struct json_object *bucket, const char *name, int64_t value)
{
	struct band band = band_both(band_of(bucket, name), (struct band){value, value});
	struct json_object *pair = json_new_array(w);

	json_add(pair, json_object_new_int64(band.least));
	json_add(pair, json_object_new_int64(band.most));
	json_put_shared(bucket, name, pair);
}

/* A field of the bucket with one more run: [share, {"number": true}]. */
static struct json_object *field_with(struct work *w, struct json_object *known, int64_t share,
				      struct json_object *column)
{
	struct json_object *field = json_new_array(w), *types = json_new_object(w);
	struct json_object *seen = json_array_of(column, "types");

	if (json_object_is_type(known, json_type_array)) {
		int64_t least = number_at(known, 0);

		share = least < share ? least : share;
		JSON_EACH (json_object_array_get_idx(known, 1), type)
			json_put_bool(types, type.key, true);
	}
	for (size_t i = 0; seen && i < json_object_array_length(seen); i++)
		json_put_bool(types, json_object_get_string(json_object_array_get_idx(seen, i)),
			      true);
	json_add(field, json_object_new_int64(share));
	json_add_shared(field, types);
	return field;
}

/* A field that earlier runs had and this one has not has a share of 0 from now on, and so has one
 * that is new: it was not always there. */
static struct json_object *fields_with(struct work *w, struct json_object *known,
				       const struct measure *m)
{
	struct json_object *fields = json_new_object(w),
			   *now = json_object_of(m->signature, "fields");
	int64_t n = json_int(m->signature, "item_count", 0);

	JSON_EACH (known, f)
		if (!json_has(now, f.key))
			json_put_shared(fields, f.key, field_with(w, f.value, 0, NULL));
	JSON_EACH (now, f) {
		bool is_new = known && !json_has(known, f.key);

		json_put_shared(fields, f.key,
				field_with(w, json_get(known, f.key),
					   is_new ? 0 : share_of(f.value, n), f.value));
	}
	return fields;
}

void expect_learn(struct work *w, struct expectation *e, const struct measure *m)
{
	struct json_object *old = json_stored(w, e->json);
	struct json_object *all = json_new_object(w), *now = json_object_of(old, "now");
	struct json_object *past = json_object_of(old, "past");

	if (!old) {
		work_forgive(w); /* a damaged text is begun anew */
		e->runs = 0;
	}
	if (now && e->runs >= EXPECT_WINDOW) {
		json_put_int(now, "runs", e->runs);
		past = now;
		now = NULL;
		e->runs = 0;
	}
	if (!now)
		now = json_new_object(w);
	put_band(w, now, "items", m->item_count);
	if (m->body_size > 0)
		put_band(w, now, "bytes", m->body_size);
	if (json_int(m->signature, "item_count", 0) > 0)
		json_put_shared(now, "fields", fields_with(w, json_object_of(now, "fields"), m));
	json_put_shared(all, "now", now);
	if (past)
		json_put_shared(all, "past", past);
	e->json = json_string(w, all);
	e->runs++;
}
