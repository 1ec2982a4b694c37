/* What a run of a discovery fetches. */
#include "store/discovery_pages.h"

#include "store/fit.h"
#include "store/statement.h"

#include "bounds.h"

struct row {
	const char *discovery_id, *account_id;
	int64_t run, seq, depth, hops;
	struct blob hash, leads_to;
	const char *kind, *url, *state, *error;
	bool may_pass;
};

struct part {
	const char *account_id, *discovery_id;
	int64_t run, seq, limit;
};

#define R(member)   COLUMN(struct row, member)
#define P(member)   COLUMN(struct part, member)
#define OUT(member) COLUMN(struct discovery_page, member)

SHAPE(discovery_page_in, struct row, R(discovery_id), R(account_id), R(run), R(seq), R(depth),
      R(hops), R(hash), R(kind), R(url));
SHAPE(discovery_page_out, struct discovery_page, OUT(hash), OUT(url), OUT(kind), OUT(depth),
      OUT(hops), OUT(error), OUT(seq));
SHAPE(discovery_page_end_in, struct row, R(state), R(error), R(may_pass), R(account_id),
      R(discovery_id), R(run), R(seq));
SHAPE(discovery_page_lead_in, struct row, R(leads_to), R(account_id), R(discovery_id), R(run),
      R(seq));
SHAPE(discovery_page_find_in, struct row, R(account_id), R(discovery_id), R(run), R(hash));
SHAPE(discovery_page_found, struct discovery_page, OUT(hash), OUT(url), OUT(is_read),
      OUT(leads_to));
SHAPE(discovery_pages_in, struct part, P(account_id), P(discovery_id), P(run));
SHAPE(discovery_pages_few_in, struct part, P(account_id), P(discovery_id), P(run), P(limit));
SHAPE(discovery_pages_part_in, struct part, P(account_id), P(discovery_id), P(run), P(seq),
      P(limit));

#define OF_RUN	" WHERE account_id = ? AND discovery_id = ? AND run = ?"
#define COLUMNS "SELECT hash, url, kind, depth, hops, error, seq FROM discovery_page" OF_RUN

/* What is there stays as it is, and is not counted. */
STATEMENT(discovery_page_new, &discovery_page_in, NULL,
	  "INSERT INTO discovery_page (discovery_id, account_id, run, seq, depth, hops, hash, kind,"
	  " url, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')"
	  " ON DUPLICATE KEY UPDATE seq = seq");
STATEMENT(discovery_page_first, &discovery_pages_few_in, &discovery_page_out,
	  COLUMNS " AND state = 'waiting' ORDER BY depth, seq LIMIT ?");
STATEMENT(discovery_page_second, &discovery_pages_in, &discovery_page_out,
	  COLUMNS " AND state = 'again' ORDER BY depth, seq LIMIT 1");
STATEMENT(discovery_page_ended, &discovery_page_end_in, NULL,
	  "UPDATE discovery_page SET state = ?, error = ?, may_pass = ?" OF_RUN " AND seq = ?");
STATEMENT(discovery_page_bad, &discovery_pages_few_in, &discovery_page_out,
	  COLUMNS " AND state = 'failed' ORDER BY depth, seq LIMIT ?");
STATEMENT(discovery_page_mixed, &discovery_pages_part_in, &discovery_page_out,
	  COLUMNS " AND seq > ? AND url LIKE '%?%&%' ORDER BY seq LIMIT ?");
/* The seed, or where it led: behind it may be what it says it is. */
STATEMENT(discovery_page_seed, &discovery_pages_in, &discovery_page_out,
	  COLUMNS " AND state = 'done' AND depth = 0 ORDER BY seq LIMIT 1");
STATEMENT(discovery_page_leads, &discovery_page_lead_in, NULL,
	  "UPDATE discovery_page SET leads_to = ?" OF_RUN " AND seq = ?");
STATEMENT(discovery_page_by_hash, &discovery_page_find_in, &discovery_page_found,
	  "SELECT hash, url, state = 'done' AS is_read, leads_to FROM discovery_page" OF_RUN
	  " AND hash = ?");

