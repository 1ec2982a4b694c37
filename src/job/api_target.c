/* Two URLs of one site compared, and what tells them apart put into a third. */
#include "job/api_target.h"

#include "bounds.h"

/* The pieces of a path or a host, decoded. */
struct pieces {
	const char **items;
	size_t n;
};

static struct pieces pieces_of(struct arena *a, const char *text, char mark)
{
	const char stops[] = {mark, '\0'};
	struct pieces out = {.items = ARENA_ARRAY(a, strlen(text) + 1, const char *)};

	while (*text) {
		size_t n = strcspn(text, stops);

		if (n)
			out.items[out.n++] = query_unescape(a, text, n, false);
		text += n + (text[n] == mark);
	}
	return out;
}

static void swap_add(struct api_target *t, const char *from, const char *to)
{
	if (strcmp(from, to) != 0 && !api_target_swap(t, from))
		t->swaps[t->n_swaps++] = (struct swap){from, to};
}

const char *api_target_swap(const struct api_target *t, const char *text)
{
	for (size_t i = 0; i < t->n_swaps; i++) {
		if (strcmp(t->swaps[i].from, text) == 0)
			return t->swaps[i].to;
	}
	return NULL;
}

/* Pairs what is between the common beginning and the common end; nothing when their number
 * differs: then nobody can tell which belongs to which. */
static void compare_pieces(struct api_target *t, struct pieces a, struct pieces b)
{
	size_t first = 0;

	while (first < a.n && first < b.n && strcmp(a.items[first], b.items[first]) == 0)
		first++;
	while (a.n > first && b.n > first && strcmp(a.items[a.n - 1], b.items[b.n - 1]) == 0) {
		a.n--;
		b.n--;
	}
	for (size_t i = first; a.n == b.n && i < a.n; i++)
		swap_add(t, a.items[i], b.items[i]);
}

static const char *value_of(const struct query_pair *pairs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(pairs[i].name, name) == 0)
			return pairs[i].value;
	}
	return NULL;
}

static void compare_queries(struct arena *a, struct api_target *t, const struct url *before,
			    const struct url *now)
{
	size_t n_old, n_new;
	struct query_pair *old = query_split(a, before->query, &n_old);
	struct query_pair *new = query_split(a, now->query, &n_new);

	t->said = ARENA_ARRAY(a, n_new, struct query_pair);
	for (size_t i = 0; i < n_new; i++) {
		const char *was = value_of(old, n_old, new[i].name);

		if (was && strcmp(was, new[i].value) == 0)
			continue;
		t->said[t->n_said++] = new[i];
		if (was)
			swap_add(t, was, new[i].value);
	}
}

/* --- exchanging --- */

static const char *path_swapped(struct work *w, struct api_target *t, const char *path)
{
	struct text out = text_new(w->arena, URL_MAX);

	while (*path) {
		size_t n = strcspn(path, "/");
		char *segment = query_unescape(w->arena, path, n, false);
		const char *to = api_target_swap(t, segment);

		if (to)
			query_escape(&out, to);
		else
			text_add_bytes(&out, path, n);
		t->used += to != NULL;
		path += n;
		if (*path == '/')
			text_add_char(&out, *path++);
	}
	return out.data;
}

static const char *host_swapped(struct work *w, struct api_target *t, const char *host)
{
	struct pieces labels = pieces_of(w->arena, host, '.');
	struct text out = text_new(w->arena, URL_MAX);

	for (size_t i = 0; i < labels.n; i++) {
		const char *to = api_target_swap(t, labels.items[i]);

		if (i)
			text_add_char(&out, '.');
		text_add(&out, to ? to : labels.items[i]);
		t->used += to != NULL;
	}
	return out.data;
}

/* The endpoint for the page `now`, when it was made for the page `before`. */
static void point_at_page(struct work *w, struct api_target *t, const struct url *before,
			  const struct url *now)
{
	bool is_same_site = url_same_origin(before, now);
	bool moves = !is_same_site && url_same_origin(t->url, before); /* the API with its site */
	struct arena *a = w->arena;

	t->swaps = ARENA_ARRAY(a, 3 * URL_MAX, struct swap); /* a piece has a byte or more */
	compare_pieces(t, pieces_of(a, before->path, '/'), pieces_of(a, now->path, '/'));
	compare_queries(a, t, before, now);
	if (!is_same_site && !moves)
		compare_pieces(t, pieces_of(a, before->host, '.'), pieces_of(a, now->host, '.'));
	t->is_moved = !is_same_site || t->n_swaps || strcmp(before->path, now->path) != 0;
	t->url->path = path_swapped(w, t, t->url->path);
	if (moves) {
		t->url->scheme = now->scheme;
		t->url->host = now->host;
		t->url->port = now->port;
		t->used++;
	} else if (!is_same_site) {
		t->url->host = host_swapped(w, t, t->url->host);
	}
}

/* The job's URL is what is called. */
static void point_at_endpoint(struct work *w, struct api_target *t, const struct url *now)
{
	*t->url = *now;
	t->url->query = t->url->fragment = NULL;
	t->is_endpoint = true;
	t->said = query_split(w->arena, now->query, &t->n_said);
}

static struct url *parse(struct work *w, const char *what, const char *text)
{
	const char *why = NULL;
	struct url *u = url_parse(w->arena, text, &why);

	return u ? u : fail_class(w, CLASS_DATA, "%s \"%s\" is no URL: %s", what, text, why);
}

static bool is_same_place(const struct url *a, const struct url *b)
{
	return url_same_origin(a, b) && strcmp(a->path, b->path) == 0;
}

bool api_target_find(struct work *w, const char *endpoint, const char *made_from, const char *url,
		     struct api_target *out)
{
	struct url *before = NULL, *now;

	*out = (struct api_target){.url = parse(w, "the strategy's endpoint", endpoint)};
	if (!out->url || !(now = parse(w, "the job's URL", url)) ||
	    (made_from && !(before = parse(w, "the strategy's URL", made_from))))
		return false;
	out->fixed = query_split(w->arena, out->url->query, &out->n_fixed);
	if (is_same_place(now, out->url) || (before && is_same_place(before, out->url)))
		point_at_endpoint(w, out, now);
	else if (before)
		point_at_page(w, out, before, now);
	else
		out->is_moved = true;
	out->url->query = out->url->fragment = NULL;
	return true;
}
