/* Tasks of kind "discovery": the URLs of a site are looked for. One claim does a part of it, so
 * that memory is bounded and others get their turn; what is done is stored page by page, and the
 * task is put back until nothing is left. */
#include "queue/runner_parts.h"

#include "bounds.h"
#include "discover/canonical.h"
#include "discover/pattern.h"
#include "job/crawl_stored.h"
#include "job/renewal.h"
#include "util/clock.h"
#include "util/log.h"

struct discovery_run {
	struct discovery_config config;
	struct crawl_stored book;
	struct crawl crawl;	   /* of the methods that fetch */
	struct crawl_memory *kept; /* the book's, when the runner keeps it */
	bool is_over;		   /* nothing is left to be found */
};

/* --- its beginning --- */

/* A task that renews a list is that of its job. */
static bool find_discovery(struct work *w, const struct task *t, struct discovery *out)
{
	return t->strategy_id ? discovery_find_by_job(w, t->account_id, t->id, out)
			      : discovery_find(w, t->account_id, t->id, out);
}

static bool begin_crawl(struct slot *s, struct discovery_run *run)
{
	const struct runner_config *config = &s->runner->config;
	const struct civil began = instant_civil(run->book.discovery.created_at);
	struct crawl *c = &run->crawl;

	*c = (struct crawl){.config = &run->config,
			    .book = &run->book.book,
			    .user_agent = config->fetch.user_agent,
			    .is_free = config->crawls_freely,
			    .year = began.year,
			    .month = began.month,
			    .end_ms = clock_monotonic_ms() + CRAWL_STEP_MS,
			    .pages_left = CRAWL_STEP_PAGES,
			    .step_bytes = CRAWL_STEP_BYTES,
			    .most_bytes = CRAWL_STEP_MOST};
	run->kept = crawl_memory_take(&s->runner->crawls, &run->book.discovery);
	run->book.memory = run->kept ? run->kept : crawl_memory_new(s->work.arena);
	c->trap = run->config.seed_url ? run->book.memory->trap : NULL;
	if (!crawl_stored_open(&s->work, &run->book, &c->root) || !crawl_begin(&s->work, c))
		return false;
	s->conversation = &c->conversation;
	return true;
}

static bool nothing_more(struct work *w, struct conversation *c, const struct answer *answer)
{
	(void)w, (void)c, (void)answer;
	return true;
}

/* What is made from a template needs no fetches: it is stored at the task's end. */
static void begin_pages(struct slot *s)
{
	s->conversation = ARENA_NEW(s->work.arena, struct conversation);
	s->conversation->advance = nothing_more;
}

static bool begin_discovery(struct slot *s)
{
	struct discovery_run *run = ARENA_NEW(s->work.arena, struct discovery_run);
	struct discovery *d = &run->book.discovery;
	struct work *w = &s->work;

	if (!find_discovery(w, &s->task, d)) {
		s->is_gone = error_is(w, ERR_NOT_FOUND);
		return false;
	}
	s->own = run;
	s->task.url = d->root_url;
	run->book.task = &s->task;
	run->book.config = &run->config;
	run->book.most_visits = s->runner->config.visits;
	if (strcmp(d->status, "pending") == 0) {
		d->status = "running";
		d->started_at = clock_now();
	}
	if (!discovery_config_load(w, d->config.data, &run->config))
		return false;
	if (!run->config.url_template)
		return begin_crawl(s, run);
	begin_pages(s);
	return true;
}

/* --- pages of a template --- */

static bool make_pages(struct work *w, struct discovery_run *run, struct discovery *d)
{
	const struct discovery_config *config = &run->config;
	const struct pages pages = discovery_config_pages(config);
	struct discovered *rows = ARENA_ARRAY(w->arena, DISCOVERED_PAGE, struct discovered);
	const struct url_pattern *pattern = NULL;
	const int64_t from = d->url_seq;
	size_t n = 0;

	if (config->url_pattern && !(pattern = url_pattern_parse(w, config->url_pattern)))
		return false;
	run->is_over = from + DISCOVERED_PAGE >= config->max_pages;
	for (int64_t k = from; k < from + DISCOVERED_PAGE && k < config->max_pages; k++) {
		const char *url = pages_url(w, &pages, k);

		if (!url)
			return false;
		if (url_pattern_fits(pattern, url))
			rows[n++] = (struct discovered){
			    .url = url, .hash = url_hash(w, canonical_key(w->arena, url))};
	}
	if (!discovered_add(w, d, rows, n, config->max_pages))
		return false;
	d->url_seq = from + DISCOVERED_PAGE;
	return true;
}

