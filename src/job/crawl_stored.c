/* A search, page by page, in the database. */
#include "job/crawl_stored.h"

#include "bounds.h"
#include "store/db.h"

/* --- what is stored already --- */

/* Most links of a page are those of the page before: of those the database is not asked again. */
static void note_part(struct crawl_stored *b, const struct crawl_part *part)
{
	for (size_t i = 0; i < part->n; i++) {
		const struct crawl_offer *o = &part->offers[i];

		if (o->collect == VERDICT_ACCEPTED)
			crawl_seen_add(b->memory->found, o->hash);
		if (o->visit == VERDICT_ACCEPTED)
			crawl_seen_add(b->memory->pages, o->hash);
	}
}

/* --- storing --- */

/* Runs body in a transaction under the task's lease, again when it gave way to another one. What it
 * does to the discovery in memory is undone with it. False with the reason, or true and is_lost. */
static bool store(struct work *w, struct crawl_stored *b,
		  bool (*body)(struct work *w, struct crawl_stored *b, const void *data),
		  const void *data)
{
	const struct discovery before = b->discovery;

	for (int tries = 1; db_begin(w); tries++) {
		bool again;

		if (task_progress(w, b->task) && body(w, b, data) &&
		    discovery_save(w, &b->discovery) && db_commit(w))
			return true;
		again = db_gave_way(w) && tries < TRANSACTION_TRIES;
		db_rollback(w);
		b->discovery = before;
		b->is_lost = error_is(w, ERR_CONFLICT);
		if (!again && !b->is_lost)
			return false;
		work_forgive(w);
		if (b->is_lost)
			return true;
	}
	return false;
}

/* --- the next page --- */

static void stop_by_bounds(struct crawl_stored *b)
{
	struct discovery *d = &b->discovery;

	if (d->found >= b->config->max_urls)
		d->stopped_by = "max_urls";
	else if (d->pages_done + d->pages_failed >= b->most_visits)
		d->stopped_by = "max_visits";
}

static bool next_stored(struct work *w, struct crawl_book *book, struct discovery_page *out,
			bool *is_there)
{
	struct crawl_stored *b = (struct crawl_stored *)book;

	*is_there = false;
	if (b->is_lost)
		return true;
	if (b->n_ahead == 0 &&
	    !discovery_pages_next(w, &b->discovery, CRAWL_AHEAD, &b->ahead, &b->n_ahead))
		return false;
	if (b->n_ahead == 0)
		return true;
	*out = *b->ahead++;
	b->n_ahead--;
	stop_by_bounds(b);
	*is_there = !b->discovery.stopped_by;
	return true;
}

static bool find_stored(struct work *w, struct crawl_book *book, struct blob hash,
			struct discovery_page *out, bool *is_there)
{
	const struct crawl_stored *b = (struct crawl_stored *)book;

	*is_there = discovery_page_find(w, &b->discovery, hash, out);
	return *is_there || work_forgive_missing(w);
}

/* --- what came of one --- */

static bool add_found(struct work *w, struct crawl_stored *b, const struct crawl_part *part)
{
	struct discovered *rows = ARENA_ARRAY(w->arena, part->n, struct discovered);
	size_t n = 0;

	for (size_t i = 0; i < part->n; i++) {
		const struct crawl_offer *o = &part->offers[i];

		if (o->collect == VERDICT_ACCEPTED && !crawl_seen_has(b->memory->found, o->hash))
			rows[n++] = (struct discovered){.hash = o->hash,
							.url = o->url,
							.lastmod = o->lastmod,
							.source = part->page->url,
							.depth = o->depth};
	}
	return discovered_add(w, &b->discovery, rows, n, b->config->max_urls);
}

/* None when there are as many as will ever be read: those of this depth and above are there. */
static bool add_pages(struct work *w, struct crawl_stored *b, const struct crawl_part *part)
{
	struct discovery_page *rows = ARENA_ARRAY(w->arena, part->n, struct discovery_page);
	size_t n = 0;

	for (size_t i = 0; i < part->n; i++) {
		const struct crawl_offer *o = &part->offers[i];

		if (o->visit == VERDICT_ACCEPTED && !crawl_seen_has(b->memory->pages, o->hash))
			rows[n++] = (struct discovery_page){.hash = o->hash,
							    .url = o->url,
							    .kind = o->kind,
							    .depth = o->depth,
							    .hops = o->hops};
	}
	return b->discovery.pages_known >= CRAWL_KNOWN_TIMES * b->most_visits ||
	       discovery_pages_add(w, &b->discovery, rows, n);
}

