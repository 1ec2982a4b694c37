/* From a renewed list to changes and jobs. */
#include "job/renewal.h"

#include "bounds.h"
#include "diff/item_list.h"
#include "diff/structure.h"
#include "job/finish.h"
#include "job/schedule_jobs.h"
#include "job/selection.h"
#include "store/jobs.h"

/* --- the search as a run --- */

/* In the canonical order of fields, without a tree of them all. */
static const char *items_text(struct work *w, const struct discovered *rows, size_t n)
{
	struct text t = text_new(w->arena, RESULT_MAX);

	text_add_char(&t, '[');
	for (size_t i = 0; i < n; i++) {
		text_add(&t, i ? ",{\"url\":" : "{\"url\":");
		text_add_json(&t, rows[i].url, strlen(rows[i].url));
		text_add(&t, ",\"lastmod\":");
		if (rows[i].lastmod)
			text_add_json(&t, rows[i].lastmod, strlen(rows[i].lastmod));
		else
			text_add(&t, "null");
		text_add_char(&t, '}');
	}
	text_add_char(&t, ']');
	return text_is_full(&t) ? fail(w, ERR_TOO_LARGE, "the site has too many URLs to compare")
				: t.data;
}

static struct run *run_of(struct work *w, const struct discovered *rows, size_t n)
{
	struct run *run = ARENA_NEW(w->arena, struct run);
	struct item_list list;

	run->input.plan = json_stored(w, "{\"type\":\"urls\",\"key\":[\"url\"]}");
	run->items = items_text(w, rows, n);
	run->item_count = run->item_count_before = (int64_t)n;
	if (!run->items || !item_list_scan(w, run->items, strlen(run->items), NULL, &list) ||
	    !content_hash(w, &list, false, run->content_hash))
		return NULL;
	run->structural_signature = structural_signature(w, &list);
	return run;
}

static struct json_object *trace_of(struct work *w, const struct renewal *r)
{
	const struct discovery *d = r->discovery;
	struct json_object *o = json_new_object(w);

	json_put_int(o, "found", d->found);
	json_put_int(o, "pages_done", d->pages_done);
	json_put_int(o, "pages_failed", d->pages_failed);
	json_put_text(o, "stopped_by", d->stopped_by);
	if (r->error)
		json_put_text(o, "error", r->error);
	return o;
}

/* What a page named that cannot be read for the moment is not gone. Where nothing at all was found
 * that is for the judge, who does not believe it. */
static bool keep_unread(struct work *w, const struct renewal *r)
{
	struct discovery *d = r->discovery;
	size_t n = DISCOVERED_PAGE;
	struct discovered *rows;

	if (d->pages_failed == 0 || d->found == 0)
		return true;
	for (int64_t after = -1; n == DISCOVERED_PAGE; after = n ? rows[n - 1].seq : after)
		if (!discovered_unread(w, d, after, DISCOVERED_PAGE, &rows, &n) ||
		    !discovered_add(w, d, rows, n, r->max_urls))
			return false;
	return true;
}

/* What the schedule runs on, of the list of that run. */
static bool select_rows(struct work *w, const struct discovery *d, int64_t run,
			const struct schedule *s, struct discovered **rows, size_t *n)
{
	const struct selection selection = {.url_pattern = s->url_pattern,
					    .max_urls = s->max_urls ? *s->max_urls : 0};

	return selection_load(w, d, run, &selection, rows, n);
}

/* Ends the job. *error: why its list is not taken over, or NULL: then *urls are those of it. Of the
 * strategy's versions the URLs of its site do not depend, nor are they looked for twice to be sure.
 */
static bool end_job(struct work *w, const struct renewal *r, const struct schedule *s,
		    const char **error, struct texts *urls)
{
	struct task task = *r->task;
	enum error_class odd = CLASS_NONE;
	struct ending ending = {.task = &task, .odd = &odd, .trace = trace_of(w, r)};
	struct discovered *rows;
	size_t n;

	task.version = 1;
	task.confirm_seconds = NULL;
	*error = r->error;
	if (r->error) {
		ending.class = r->class;
		ending.error = r->error;
		return job_finish(w, &ending);
	}
	if (!select_rows(w, r->discovery, r->discovery->run, s, &rows, &n))
		return false;
	*urls = selection_urls(w, rows, n);
	ending.run = run_of(w, rows, n);
	if (!ending.run || !job_finish(w, &ending))
		return false;
	if (odd)
		*error = "What was found is too different from before to be believed";
	return true;
}

/* --- the list --- */

static bool take_list(struct work *w, struct discovery *d, const char *error)
{
	d->crawl_job_id = NULL;
	d->is_stale = true;
	d->error = error;
	if (!error) {
		d->listed_run = d->run;
		d->total = d->found;
		d->crawled_at = clock_now();
		d->status = "completed";
		if (!d->completed_at.us)
			d->completed_at = d->crawled_at;
	}
	return discovery_save(w, d);
}

static bool select_urls(struct work *w, const struct discovery *d, const struct schedule *s,
			struct texts *out)
{
	struct discovered *rows;
	size_t n;

	if (!select_rows(w, d, d->listed_run, s, &rows, &n))
		return false;
	*out = selection_urls(w, rows, n);
	return true;
}

static bool make_jobs(struct work *w, const struct schedule *s, struct texts *urls)
{
	size_t n_busy;

	return schedule_drop_busy(w, s, urls, &n_busy) &&
	       schedule_make_jobs(w, s, urls, clock_now());
}

bool renewal_finish(struct work *w, const struct renewal *r)
{
	const struct task *t = r->task;
	const char *error = r->error;
	struct schedule s = {0};
	struct texts urls = {0};
	bool is_there = t->schedule_id && schedule_find(w, t->account_id, t->schedule_id, &s);

	if (!is_there && t->schedule_id && !work_forgive_missing(w))
		return false;
	if ((!error && !keep_unread(w, r)) || !end_job(w, r, &s, &error, &urls) ||
	    !take_list(w, r->discovery, error))
		return false;
	if (!is_there)
		return true;
	return (!error || select_urls(w, r->discovery, &s, &urls)) && make_jobs(w, &s, &urls);
}

/* --- when it is deleted --- */

static bool freeze(struct work *w, const struct discovery *d, struct schedule *s)
{
	struct texts urls;

	if (!select_urls(w, d, s, &urls))
		return false;
	s->urls.data = json_string(w, json_new_texts(w, &urls));
	if (urls.n == 0) { /* there is nothing to run on */
		s->enabled = false;
		s->next_run_at.us = 0;
	}
	return schedule_unbind(w, s);
}

bool renewal_freeze(struct work *w, const struct discovery *d)
{
	struct schedule *rows;
	size_t n;

	if (!schedule_list_discovery(w, d->account_id, d->id, &rows, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!freeze(w, d, &rows[i]))
			return false;
	if (!d->crawl_job_id)
		return true;
	if (!task_withdraw(w, d->account_id, d->crawl_job_id))
		return false;
	if (job_fail(w, d->account_id, d->crawl_job_id, CLASS_CANCELLED, "Job cancelled"))
		return true;
	if (!error_is(w, ERR_CONFLICT)) /* it has just ended */
		return false;
	work_forgive(w);
	return true;
}
