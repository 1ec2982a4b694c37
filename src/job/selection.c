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
	size_t n_names, n, room;
	struct discovered *rows;
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
	if (!is_named(walk, row) || !url_pattern_fits(walk->pattern, row->url))
		return;
	if (walk->selection->max_urls && (int64_t)walk->n >= walk->selection->max_urls)
		return;
	if (walk->n == walk->room) {
		const size_t more = walk->room ? 2 * walk->room : DISCOVERED_PAGE;

		walk->rows = arena_grow(w->arena, walk->rows, walk->room * sizeof *walk->rows,
					more * sizeof *walk->rows);
		walk->room = more;
	}
	walk->rows[walk->n++] = *row;
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

/* Names have all to be looked for. */
static bool is_enough(const struct walk *walk)
{
	const struct selection *s = walk->selection;

	return !s->only && s->max_urls && (int64_t)walk->n >= s->max_urls;
}

bool selection_load(struct work *w, const struct discovery *d, int64_t run,
		    const struct selection *s, struct discovered **rows, size_t *n)
{
	struct walk walk = {.selection = s};
	size_t read = DISCOVERED_PAGE;
	struct discovered *page;

	if (s->url_pattern && !(walk.pattern = url_pattern_parse(w, s->url_pattern)))
		return false;
	read_names(w, &walk);
	for (int64_t after = -1; read == DISCOVERED_PAGE && !is_enough(&walk);
	     after = read ? page[read - 1].seq : after) {
		if (!discovered_after(w, d, run, after, DISCOVERED_PAGE, &page, &read))
			return false;
		for (size_t i = 0; i < read; i++)
			take(w, &walk, &page[i]);
	}
	*rows = walk.rows;
	*n = walk.n;
	return check_names(w, &walk);
}

struct texts selection_urls(struct work *w, const struct discovered *rows, size_t n)
{
	struct texts urls = {ARENA_ARRAY(w->arena, n, const char *), n};

	for (size_t i = 0; i < n; i++)
		urls.items[i] = rows[i].url;
	return urls;
}
