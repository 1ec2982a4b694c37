/* Fetched pages, compressed, once per strategy, URL and content. */
#include "store/pages.h"

#include "store/fit.h"
#include "store/pack.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/secret.h"

#define TARGET_SIZE 16 /* of a URL's SHA-256: enough to tell the pages of one strategy apart */

struct page_row {
	const char *account_id, *strategy_id;
	struct blob target, hash;
	const char *url, *content_type;
	int64_t size;
	struct instant fetched_at;
	struct blob body;
};

SHAPE(page_seen_in, struct page_row, COLUMN(struct page_row, fetched_at),
      COLUMN(struct page_row, content_type), COLUMN(struct page_row, account_id),
      COLUMN(struct page_row, strategy_id), COLUMN(struct page_row, target),
      COLUMN(struct page_row, hash));
SHAPE(page_row_in, struct page_row, COLUMN(struct page_row, account_id),
      COLUMN(struct page_row, strategy_id), COLUMN(struct page_row, target),
      COLUMN(struct page_row, hash), COLUMN(struct page_row, url),
      COLUMN(struct page_row, content_type), COLUMN(struct page_row, size),
      COLUMN(struct page_row, fetched_at), COLUMN(struct page_row, body));
SHAPE(page_newest_in, struct page_row, COLUMN(struct page_row, account_id),
      COLUMN(struct page_row, strategy_id));
SHAPE(page_target_in, struct page_row, COLUMN(struct page_row, account_id),
      COLUMN(struct page_row, strategy_id), COLUMN(struct page_row, target));
SHAPE(page_out, struct page_row, COLUMN(struct page_row, url),
      COLUMN(struct page_row, content_type), COLUMN(struct page_row, size),
      COLUMN(struct page_row, fetched_at), COLUMN(struct page_row, body));

STATEMENT(page_seen, &page_seen_in, NULL,
	  "UPDATE page SET fetched_at = ?, content_type = ?"
	  " WHERE account_id = ? AND strategy_id = ? AND target = ? AND hash = ?");
STATEMENT(page_new, &page_row_in, NULL,
	  "INSERT INTO page (account_id, strategy_id, target, hash, url, content_type, size,"
	  " fetched_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
	  " ON DUPLICATE KEY UPDATE fetched_at = VALUES(fetched_at)");
STATEMENT(page_newest, &page_newest_in, &page_out,
	  "SELECT url, content_type, size, fetched_at, body FROM page"
	  " WHERE account_id = ? AND strategy_id = ? ORDER BY fetched_at DESC LIMIT 1");
STATEMENT(page_newest_of_url, &page_target_in, &page_out,
	  "SELECT url, content_type, size, fetched_at, body FROM page"
	  " WHERE account_id = ? AND strategy_id = ? AND target = ?"
	  " ORDER BY fetched_at DESC LIMIT 1");

bool page_store(struct work *w, const char *account_id, const char *strategy_id, const char *url,
		const char *content_type, const void *body, size_t size)
{
	uint8_t target[SHA256_SIZE], hash[SHA256_SIZE];
	struct page_row row = {.account_id = account_id,
			       .strategy_id = strategy_id,
			       .target = {target, TARGET_SIZE},
			       .hash = {hash, sizeof hash},
			       .url = url,
			       .content_type = fit_text(w, content_type, NAME_MAX_BYTES),
			       .size = (int64_t)size,
			       .fetched_at = clock_now()};
	int64_t renewed;

	sha256(url, strlen(url), target);
	sha256(body, size, hash);
	if (!statement_run(w, &page_seen, &row, &renewed))
		return false;
	if (renewed > 0)
		return true;
	return pack(w, body, size, &row.body) && statement_run(w, &page_new, &row, NULL);
}

bool page_keep(struct work *w, const char *account_id, const char *strategy_id, const char *url,
	       const char *content_type, const void *body, size_t size)
{
	if (page_store(w, account_id, strategy_id, url, content_type, body, size))
		return true;
	if (!error_is(w, ERR_TOO_LARGE))
		return false;
	work_forgive(w);
	return true;
}

bool page_load(struct work *w, const char *account_id, const char *strategy_id, const char *url,
	       struct page *out)
{
	uint8_t target[SHA256_SIZE];
	const struct page_row key = {
	    .account_id = account_id, .strategy_id = strategy_id, .target = {target, TARGET_SIZE}};
	struct page_row row;

	if (url)
		sha256(url, strlen(url), target);
	if (!statement_one(w, url ? &page_newest_of_url : &page_newest, &key, &row))
		return false;
	*out = (struct page){.url = row.url,
			     .content_type = row.content_type,
			     .body = unpack(w, row.body, row.size, PAGE_MAX),
			     .size = (size_t)row.size,
			     .fetched_at = row.fetched_at};
	return out->body != NULL;
}
