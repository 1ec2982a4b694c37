/* How far a path leads into JSON, and which ways there are from where it ends. */
#include "extract/explain_parts.h"

#include "util/json_each.h"

/* What a value is, for people: its text, or how large it is. */
static const char *kind_text(struct work *w, struct json_object *o)
{
	if (json_object_is_type(o, json_type_array))
		return arena_printf(w->arena, "list of %zu", json_object_array_length(o));
	if (json_object_is_type(o, json_type_object))
		return arena_printf(w->arena, "object of %d", json_object_object_length(o));
	return o ? json_object_get_string(o) : "null";
}

static void add_members(struct work *w, struct sights *s, struct json_list places)
{
	struct json_list opened = path_opened(w->arena, places);

	for (size_t i = 0; i < opened.n && i < EXPLAIN_SCOPES; i++) {
		JSON_EACH (opened.items[i], m) {
			struct sight *sight = sight_add(w->arena, s, m.key);

			if (sight && !sight->sample)
				sight->sample = sample_text(w->arena, kind_text(w, m.value));
		}
	}
}

static void put_missing(struct work *w, struct json_object *report, const struct path *p,
			struct json_list from)
{
	struct json_list at = from;
	struct sights sights;
	size_t n = 0, start;

	while (n < p->n) {
		struct json_list next = path_walk(w->arena, p, n, n + 1, at);

		if (next.n == 0)
			break;
		at = next;
		n++;
	}
	if (n == p->n) /* it leads somewhere, to nothing but empty lists */
		return;
	start = n ? p->steps[n - 1].end : 0;
	json_put_text(report, "matched", n ? arena_copy(w->arena, p->text, start) : NULL);
	json_put_int(report, "matched_count", n ? (int64_t)at.n : 0);
	json_put_text(report, "missing", p->text + start);
	sights = sights_new(w->arena, p->text + start);
	add_members(w, &sights, at);
	sights_put(w, report, &sights, "path", false);
}

struct json_object *explain_path(struct work *w, const char *path, struct json_list from)
{
	struct json_object *report = json_new_object(w);
	struct path *p = path_parse(w, path);
	size_t matches = 0, records = 0;

	if (!p)
		return NULL;
	for (size_t i = 0; i < from.n; i++) {
		size_t n = path_opened(w->arena, path_find(w->arena, p, from.items[i])).n;

		matches += n;
		records += n > 0;
	}
	json_put_text(report, "path", path);
	json_put_int(report, "matches", (int64_t)matches);
	json_put_int(report, "records", (int64_t)records);
	if (matches == 0) {
		from.n = from.n < EXPLAIN_SCOPES ? from.n : EXPLAIN_SCOPES;
		put_missing(w, report, p, from);
	}
	return report;
}