/* --- its end --- */

static bool finish_run(struct slot *s, struct work *w, struct discovery *d, const char *error)
{
	const struct discovery_run *run = s->own;

	if (d->crawl_job_id)
		return renewal_finish(
		    w, &(struct renewal){.task = &s->task,
					 .discovery = d,
					 .max_urls = run ? run->config.max_urls : 0,
					 .error = error,
					 .class = s->is_done ? CLASS_HTTP : s->failure.class});
	d->status = error ? "failed" : "completed";
	d->error = error;
	d->completed_at = clock_now();
	d->total = d->found;
	d->is_stale = true; /* its pages are of no use any more */
	if (!error)
		d->crawled_at = d->completed_at;
	return discovery_save(w, d) && task_done(w, &s->task);
}

/* A redirect alone is nothing that was read, and a robots.txt neither. */
static bool has_read(struct work *w, const struct discovery_run *run, const struct discovery *d,
		     bool is_site, bool *out)
{
	struct discovery_page root;

	if (run->config.seed_url) {
		*out = discovery_page_root(w, d, &root);
		return *out || work_forgive_missing(w);
	}
	*out = run->config.url_template || d->pages_done > (is_site ? 1 : 0);
	return true;
}

/* Nothing could be fetched where it began (contract, part B, 3.9.7): *why, or NULL. */
static bool run_failure(struct work *w, const struct discovery_run *run, const struct discovery *d,
			const char **why)
{
	const bool is_site =
	    run->config.sitemap_url && strcmp(crawl_first(w, &run->config).kind, "site") == 0;
	struct discovery_page *failed;
	bool good;
	size_t n;

	*why = NULL;
	if (!has_read(w, run, d, is_site, &good))
		return false;
	if (good)
		return true;
	if (!discovery_pages_failed(w, d, 1, &failed, &n))
		return false;
	*why = n ? failed[0].error : "Nothing could be fetched";
	if (is_site)
		*why = arena_printf(w->arena, "No sitemap was found%s%s", n ? ": " : "",
				    n ? failed[0].error : "");
	return true;
}

static bool put_back(struct slot *s, struct work *w)
{
	return task_put_back(w, &s->task,
			     (struct task_return){.is_innocent = true, .is_begun = true});
}

/* A page on which runners die again and again is left out. */
static bool skip_page(struct slot *s, struct work *w)
{
	struct discovery_page page;
	struct discovery d;

	if (!find_discovery(w, &s->task, &d))
		return false;
	if (!discovery_page_next(w, &d, &page))
		return error_is(w, ERR_NOT_FOUND) && finish_run(s, w, &d, slot_sentence(s));
	page.error = slot_sentence(s);
	return task_progress(w, &s->task) && discovery_page_end(w, &d, &page) &&
	       discovery_save(w, &d) && put_back(s, w);
}

static bool end_discovery(struct slot *s, struct work *w)
{
	struct discovery_run *run = s->own;
	const char *why;
	struct discovery d;

	if (!s->is_done && s->failure.class == CLASS_CRASHED)
		return skip_page(s, w);
	if (!s->is_done)
		return find_discovery(w, &s->task, &d) && finish_run(s, w, &d, slot_sentence(s));
	if (run->book.is_lost)
		return task_done(w, &s->task);
	d = run->book.discovery; /* all of this may be run again */
	if (!task_progress(w, &s->task) || (run->config.url_template && !make_pages(w, run, &d)))
		return false;
	run->is_over = run->is_over || run->crawl.is_over;
	if (run->is_over)
		return run_failure(w, run, &d, &why) && finish_run(s, w, &d, why);
	return discovery_save(w, &d) && put_back(s, w);
}

static const char *discovery_result(const struct slot *s)
{
	const struct discovery_run *run = s->own;

	if (!s->is_done)
		return "failed";
	return run->is_over ? "completed" : "to be continued";
}

/* It goes on at once, and with what it remembers, if that is what is stored. */
static void free_discovery(struct slot *s)
{
	const struct discovery_run *run = s->own;
	const bool is_stored = s->is_returned ? slot_is_untouched(s) : s->is_done;

	if (run && run->kept)
		crawl_memory_leave(run->kept, is_stored && !run->book.is_lost && !run->is_over
						  ? &run->book.discovery
						  : NULL);
	s->runner->claim_ms = 0;
}

const struct task_kind discovery_kind = {.word = "discovery",
					 .noun = "discovery",
					 .is_governed = true,
					 .begin = begin_discovery,
					 .end = end_discovery,
					 .result = discovery_result,
					 .free = free_discovery};
