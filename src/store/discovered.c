/* URLs that discoveries found. */
#include "store/discovered.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/secret.h"

#define HASH_SIZE 16

struct row {
	const char *discovery_id, *account_id;
	int64_t run, seq, depth;
	struct blob hash;
	const char *lastmod, *source, *url;
};

/* Rows of a run: from a place on, or a slice. */
struct part {
	const char *account_id, *discovery_id;
	int64_t run, seq, limit, offset, latest_run;
};

#define R(member)   COLUMN(struct row, member)
#define P(member)   COLUMN(struct part, member)
#define OUT(member) COLUMN(struct discovered, member)

SHAPE(discovered_in, struct row, R(discovery_id), R(account_id), R(run), R(seq), R(depth), R(hash),
      R(lastmod), R(source), R(url));
SHAPE(discovered_out, struct discovered, OUT(hash), OUT(url), OUT(lastmod), OUT(source), OUT(depth),
      OUT(seq));
SHAPE(discovered_show_in, struct row, R(account_id), R(discovery_id), R(run), R(hash));
SHAPE(discovered_cut_in, struct part, P(account_id), P(discovery_id), P(run), P(seq), P(limit));
SHAPE(discovered_unread_in, struct part, P(account_id), P(discovery_id), P(run), P(seq),
      P(account_id), P(discovery_id), P(latest_run), P(limit));
SHAPE(discovered_slice_in, struct part, P(account_id), P(discovery_id), P(run), P(limit),
      P(offset));

#define OF_RUN " WHERE account_id = ? AND discovery_id = ? AND run = ?"
#define ALL    "SELECT hash, url, lastmod, source, depth, seq FROM discovered_url" OF_RUN
#define SHOWN  ALL " AND NOT is_hidden"

/* What is there stays as it is, and is not counted. */
STATEMENT(discovered_new, &discovered_in, NULL,
	  "INSERT INTO discovered_url (discovery_id, account_id, run, seq, depth, hash, lastmod,"
	  " source, url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
	  " ON DUPLICATE KEY UPDATE seq = seq");
/* One row affected: it is new; two: it was in the list. */
STATEMENT(discovered_hidden, &discovered_in, NULL,
	  "INSERT INTO discovered_url (discovery_id, account_id, run, seq, depth, hash, lastmod,"
	  " source, url, is_hidden) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE)"
	  " ON DUPLICATE KEY UPDATE is_hidden = TRUE");
/* What was hidden before anybody named it has no source. */
STATEMENT(discovered_shown, &discovered_show_in, NULL,
	  "UPDATE discovered_url SET is_hidden = FALSE" OF_RUN
	  " AND hash = ? AND is_hidden AND source IS NOT NULL");
STATEMENT(discovered_cut, &discovered_cut_in, NULL,
	  "DELETE FROM discovered_url" OF_RUN " AND seq >= ? ORDER BY seq DESC LIMIT ?");
STATEMENT(discovered_mixed, &discovered_cut_in, &discovered_out,
	  ALL " AND seq > ? AND url LIKE '%?%&%' ORDER BY seq LIMIT ?");
STATEMENT(discovered_slice, &discovered_slice_in, &discovered_out,
	  SHOWN " ORDER BY seq LIMIT ? OFFSET ?");
STATEMENT(discovered_behind, &discovered_cut_in, &discovered_out,
	  SHOWN " AND seq > ? ORDER BY seq LIMIT ?");

STATEMENT(discovered_silent, &discovered_unread_in, &discovered_out,
	  SHOWN " AND seq > ? AND source IN (SELECT url FROM discovery_page" OF_RUN
	  " AND state = 'failed' AND may_pass) ORDER BY seq LIMIT ?");

struct blob url_hash(struct work *w, const char *key)
{
	uint8_t *hash = arena_alloc(w->arena, SHA256_SIZE);

	sha256(key, strlen(key), hash);
	return (struct blob){hash, HASH_SIZE};
}

static struct part run_of(const struct discovery *d, int64_t run)
{
	return (struct part){.account_id = d->account_id, .discovery_id = d->id, .run = run};
}

/* In the `nth` of the places that come next. */
static struct row row_of(const struct discovery *d, const struct discovered *u, size_t nth)
{
	return (struct row){.discovery_id = d->id,
			    .account_id = d->account_id,
			    .run = d->run,
			    .seq = d->url_seq + (int64_t)nth,
			    .depth = u->depth,
			    .hash = u->hash,
			    .lastmod = u->lastmod,
			    .source = u->source,
			    .url = u->url};
}

static bool insert_rows(struct work *w, const struct discovery *d, const struct discovered *rows,
			size_t n, int64_t *added)
{
	struct row *in = ARENA_ARRAY(w->arena, n, struct row);

	for (size_t i = 0; i < n; i++)
		in[i] = row_of(d, &rows[i], i);
	return statement_bulk(w, &discovered_new, in, n, added);
}

bool discovered_add(struct work *w, struct discovery *d, const struct discovered *rows, size_t n,
		    int64_t most)
{
	struct part fresh = run_of(d, d->run);
	int64_t added;

	fresh.seq = d->url_seq;
	if (n == 0 || d->found >= most)
		return true;
	if (!insert_rows(w, d, rows, n, &added))
		return false;
	fresh.limit = d->found + added - most;
	if (fresh.limit > 0 && !statement_run(w, &discovered_cut, &fresh, NULL))
		return false;
	d->url_seq += (int64_t)n;
	d->found = fresh.limit > 0 ? most : d->found + added;
	return true;
}

bool discovered_hide(struct work *w, struct discovery *d, const struct discovered *row)
{
	const struct row in = row_of(d, row, 0);
	int64_t affected;

	if (!statement_run(w, &discovered_hidden, &in, &affected))
		return false;
	d->url_seq++;
	d->found -= affected == 2;
	return true;
}

bool discovered_show(struct work *w, struct discovery *d, struct blob hash)
{
	const struct row in = {
	    .discovery_id = d->id, .account_id = d->account_id, .run = d->run, .hash = hash};
	int64_t affected;

	if (!statement_run(w, &discovered_shown, &in, &affected))
		return false;
	d->found += affected;
	return true;
}

bool discovered_list(struct work *w, const struct discovery *d, int64_t limit, int64_t offset,
		     struct discovered **rows, size_t *n)
{
	struct part in = run_of(d, d->listed_run);

	in.limit = limit;
	in.offset = offset;
	return statement_each(w, &discovered_slice, &in, (size_t)limit, rows, n);
}

static bool rows_behind(struct work *w, const struct statement *s, struct part run, int64_t after,
			int64_t most, struct discovered **rows, size_t *n)
{
	run.seq = after;
	run.limit = most;
	return statement_each(w, s, &run, (size_t)most, rows, n);
}

bool discovered_after(struct work *w, const struct discovery *d, int64_t run, int64_t after,
		      int64_t most, struct discovered **rows, size_t *n)
{
	return rows_behind(w, &discovered_behind, run_of(d, run), after, most, rows, n);
}

bool discovered_unread(struct work *w, const struct discovery *d, int64_t after, int64_t most,
		       struct discovered **rows, size_t *n)
{
	struct part part = run_of(d, d->listed_run);

	part.latest_run = d->run;
	return rows_behind(w, &discovered_silent, part, after, most, rows, n);
}

bool discovered_mixtures(struct work *w, const struct discovery *d, int64_t after, int64_t most,
			 struct discovered **rows, size_t *n)
{
	return rows_behind(w, &discovered_mixed, run_of(d, d->run), after, most, rows, n);
}
