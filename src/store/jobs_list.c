/* Lists of jobs: what a filter finds, and how much; the runs of a strategy one after another. */
#include "store/jobs_parts.h"
#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/id.h"

/* A filter as its statement takes it. */
struct job_search {
	const char *account_id, *strategy_id, *status, *schedule_id, *batch_id;
	const char *since_id; /* no job since then has a smaller id */
	struct instant since;
	int64_t limit, offset;
};

struct job_page_search {
	const char *account_id, *strategy_id;
	int64_t read, limit;
};

struct job_past_search {
	const char *account_id, *strategy_id, *before_id;
	int64_t limit, offset;
};

/* Each condition that may be absent takes its value twice: ? IS NULL OR column = ? */
#define SEARCH_COLUMNS                                                                             \
	COLUMN(struct job_search, account_id), COLUMN(struct job_search, strategy_id),             \
	    COLUMN(struct job_search, strategy_id), COLUMN(struct job_search, status),             \
	    COLUMN(struct job_search, status), COLUMN(struct job_search, schedule_id),             \
	    COLUMN(struct job_search, schedule_id), COLUMN(struct job_search, batch_id),           \
	    COLUMN(struct job_search, batch_id), COLUMN(struct job_search, since_id),              \
	    COLUMN(struct job_search, since_id), COLUMN(struct job_search, since),                 \
	    COLUMN(struct job_search, since), COLUMN(struct job_search, limit)
SHAPE(job_search_in, struct job_search, SEARCH_COLUMNS, COLUMN(struct job_search, offset));
SHAPE(job_search_count_in, struct job_search, SEARCH_COLUMNS);

SHAPE(job_page_in, struct job_past_search, COLUMN(struct job_past_search, account_id),
      COLUMN(struct job_past_search, strategy_id), COLUMN(struct job_past_search, before_id),
      COLUMN(struct job_past_search, before_id), COLUMN(struct job_past_search, limit),
      COLUMN(struct job_past_search, offset));
SHAPE(job_url_out, struct job_url, COLUMN(struct job_url, url), COLUMN(struct job_url, jobs));
SHAPE(job_past_out, struct job_past, COLUMN(struct job_past, id), COLUMN(struct job_past, status),
      COLUMN(struct job_past, url), COLUMN(struct job_past, content_hash),
      COLUMN(struct job_past, item_count), COLUMN(struct job_past, has_changes),
      COLUMN(struct job_past, created_at), COLUMN(struct job_past, completed_at));

SHAPE(job_latest_in, struct job_page_search, COLUMN(struct job_page_search, account_id),
      COLUMN(struct job_page_search, strategy_id), COLUMN(struct job_page_search, read),
      COLUMN(struct job_page_search, limit));
SHAPE(job_page_out, struct job_page, COLUMN(struct job_page, id), COLUMN(struct job_page, url),
      COLUMN(struct job_page, completed_at), COLUMN(struct job_page, result_hash));

#define JOB_FILTER                                                                                 \
	" WHERE j.account_id = ? AND (? IS NULL OR j.strategy_id = ?)"                             \
	" AND (? IS NULL OR j.status = ?) AND (? IS NULL OR j.schedule_id = ?)"                    \
	" AND (? IS NULL OR j.batch_id = ? AND j.schedule_id IS NULL)"                             \
	" AND (? IS NULL OR j.id >= ?) AND (? IS NULL OR j.created_at >= ?)"

STATEMENT(job_newest, &job_search_in, &job_row,
	  "SELECT " JOB_COLUMNS " FROM " JOBS_ALIVE JOB_FILTER
	  " ORDER BY j.id DESC LIMIT ? OFFSET ?");
STATEMENT(job_number, &job_search_count_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM " JOBS_ALIVE JOB_FILTER " LIMIT ?) AS few");
/* All jobs of an account from the index alone, right while no strategy is being taken away. */
STATEMENT(job_number_all, &limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM job WHERE account_id = ? LIMIT ?) AS few");
STATEMENT(job_leaving, &account_in, &counted_out,
	  "SELECT EXISTS (SELECT 1 FROM strategy"
	  " WHERE account_id = ? AND deleted_at IS NOT NULL) AS n");
