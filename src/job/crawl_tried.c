/* A book in memory. Searches that are tried are short: everything is looked for one by one. */
#include "job/crawl_tried.h"

#include "bounds.h"

bool crawl_tried_is_full(const struct crawl_tried *b)
{
	return b->n_urls >= TRIED_URLS_MAX || b->n_accepted >= b->max_urls;
}

static struct blob hash_copy(struct arena *a, struct blob hash)
{
	return (struct blob){(uint8_t *)arena_copy(a, hash.data, hash.size), hash.size};
}

/* --- URLs --- */

static struct tried_url *find_url(struct crawl_tried *b, struct blob hash)
{
	for (size_t i = 0; i < b->n_urls; i++)
		if (blob_equal(b->urls[i].hash, hash))
			return &b->urls[i];
	return NULL;
}

void crawl_tried_add(struct crawl_tried *b, const struct crawl_offer *offer, const char *source)
{
	struct tried_url *known = find_url(b, offer->hash);

	if (crawl_tried_is_full(b))
		return;
	if (known) { /* another page may have better words for it */
		if (known->verdict == VERDICT_ACCEPTED || offer->collect != VERDICT_ACCEPTED)
			return;
	} else {
		if (!b->urls)
			b->urls = ARENA_ARRAY(b->arena, TRIED_URLS_MAX, struct tried_url);
		known = &b->urls[b->n_urls++];
	}
	*known = (struct tried_url){.url = arena_text(b->arena, offer->url),
				    .source = arena_text(b->arena, source),
				    .lastmod = arena_text(b->arena, offer->lastmod),
				    .verdict = offer->collect,
				    .is_visited = offer->visit == VERDICT_ACCEPTED,
				    .depth = offer->depth,
				    .hash = hash_copy(b->arena, offer->hash)};
	b->n_accepted += offer->collect == VERDICT_ACCEPTED;
}

/* What is another page by its own words is none of those that are looked for. */
static void hide_url(struct crawl_tried *b, const struct discovery_page *page)
{
	struct tried_url *known = find_url(b, page->hash);

	if (!known || known->is_other)
		return;
	known->is_other = true;
	b->n_accepted -= known->verdict == VERDICT_ACCEPTED;
}

/* Of the whole circle it is the one. */
static void show_url(struct crawl_tried *b, struct blob hash)
{
	struct tried_url *known = find_url(b, hash);

	if (!known || !known->is_other)
		return;
	known->is_other = false;
	b->n_accepted += known->verdict == VERDICT_ACCEPTED;
}

/* --- pages --- */

static void add_page(struct crawl_tried *b, const struct discovery_page *page)
{
	for (size_t i = 0; i < b->n_pages; i++)
		if (blob_equal(b->pages[i].hash, page->hash))
			return;
	if (b->n_pages == b->pages_room) {
		const size_t more = b->pages_room ? 2 * b->pages_room : 64;

		b->pages = arena_grow(b->arena, b->pages, b->pages_room * sizeof *b->pages,
				      more * sizeof *b->pages);
		b->is_over = arena_grow(b->arena, b->is_over, b->pages_room * sizeof *b->is_over,
					more * sizeof *b->is_over);
		b->pages_room = more;
	}
	b->is_over[b->n_pages] = false;
	b->pages[b->n_pages] = *page;
	b->pages[b->n_pages].url = arena_text(b->arena, page->url);
	b->pages[b->n_pages].hash = hash_copy(b->arena, page->hash);
	b->pages[b->n_pages].seq = (int64_t)b->n_pages;
	b->n_pages++;
}

static bool next_tried(struct work *w, struct crawl_book *book, struct discovery_page *out,
		       bool *is_there)
{
	struct crawl_tried *b = (struct crawl_tried *)book;
	const struct discovery_page *best = NULL;

	(void)w;
	for (size_t i = 0; i < b->n_pages && !crawl_tried_is_full(b); i++)
		if (!b->is_over[i] && (!best || b->pages[i].depth < best->depth))
			best = &b->pages[i];
	*is_there = best != NULL;
	if (best)
		*out = *best;
	return true;
}

static bool find_tried(struct work *w, struct crawl_book *book, struct blob hash,
		       struct discovery_page *out, bool *is_there)
{
	const struct crawl_tried *b = (struct crawl_tried *)book;

	(void)w;
	*is_there = false;
	for (size_t i = 0; i < b->n_pages && !*is_there; i++)
		if ((*is_there = blob_equal(b->pages[i].hash, hash)))
			*out = b->pages[i];
	return true;
}

/* What is known of the page now. */
static void note_page(struct crawl_tried *b, const struct crawl_part *part)
{
	struct discovery_page *page = &b->pages[part->page->seq];

	if (part->leads_to.data)
		page->leads_to = hash_copy(b->arena, part->leads_to);
	if (part->is_over)
		page->is_read = !part->error && !part->is_moved;
	if (part->is_other)
		hide_url(b, part->page);
	if (part->shown.data)
		show_url(b, part->shown);
}

static bool keep_tried(struct work *w, struct crawl_book *book, const struct crawl_part *part)
{
	struct crawl_tried *b = (struct crawl_tried *)book;

	(void)w;
	note_page(b, part);
	for (size_t i = 0; i < part->n; i++) {
		const struct crawl_offer *o = &part->offers[i];

		crawl_tried_add(b, o, part->page->url);
		if (o->visit == VERDICT_ACCEPTED)
			add_page(b, &(struct discovery_page){.hash = o->hash,
							     .url = o->url,
							     .kind = o->kind,
							     .depth = o->depth,
							     .hops = o->hops});
	}
	if (!part->is_over)
		return true;
	b->is_over[part->page->seq] = true;
	b->pages[part->page->seq].error = arena_text(b->arena, part->error);
	if (part->error)
		b->pages_failed++;
	else
		b->pages_done++;
	return true;
}

void crawl_tried_open(struct work *w, struct crawl_tried *b, const struct discovery_config *config)
{
	const struct discovery_page first = crawl_first(w, config);

	*b = (struct crawl_tried){.book = {next_tried, keep_tried, find_tried},
				  .arena = w->arena,
				  .max_urls =
				      config->url_template ? config->max_pages : config->max_urls};
	if (!config->url_template)
		add_page(b, &first);
}
