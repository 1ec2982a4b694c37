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
	int64_t run, seq, limit, offset;
};

#define R(member)   COLUMN(struct row, member)
#define P(member)   COLUMN(struct part, member)
#define OUT(member) COLUMN(struct discovered, member)

SHAPE(discovered_in, struct row, R(discovery_id), R(account_id), R(run), R(seq), R(depth), R(hash),
      R(lastmod), R(source), R(url));
SHAPE(discovered_out, struct discovered, OUT(hash), OUT(url), OUT(lastmod), OUT(source), OUT(depth),
      OUT(seq));
SHAPE(discovered_from_in, struct part, P(account_id), P(discovery_id), P(run), P(seq));
SHAPE(discovered_cut_in, struct part, P(account_id), P(discovery_id), P(run), P(seq), P(limit));
SHAPE(discovered_slice_in, struct part, P(account_id), P(discovery_id), P(run), P(limit),
      P(offset));

#define OF_RUN " WHERE account_id = ? AND discovery_id = ? AND run = ?"
#define COLUMNS                                                                                    \
	"SELECT hash, url, lastmod, source, depth, seq FROM discovered_url" OF_RUN                 \
	" AND NOT is_hidden"

/* What is there stays as it is. */
STATEMENT(discovered_new, &discovered_in, NULL,
	  "INSERT INTO discovered_url (discovery_id, account_id, run, seq, depth, hash, lastmod,"
	  " source, url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
	  " ON DUPLICATE KEY UPDATE seq = seq");
/* One row affected: it is new; two: it was in the list. */
STATEMENT(discovered_hidden, &discovered_in, NULL,
	  "INSERT INTO discovered_url (discovery_id, account_id, run, seq, depth, hash, lastmod,"
	  " source, url, is_hidden) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE)"
	  " ON DUPLICATE KEY UPDATE is_hidden = TRUE");
STATEMENT(discovered_number, &discovered_from_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM discovered_url" OF_RUN " AND seq >= ?");
STATEMENT(discovered_cut, &discovered_cut_in, NULL,
	  "DELETE FROM discovered_url" OF_RUN " AND seq >= ? ORDER BY seq DESC LIMIT ?");
STATEMENT(discovered_mixed, &discovered_cut_in, &discovered_out,
	  "SELECT hash, url, lastmod, source, depth, seq FROM discovered_url" OF_RUN
	  " AND seq > ? AND url LIKE '%?%&%' ORDER BY seq LIMIT ?");
STATEMENT(discovered_slice, &discovered_slice_in, &discovered_out,
	  COLUMNS " ORDER BY seq LIMIT ? OFFSET ?");
STATEMENT(discovered_behind, &discovered_cut_in, &discovered_out,
	  COLUMNS " AND seq > ? ORDER BY seq LIMIT ?");

struct blob url_hash(struct work *w, const char *key)
{
	uint8_t *hash = arena_alloc(w->arena, SHA256_SIZE);

	sha256(key, strlen(key), hash);
	return (struct blob){hash, HASH_SIZE};
}

static bool insert_rows(struct work *w, const struct discovery *d, const struct discovered *rows,
			size_t n)
{
	struct row *in = ARENA_ARRAY(w->arena, n, struct row);

	for (size_t i = 0; i < n; i++)
		in[i] = (struct row){.discovery_id = d->id,
				     .account_id = d->account_id,
				     .run = d->run,
				     .seq = d->url_seq + (int64_t)i,
				     .depth = rows[i].depth,
				     .hash = rows[i].hash,
				     .lastmod = rows[i].lastmod,
				     .source = rows[i].source,
				     .url = rows[i].url};
	return statement_bulk(w, &discovered_new, in, n);
}

bool discovered_add(struct work *w, struct discovery *d, const struct discovered *rows, size_t n,
		    int64_t most)
{
	struct part fresh = {
	    .account_id = d->account_id, .discovery_id = d->id, .run = d->run, .seq = d->url_seq};
	struct counted added;

	if (n == 0 || d->found >= most)
		return true;
	if (!insert_rows(w, d, rows, n) || !statement_one(w, &discovered_number, &fresh, &added))
		return false;
	fresh.limit = d->found + added.n - most;
	if (fresh.limit > 0 && !statement_run(w, &discovered_cut, &fresh, NULL))
		return false;
	d->url_seq += (int64_t)n;
	d->found = fresh.limit > 0 ? most : d->found + added.n;
	return true;
}

bool discovered_hide(struct work *w, struct discovery *d, const struct discovered *row)
{
	const struct row in = {.discovery_id = d->id,
			       .account_id = d->account_id,
			       .run = d->run,
			       .seq = d->url_seq,
			       .depth = row->depth,
			       .hash = row->hash,
			       .source = row->source,
			       .url = row->url};
	int64_t affected;

	if (!statement_run(w, &discovered_hidden, &in, &affected))
		return false;
	d->url_seq++;
	d->found -= affected == 2;
	return true;
}

bool discovered_list(struct work *w, const struct discovery *d, int64_t limit, int64_t offset,
		     struct discovered **rows, size_t *n)
{
	const struct part in = {.account_id = d->account_id,
				.discovery_id = d->id,
				.run = d->listed_run,
				.limit = limit,
				.offset = offset};

	return statement_each(w, &discovered_slice, &in, (size_t)limit, rows, n);
}

static bool rows_behind(struct work *w, const struct statement *s, const struct discovery *d,
			const struct part *part, struct discovered **rows, size_t *n)
{
	struct part in = *part;

	in.account_id = d->account_id;
	in.discovery_id = d->id;
	return statement_each(w, s, &in, (size_t)in.limit, rows, n);
}

bool discovered_after(struct work *w, const struct discovery *d, int64_t run, int64_t after,
		      int64_t most, struct discovered **rows, size_t *n)
{
	const struct part in = {.run = run, .seq = after, .limit = most};

	return rows_behind(w, &discovered_behind, d, &in, rows, n);
}

bool discovered_mixtures(struct work *w, const struct discovery *d, int64_t after, int64_t most,
			 struct discovered **rows, size_t *n)
{
	const struct part in = {.run = d->run, .seq = after, .limit = most};

	return rows_behind(w, &discovered_mixed, d, &in, rows, n);
}
