/* Versions of strategies: kept, listed, found again. */
#include "store/versions.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "bounds.h"

/* Which of them is asked for. */
struct version_search {
	const char *account_id, *strategy_id;
	int64_t version;
	int64_t limit, offset;
};

SHAPE(version_row, struct version, COLUMN(struct version, strategy_id),
      COLUMN(struct version, version), COLUMN(struct version, account_id),
      COLUMN(struct version, reason), COLUMN(struct version, generator),
      COLUMN(struct version, attempts), COLUMN(struct version, confidence),
      COLUMN(struct version, plan), COLUMN(struct version, output_schema),
      COLUMN(struct version, filter_config), COLUMN(struct version, api_parameters),
      COLUMN(struct version, preview), COLUMN(struct version, created_at));
SHAPE(version_slice_in, struct version_search, COLUMN(struct version_search, account_id),
      COLUMN(struct version_search, strategy_id), COLUMN(struct version_search, limit),
      COLUMN(struct version_search, offset));
SHAPE(version_limited_in, struct version_search, COLUMN(struct version_search, account_id),
      COLUMN(struct version_search, strategy_id), COLUMN(struct version_search, limit));
SHAPE(version_key_in, struct version_search, COLUMN(struct version_search, account_id),
      COLUMN(struct version_search, strategy_id), COLUMN(struct version_search, version));

#define VERSION_COLUMNS                                                                            \
	"strategy_id, version, account_id, reason, generator, attempts, confidence, plan,"         \
	" output_schema, filter_config, api_parameters, preview, created_at"

STATEMENT(version_new, &version_row, NULL,
	  "INSERT INTO strategy_version (" VERSION_COLUMNS ")"
	  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(version_newest, &version_slice_in, &version_row,
	  "SELECT " VERSION_COLUMNS " FROM strategy_version"
	  " WHERE account_id = ? AND strategy_id = ? ORDER BY version DESC LIMIT ? OFFSET ?");
STATEMENT(version_number, &version_limited_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM strategy_version"
	  " WHERE account_id = ? AND strategy_id = ? LIMIT ?) AS few");
STATEMENT(version_by_number, &version_key_in, &version_row,
	  "SELECT " VERSION_COLUMNS " FROM strategy_version"
	  " WHERE account_id = ? AND strategy_id = ? AND version = ?");

bool version_insert(struct work *w, const struct strategy *s, const char *reason)
{
	const struct version row = {.strategy_id = s->id,
				    .account_id = s->account_id,
				    .version = s->version,
				    .reason = reason,
				    .generator = s->generator,
				    .plan = s->plan,
				    .output_schema = s->output_schema,
				    .filter_config = s->filter_config,
				    .api_parameters = s->api_parameters,
				    .preview = s->preview,
				    .attempts = s->attempts,
				    .confidence = s->confidence,
				    .created_at = s->updated_at};

	return statement_run(w, &version_new, &row, NULL);
}

bool version_list(struct work *w, const char *account_id, const char *strategy_id, int64_t limit,
		  int64_t offset, struct version **rows, size_t *n)
{
	const struct version_search in = {
	    .account_id = account_id, .strategy_id = strategy_id, .limit = limit, .offset = offset};

	return statement_each(w, &version_newest, &in, (size_t)limit, rows, n);
}

bool version_count(struct work *w, const char *account_id, const char *strategy_id, int64_t *n)
{
	const struct version_search in = {
	    .account_id = account_id, .strategy_id = strategy_id, .limit = COUNT_EXACT_MAX + 1};

	return lookup_count(w, &version_number, &in, n);
}

bool version_find(struct work *w, const char *account_id, const char *strategy_id, int64_t number,
		  struct version *out)
{
	const struct version_search in = {
	    .account_id = account_id, .strategy_id = strategy_id, .version = number};

	if (statement_one(w, &version_by_number, &in, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Strategy version not found");
	return false;
}