static bool hide_page(struct work *w, struct crawl_stored *b, const struct discovery_page *page)
{
	const struct discovered row = {.hash = page->hash, .url = page->url, .depth = page->depth};

	return discovered_hide(w, &b->discovery, &row);
}

static bool store_part(struct work *w, struct crawl_stored *b, const void *data)
{
	const struct crawl_part *part = data;
	struct discovery_page page = *part->page;

	page.error = part->error;
	page.may_pass = part->may_pass;
	page.is_moved = part->is_moved;
	if (part->leads_to.data && !discovery_page_lead(w, &b->discovery, &page, part->leads_to))
		return false;
	if (part->shown.data && !discovered_show(w, &b->discovery, part->shown))
		return false;
	return (!part->is_other || hide_page(w, b, &page)) && add_found(w, b, part) &&
	       add_pages(w, b, part) &&
	       (!part->is_over || discovery_page_end(w, &b->discovery, &page));
}

static bool keep_stored(struct work *w, struct crawl_book *book, const struct crawl_part *part)
{
	struct crawl_stored *b = (struct crawl_stored *)book;

	if (!b->is_lost && !store(w, b, store_part, part))
		return false;
	if (!b->is_lost)
		note_part(b, part);
	return true;
}

/* --- going on --- */

/* Notes the part of what was found or is to be read that lies behind the place *after; *n: how many
 * URLs it has. */
static bool recall_part(struct work *w, const struct discovery *d, bool of_pages, struct trap *trap,
			int64_t *after, size_t *n)
{
	struct discovery_page *pages = NULL;
	struct discovered *urls = NULL;

	if (!(of_pages ? discovery_pages_mixtures(w, d, *after, DISCOVERED_PAGE, &pages, n)
		       : discovered_mixtures(w, d, *after, DISCOVERED_PAGE, &urls, n)))
		return false;
	for (size_t i = 0; i < *n; i++)
		(void)trap_admits(trap, of_pages ? pages[i].url : urls[i].url);
	if (*n > 0)
		*after = of_pages ? pages[*n - 1].seq : urls[*n - 1].seq;
	return true;
}

/* Notes what was found earlier that has several parameters, in bounded memory. */
static bool recall(struct work *w, const struct discovery *d, struct trap *trap)
{
	struct work part;
	bool good = true;

	work_begin_part(&part, w);
	for (int of_pages = 0; good && of_pages < 2; of_pages++) {
		int64_t after = -1;
		size_t n = DISCOVERED_PAGE;

		while (good && n == DISCOVERED_PAGE) {
			good = recall_part(&part, d, of_pages, trap, &after, &n);
			if (good)
				work_renew_part(&part);
		}
	}
	return work_end_part(&part, w);
}

static bool store_first(struct work *w, struct crawl_stored *b, const void *data)
{
	return discovery_pages_add(w, &b->discovery, data, 1);
}

/* Where the seed led is known when a page was read there. */
static bool find_root(struct work *w, const struct crawl_stored *b, const char **root)
{
	struct discovery_page seed;

	*root = NULL;
	if (!discovery_page_root(w, &b->discovery, &seed))
		return work_forgive_missing(w);
	*root = seed.url;
	return true;
}

bool crawl_stored_open(struct work *w, struct crawl_stored *b, const char **root)
{
	const struct discovery_page first = crawl_first(w, b->config);

	b->book = (struct crawl_book){next_stored, keep_stored, find_stored};
	if (b->discovery.page_seq == 0 && !store(w, b, store_first, &first))
		return false;
	if (b->config->seed_url && !b->memory->is_known &&
	    !recall(w, &b->discovery, b->memory->trap))
		return false;
	b->memory->is_known = true;
	return find_root(w, b, root);
}
