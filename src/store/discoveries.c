/* Discoveries, and what runs leave behind. */
#include "store/discoveries.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

#define D(member) COLUMN(struct discovery, member)

struct leftover {
	const char *id, *account_id;
	int64_t run, listed_run;
	int64_t is_deleted;
};

struct leftover_rows {
	const char *id;
	int64_t run, listed_run, is_deleted, most;
};

#define STATE                                                                                      \
	D(status), D(run), D(listed_run), D(total), D(found), D(url_seq), D(page_seq),             \
	    D(pages_known), D(pages_done), D(pages_failed), D(is_stale), D(crawl_job_id),          \
	    D(stopped_by), D(error), D(started_at), D(completed_at), D(crawled_at)
#define STATE_COLUMNS                                                                              \
	"status, run, listed_run, total, found, url_seq, page_seq, pages_known, pages_done,"       \
	" pages_failed, is_stale, crawl_job_id, stopped_by, error, started_at, completed_at,"      \
	" crawled_at"

SHAPE(discovery_row, struct discovery, D(id), D(account_id), D(method), D(config), D(root_url),
      D(created_at), STATE);
SHAPE(discovery_save_in, struct discovery, STATE, D(account_id), D(id));
SHAPE(leftover_out, struct leftover, COLUMN(struct leftover, id),
      COLUMN(struct leftover, account_id), COLUMN(struct leftover, run),
      COLUMN(struct leftover, listed_run), COLUMN(struct leftover, is_deleted));
#define ROWS(member) COLUMN(struct leftover_rows, member)
SHAPE(leftover_urls_in, struct leftover_rows, ROWS(id), ROWS(run), ROWS(is_deleted),
      ROWS(listed_run), ROWS(most));
SHAPE(leftover_pages_in, struct leftover_rows, ROWS(id), ROWS(run), ROWS(is_deleted), ROWS(run),
      ROWS(most));
SHAPE(leftover_in, struct leftover, COLUMN(struct leftover, account_id),
      COLUMN(struct leftover, id));
SHAPE(leftover_clean_in, struct leftover, COLUMN(struct leftover, account_id),
      COLUMN(struct leftover, id), COLUMN(struct leftover, run));

#define COLUMNS "id, account_id, method, config, root_url, created_at, " STATE_COLUMNS

STATEMENT(discovery_new, &discovery_row, NULL,
	  "INSERT INTO discovery (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	  " ?, ?, ?, ?, ?, ?, ?, ?)");
#define FOUND "SELECT " COLUMNS " FROM discovery WHERE account_id = ? AND deleted_at IS NULL"
STATEMENT(discovery_by_id, &lookup_in, &discovery_row, FOUND " AND id = ?");
STATEMENT(discovery_by_id_locked, &lookup_in, &discovery_row, FOUND " AND id = ? FOR UPDATE");
STATEMENT(discovery_by_job, &lookup_in, &discovery_row,
	  FOUND " AND id = (SELECT discovery_id FROM job WHERE id = ?)");
STATEMENT(discovery_saved, &discovery_save_in, NULL,
	  "UPDATE discovery SET status = ?, run = ?, listed_run = ?, total = ?, found = ?,"
	  " url_seq = ?, page_seq = ?, pages_known = ?, pages_done = ?, pages_failed = ?,"
	  " is_stale = ?, crawl_job_id = ?, stopped_by = ?, error = ?, started_at = ?,"
	  " completed_at = ?, crawled_at = ? WHERE account_id = ? AND id = ?");
STATEMENT(discovery_newest, &slice_in, &discovery_row, FOUND " ORDER BY id DESC LIMIT ? OFFSET ?");
STATEMENT(discovery_number, &limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM discovery WHERE account_id = ?"
	  " AND deleted_at IS NULL LIMIT ?) AS few");
