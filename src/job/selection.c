/* A walk through the list, a page at a time. */
#include "job/selection.h"

#include "bounds.h"
#include "discover/canonical.h"
#include "discover/pattern.h"

#include <stdlib.h>

/* A URL that was named. */
struct name {
	struct blob hash;
	size_t at;
	bool is_known;
};

struct walk {
	const struct selection *selection;
	const struct url_pattern *pattern;
	struct name *names; /* by their hashes */
	size_t n_names, room;
	struct texts *out;
};

static int compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return memcmp(x->hash.data, y->hash.data, x->hash.size);
}

static void read_names(struct work *w, struct walk *walk)
{
	const struct texts *only = walk->selection->only;

	walk->n_names = only ? only->n : 0;
	walk->names = ARENA_ARRAY(w->arena, walk->n_names, struct name);
	for (size_t i = 0; i < walk->n_names; i++) {
		const char *url = canonical_of(w->arena, NULL, only->items[i]);

		walk->names[i] = (struct name){
		    url_hash(w, url ? canonical_key(w->arena, url) : only->items[i]), i, false};
	}
	qsort(walk->names, walk->n_names, sizeof *walk->names, compare_names);
}

/* Twice named is named: all of one hash are known. */
static bool is_named(struct walk *walk, const struct discovered *row)
{
	const struct name key = {.hash = row->hash};
	struct name *found;

	if (!walk->selection->only)
		return true;
	found = bsearch(&key, walk->names, walk->n_names, sizeof key, compare_names);
	if (!found)
		return false;
	while (found > walk->names && compare_names(found - 1, &key) == 0)
		found--;
	for (; found < walk->names + walk->n_names && compare_names(found, &key) == 0; found++)
		found->is_known = true;
	return true;
}

static void take(struct work *w, struct walk *walk, const struct discovered *row)
{
	struct texts *out = walk->out;

	if (!is_named(walk, row) || !url_pattern_fits(walk->pattern, row->url))
		return;
	if (walk->selection->max_urls && (int64_t)out->n >= walk->selection->max_urls)
		return;
	if (out->n == walk->room) {
		const size_t more = walk->room ? 2 * walk->room : DISCOVERED_PAGE;

		out->items = arena_grow(w->arena, out->items, walk->room * sizeof *out->items,
					more * sizeof *out->items);
		walk->room = more;
	}
	out->items[out->n++] = row->url;
}

static bool check_names(struct work *w, const struct walk *walk)
{
	for (size_t i = 0; i < walk->n_names; i++)
		if (!walk->names[i].is_known)
			return complain(w, ERR_UNACCEPTABLE,
					arena_printf(w->arena, "urls[%zu]", walk->names[i].at),
					"urls[%zu] is not one of the discovery's URLs",
					walk->names[i].at);
	return true;
}

bool selection_load(struct work *w, const struct discovery *d, const struct selection *s,
		    struct texts *out)
{
	struct walk walk = {.selection = s, .out = out};
	size_t n = DISCOVERED_PAGE;
	struct discovered *rows;

	*out = (struct texts){0};
	if (s->url_pattern && !(walk.pattern = url_pattern_parse(w, s->url_pattern)))
		return false;
	read_names(w, &walk);
	for (int64_t after = -1; n == DISCOVERED_PAGE; after = n ? rows[n - 1].seq : after) {
		if (!discovered_after(w, d, d->listed_run, after, DISCOVERED_PAGE, &rows, &n))
			return false;
		for (size_t i = 0; i < n; i++)
			take(w, &walk, &rows[i]);
	}
	return check_names(w, &walk);
}