/* The optimizer would rather sort all jobs of the account. */
STATEMENT(job_past_page, &job_page_in, &job_past_out,
	  "SELECT id, status, url, LOWER(HEX(content)) AS content_hash, item_count, "
	  "COALESCE(has_changes, FALSE) AS"
	  " has_changes, created_at, completed_at FROM job FORCE INDEX (job_of_strategy)"
	  " WHERE account_id = ? AND strategy_id = ? AND (? IS NULL OR id < ?)"
	  " AND discovery_id IS NULL"
	  " ORDER BY id DESC LIMIT ? OFFSET ?");

STATEMENT(job_urls_newest, &limited_in, &job_url_out,
	  "SELECT url, COUNT(*) AS jobs FROM"
	  " (SELECT id, url FROM job WHERE account_id = ? ORDER BY id DESC LIMIT ?) AS newest"
	  " GROUP BY url ORDER BY MAX(id) DESC");

STATEMENT(job_page_latest, &job_latest_in, &job_page_out,
	  "SELECT j.id, j.url, j.completed_at, j.result_hash FROM job j JOIN"
	  " (SELECT MAX(id) AS id FROM (SELECT id, url FROM job FORCE INDEX (job_of_strategy)"
	  " WHERE account_id = ? AND strategy_id = ? AND status = 'completed'"
	  " AND discovery_id IS NULL"
	  " ORDER BY id DESC LIMIT ?) newest GROUP BY url) latest ON latest.id = j.id"
	  " ORDER BY j.id DESC LIMIT ?");

/* Ids begin with the time of their making, so that the index which orders jobs also finds those
 * since a moment; the margin is for clocks that differ between machines. */
static struct job_search search_of(struct work *w, const struct job_filter *f)
{
	const int64_t margin_us = 60 * INT64_C(1000000);
	struct job_search search = {.account_id = f->account_id,
				    .strategy_id = f->strategy_id,
				    .status = f->status,
				    .schedule_id = f->schedule_id,
				    .batch_id = f->batch_id,
				    .since = f->since.us > 0 ? f->since : (struct instant){0},
				    .limit = f->limit,
				    .offset = f->offset};

	if (f->since.us > margin_us)
		search.since_id = id_floor(w->arena, (struct instant){f->since.us - margin_us});
	return search;
}

bool job_list(struct work *w, const struct job_filter *f, struct job **rows, size_t *n)
{
	const struct job_search search = search_of(w, f);

	return statement_each(w, &job_newest, &search, (size_t)f->limit, rows, n);
}

bool job_count(struct work *w, const struct job_filter *f, int64_t *n)
{
	const struct slice all = {.account_id = f->account_id, .limit = COUNT_EXACT_MAX + 1};
	const bool is_filtered =
	    f->strategy_id || f->status || f->schedule_id || f->batch_id || f->since.us > 0;
	struct job_search search = search_of(w, f);
	int64_t leaving = 0;

	search.limit = all.limit;
	if (!is_filtered &&
	    !lookup_count(w, &job_leaving, &(struct lookup){.account_id = f->account_id}, &leaving))
		return false;
	const bool by_index = !is_filtered && leaving == 0;
	const void *in = by_index ? (const void *)&all : &search;

	return lookup_count(w, by_index ? &job_number_all : &job_number, in, n);
}

bool job_history(struct work *w, const char *account_id, const char *strategy_id,
		 const char *before_id, int64_t limit, int64_t offset, struct job_past **rows,
		 size_t *n)
{
	const struct job_past_search in = {account_id, strategy_id, before_id, limit, offset};

	return statement_each(w, &job_past_page, &in, (size_t)limit, rows, n);
}

bool job_latest_pages(struct work *w, const char *account_id, const char *strategy_id, int64_t most,
		      struct job_page **rows, size_t *n)
{
	const struct job_page_search in = {account_id, strategy_id, JOB_PAGES_READ, most};

	return statement_each(w, &job_page_latest, &in, (size_t)most, rows, n);
}

bool job_urls(struct work *w, const char *account_id, int64_t most, struct job_url **rows,
	      size_t *n)
{
	const struct slice in = {.account_id = account_id, .limit = most};

	return statement_each(w, &job_urls_newest, &in, (size_t)most, rows, n);
}