/* A job that was cancelled, or went with its strategy, has no task any more. */
STATEMENT(discovery_renewer, &lookup_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM task WHERE account_id = ? AND id = ?");
STATEMENT(discovery_end, &lookup_in, NULL,
	  "UPDATE discovery SET deleted_at = UTC_TIMESTAMP(6), is_stale = TRUE"
	  " WHERE account_id = ? AND id = ?");
/* Leftovers belong to nobody. Those of one that goes on wait for its end; a run that begins after
 * this was read is left alone. */
STATEMENT_GLOBAL(discovery_leftover, NULL, &leftover_out,
		 "SELECT id, account_id, run, listed_run, deleted_at IS NOT NULL AS is_deleted"
		 " FROM discovery d WHERE is_stale = TRUE AND (deleted_at IS NOT NULL"
		 " OR (status NOT IN ('pending', 'running')"
		 " AND NOT EXISTS (SELECT 1 FROM task t WHERE t.id = d.crawl_job_id))) LIMIT 1");
STATEMENT_GLOBAL(discovery_leftover_urls, &leftover_urls_in, NULL,
		 "DELETE FROM discovered_url WHERE discovery_id = ? AND run <= ?"
		 " AND (? OR run <> ?) LIMIT ?");
STATEMENT_GLOBAL(discovery_leftover_pages, &leftover_pages_in, NULL,
		 "DELETE FROM discovery_page WHERE discovery_id = ? AND run <= ?"
		 " AND (? OR state <> 'failed' OR run <> ?) LIMIT ?");
STATEMENT(discovery_gone, &leftover_in, NULL,
	  "DELETE FROM discovery WHERE account_id = ? AND id = ? AND deleted_at IS NOT NULL");
STATEMENT(discovery_clean, &leftover_clean_in, NULL,
	  "UPDATE discovery SET is_stale = FALSE WHERE account_id = ? AND id = ? AND run = ?"
	  " AND deleted_at IS NULL");

bool discovery_is_going(const struct discovery *d)
{
	return strcmp(d->status, "pending") == 0 || strcmp(d->status, "running") == 0 ||
	       d->crawl_job_id;
}

bool discovery_insert(struct work *w, const struct discovery *d)
{
	struct discovery row = *d;

	row.status = "pending";
	row.run = row.listed_run = 1;
	if (!row.created_at.us)
		row.created_at = clock_now();
	return statement_run(w, &discovery_new, &row, NULL);
}

/* What nobody does is not going on. A statement of its own, for one under a lock would lock the
 * task, too. */
static bool forget_job(struct work *w, struct discovery *d)
{
	struct counted tasks;

	if (!d->crawl_job_id)
		return true;
	if (!statement_one(w, &discovery_renewer, &(struct lookup){d->account_id, d->crawl_job_id},
			   &tasks))
		return false;
	if (tasks.n == 0)
		d->crawl_job_id = NULL;
	return true;
}

static bool find(struct work *w, const struct statement *s, const char *account_id, const char *id,
		 struct discovery *out)
{
	if (statement_one(w, s, &(struct lookup){account_id, id}, out))
		return forget_job(w, out);
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Discovery not found");
	return false;
}

bool discovery_find(struct work *w, const char *account_id, const char *id, struct discovery *out)
{
	return find(w, &discovery_by_id, account_id, id, out);
}

bool discovery_find_locked(struct work *w, const char *account_id, const char *id,
			   struct discovery *out)
{
	return find(w, &discovery_by_id_locked, account_id, id, out);
}

bool discovery_find_by_job(struct work *w, const char *account_id, const char *job_id,
			   struct discovery *out)
{
	return find(w, &discovery_by_job, account_id, job_id, out);
}

bool discovery_save(struct work *w, const struct discovery *d)
{
	struct discovery row = *d;

	row.error = fit_text(w, d->error, FAILURE_MAX);
	return statement_run(w, &discovery_saved, &row, NULL);
}

bool discovery_renew(struct work *w, struct discovery *d, const char *job_id)
{
	d->total = d->run == d->listed_run ? d->found : d->total;
	d->run++;
	d->found = d->url_seq = d->page_seq = 0;
	d->pages_known = d->pages_done = d->pages_failed = 0;
	d->stopped_by = NULL;
	d->crawl_job_id = job_id;
	d->is_stale = true; /* however it ends */
	return discovery_save(w, d);
}

bool discovery_list(struct work *w, const char *account_id, int64_t limit, int64_t offset,
		    struct discovery **rows, size_t *n)
{
	bool good = statement_each(w, &discovery_newest, &(struct slice){account_id, limit, offset},
				   (size_t)limit, rows, n);

	for (size_t i = 0; good && i < *n; i++)
		good = forget_job(w, &(*rows)[i]);
	return good;
}

bool discovery_count(struct work *w, const char *account_id, int64_t *n)
{
	const struct slice all = {.account_id = account_id, .limit = COUNT_EXACT_MAX + 1};

	return lookup_count(w, &discovery_number, &all, n);
}

bool discovery_delete(struct work *w, const char *account_id, const char *id)
{
	struct discovery d;

	return discovery_find_locked(w, account_id, id, &d) &&
	       statement_run(w, &discovery_end, &(struct lookup){account_id, id}, NULL);
}

bool discovery_sweep(struct work *w, int64_t most, int64_t *removed)
{
	struct leftover_rows rows;
	struct leftover l;
	int64_t pages;

	*removed = 0;
	if (!statement_one(w, &discovery_leftover, NULL, &l))
		return work_forgive_missing(w);
	rows = (struct leftover_rows){l.id, l.run, l.listed_run, l.is_deleted, most};
	if (!statement_run(w, &discovery_leftover_urls, &rows, removed) ||
	    !statement_run(w, &discovery_leftover_pages, &rows, &pages))
		return false;
	*removed += pages;
	if (*removed > 0)
		return true;
	/* The discovery itself, or what says that it has to be looked at, goes last. */
	*removed = 1;
	return statement_run(w, l.is_deleted ? &discovery_gone : &discovery_clean, &l, NULL);
}