static struct part run_of(const struct discovery *d)
{
	return (struct part){
	    .account_id = d->account_id, .discovery_id = d->id, .run = d->run, .limit = 1};
}

bool discovery_pages_add(struct work *w, struct discovery *d, const struct discovery_page *rows,
			 size_t n)
{
	struct row *in = ARENA_ARRAY(w->arena, n, struct row);
	int64_t added;

	if (n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		in[i] = (struct row){.discovery_id = d->id,
				     .account_id = d->account_id,
				     .run = d->run,
				     .seq = d->page_seq + (int64_t)i,
				     .depth = rows[i].depth,
				     .hops = rows[i].hops,
				     .hash = rows[i].hash,
				     .kind = rows[i].kind,
				     .url = rows[i].url};
	if (!statement_bulk(w, &discovery_page_new, in, n, &added))
		return false;
	d->page_seq += (int64_t)n;
	d->pages_known += added;
	return true;
}

bool discovery_pages_next(struct work *w, const struct discovery *d, int64_t most,
			  struct discovery_page **rows, size_t *n)
{
	struct part part = run_of(d);

	part.limit = most;
	if (!statement_each(w, &discovery_page_first, &part, (size_t)most, rows, n))
		return false;
	while (*n > 1 && (*rows)[*n - 1].depth > (*rows)[0].depth)
		--*n;
	if (*n > 0)
		return true;
	if (!statement_each(w, &discovery_page_second, &part, 1, rows, n))
		return false;
	if (*n > 0)
		(*rows)[0].is_second = true;
	return true;
}

bool discovery_page_next(struct work *w, const struct discovery *d, struct discovery_page *out)
{
	struct discovery_page *rows;
	size_t n;

	if (!discovery_pages_next(w, d, 1, &rows, &n))
		return false;
	if (n == 0)
		return fail(w, ERR_NOT_FOUND, "not found");
	*out = rows[0];
	return true;
}

bool discovery_page_end(struct work *w, struct discovery *d, const struct discovery_page *p)
{
	const bool again = p->error && p->may_pass && !p->is_second;
	const struct row row = {.discovery_id = d->id,
				.account_id = d->account_id,
				.run = d->run,
				.seq = p->seq,
				.state = again	       ? "again"
					 : p->error    ? "failed"
					 : p->is_moved ? "moved"
						       : "done",
				.error = fit_text(w, p->error, FAILURE_MAX),
				.may_pass = p->error && p->may_pass};

	d->pages_failed += p->error && !again;
	d->pages_done += !p->error;
	return statement_run(w, &discovery_page_ended, &row, NULL);
}

bool discovery_pages_failed(struct work *w, const struct discovery *d, int64_t most,
			    struct discovery_page **rows, size_t *n)
{
	struct part few = run_of(d);

	few.limit = most;
	return statement_each(w, &discovery_page_bad, &few, (size_t)most, rows, n);
}

bool discovery_pages_mixtures(struct work *w, const struct discovery *d, int64_t after,
			      int64_t most, struct discovery_page **rows, size_t *n)
{
	struct part part = run_of(d);

	part.seq = after;
	part.limit = most;
	return statement_each(w, &discovery_page_mixed, &part, (size_t)most, rows, n);
}

bool discovery_page_root(struct work *w, const struct discovery *d, struct discovery_page *out)
{
	const struct part run = run_of(d);

	return statement_one(w, &discovery_page_seed, &run, out);
}

bool discovery_page_lead(struct work *w, const struct discovery *d, const struct discovery_page *p,
			 struct blob leads_to)
{
	const struct row row = {.leads_to = leads_to,
				.account_id = d->account_id,
				.discovery_id = d->id,
				.run = d->run,
				.seq = p->seq};

	return statement_run(w, &discovery_page_leads, &row, NULL);
}

bool discovery_page_find(struct work *w, const struct discovery *d, struct blob hash,
			 struct discovery_page *out)
{
	const struct row row = {
	    .account_id = d->account_id, .discovery_id = d->id, .run = d->run, .hash = hash};

	*out = (struct discovery_page){0};
	return statement_one(w, &discovery_page_by_hash, &row, out);
}
