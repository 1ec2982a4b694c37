/* The outbox and its log. */
#include "store/deliveries.h"

#include "store/fit.h"
#include "store/lookup.h"
#include "store/statement.h"
#include "store/tasks.h"

#include "bounds.h"
#include "util/clock.h"
#include "util/secret.h"
#include "util/text.h"

#define ENDPOINT_SIZE 16

/* A delivery with what is not for its readers. */
struct delivery_row {
	struct delivery d;
	struct blob endpoint;
};

struct endpoint_key {
	const char *account_id;
	struct blob hash;
	struct instant now;
	int64_t most, least_s, longest_s;
};

struct state_key {
	struct blob endpoint;
	const char *account_id, *schedule_id;
};

struct search {
	const char *account_id, *schedule_id, *status;
	struct instant since;
	int64_t limit, offset;
};

struct again {
	struct instant now;
	const char *account_id, *id;
};

struct attempts_key {
	const char *account_id, *delivery_id;
	int64_t limit;
};

#define D(member)	 COLUMN(struct delivery, member)
#define R(member)	 COLUMN_OF(struct delivery_row, d, member)
#define A(member)	 COLUMN(struct delivery_attempt, member)
#define AUDIENCE(member) COLUMN(struct audience, member)
#define STATE(member)	 COLUMN(struct delivery_state, member)
#define SEARCH(member)	 COLUMN(struct search, member)
#define ENDPOINT(member) COLUMN(struct endpoint_key, member)

SHAPE(audience_out, struct audience, AUDIENCE(webhook_url), AUDIENCE(webhook_type),
      AUDIENCE(webhook_metadata), AUDIENCE(notify), AUDIENCE(strategy_name));
SHAPE(delivery_new_in, struct delivery_row, R(id), R(account_id), R(schedule_id), R(job_id),
      R(run_id), R(event), R(receiver), COLUMN(struct delivery_row, endpoint), R(created_at),
      R(started_at), R(next_attempt_at), R(address), R(strategy_name), R(metadata));
SHAPE(delivery_row, struct delivery, D(id), D(account_id), D(schedule_id), D(job_id), D(run_id),
      D(status), D(event), D(receiver), D(address), D(strategy_name), D(metadata), D(attempts),
      D(tries), D(error), D(created_at), D(started_at), D(next_attempt_at), D(ended_at));
SHAPE(delivery_changed_in, struct delivery, D(status), D(attempts), D(tries), D(error),
      D(next_attempt_at), D(ended_at), D(account_id), D(id));
SHAPE(delivery_state_in, struct state_key, COLUMN(struct state_key, endpoint),
      COLUMN(struct state_key, account_id), COLUMN(struct state_key, schedule_id));
SHAPE(delivery_state_out, struct delivery_state, STATE(secret), STATE(secret_before),
      STATE(secret_before_until), STATE(failures), STATE(open_until), STATE(is_proven));
/* Each condition that may be absent takes its value twice: ? IS NULL OR column = ? */
#define FILTER_FIELDS                                                                              \
	SEARCH(account_id), SEARCH(schedule_id), SEARCH(schedule_id), SEARCH(status),              \
	    SEARCH(status), SEARCH(since), SEARCH(since), SEARCH(limit)
SHAPE(delivery_search_in, struct search, FILTER_FIELDS, SEARCH(offset));
SHAPE(delivery_few_in, struct search, FILTER_FIELDS);
SHAPE(delivery_again_in, struct again, COLUMN(struct again, now), COLUMN(struct again, now),
      COLUMN(struct again, account_id), COLUMN(struct again, id));
SHAPE(attempt_row, struct delivery_attempt, A(delivery_id), A(account_id), A(number), A(started_at),
      A(duration_ms), A(status_code), A(error_class), A(error), A(answer));
SHAPE(attempts_in, struct attempts_key, COLUMN(struct attempts_key, account_id),
      COLUMN(struct attempts_key, delivery_id), COLUMN(struct attempts_key, limit));
SHAPE(endpoint_good_in, struct endpoint_key, ENDPOINT(account_id), ENDPOINT(hash), ENDPOINT(now),
      ENDPOINT(now));
SHAPE(endpoint_bad_in, struct endpoint_key, ENDPOINT(account_id), ENDPOINT(hash), ENDPOINT(now),
      ENDPOINT(most), ENDPOINT(now), ENDPOINT(least_s), ENDPOINT(most), ENDPOINT(longest_s));
SHAPE(endpoint_sweep_in, struct endpoint_key, ENDPOINT(now), ENDPOINT(most));

#define COLUMNS                                                                                    \
	"id, account_id, schedule_id, job_id, run_id, status, event, receiver, address,"           \
	" strategy_name, metadata, attempts, tries, error, created_at, started_at,"                \
	" next_attempt_at, ended_at"
#define FILTER                                                                                     \
	" WHERE account_id = ? AND (? IS NULL OR schedule_id = ?)"                                 \
	" AND (? IS NULL OR status = ?) AND (? IS NULL OR created_at >= ?)"

/* The schedule stays as it is until the delivery is committed with it. */
STATEMENT(delivery_for, &lookup_in, &audience_out,
	  "SELECT s.webhook_url, s.webhook_type, s.webhook_metadata, s.notify,"
	  " COALESCE(t.name, f.name) AS strategy_name FROM schedule s"
	  " LEFT JOIN strategy t ON t.id = s.strategy_id LEFT JOIN workflow f ON f.id = s.subject_id"
	  " WHERE s.account_id = ? AND s.id = ? LOCK IN SHARE MODE");
STATEMENT(delivery_new, &delivery_new_in, NULL,
	  "INSERT INTO delivery (id, account_id, schedule_id, job_id, run_id, status, event,"
	  " receiver, endpoint, attempts, tries, created_at, started_at, next_attempt_at, address,"
	  " strategy_name, metadata)"
	  " VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?)");
STATEMENT(delivery_by_id, &lookup_in, &delivery_row,
	  "SELECT " COLUMNS " FROM delivery WHERE account_id = ? AND id = ?");
STATEMENT(delivery_now, &delivery_state_in, &delivery_state_out,
	  "SELECT s.secret, s.secret_before, s.secret_before_until,"
	  " COALESCE(e.failures, 0) AS failures, e.open_until,"
	  " e.delivered_at IS NOT NULL AS is_proven FROM schedule s"
	  " LEFT JOIN endpoint e ON e.account_id = s.account_id AND e.hash = ?"
	  " WHERE s.account_id = ? AND s.id = ?");
STATEMENT(delivery_newest, &delivery_search_in, &delivery_row,
	  "SELECT " COLUMNS " FROM delivery" FILTER " ORDER BY id DESC LIMIT ? OFFSET ?");
STATEMENT(delivery_number, &delivery_few_in, &counted_out,
	  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM delivery" FILTER " LIMIT ?) AS few");
STATEMENT(delivery_oldest, &delivery_few_in, &delivery_row,
	  "SELECT " COLUMNS " FROM delivery" FILTER " ORDER BY id LIMIT ?");
STATEMENT(delivery_changed, &delivery_changed_in, NULL,
	  "UPDATE delivery SET status = ?, attempts = ?, tries = ?, error = ?, next_attempt_at = ?,"
	  " ended_at = ? WHERE account_id = ? AND id = ?");
STATEMENT(delivery_again, &delivery_again_in, NULL,
	  "UPDATE delivery SET status = 'pending', tries = 0, error = NULL, ended_at = NULL,"
	  " started_at = ?, next_attempt_at = ? WHERE account_id = ? AND id = ?");
STATEMENT(attempt_new, &attempt_row, NULL,
	  "INSERT INTO delivery_attempt (delivery_id, account_id, number, started_at, duration_ms,"
	  " status_code, error_class, error, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(attempt_latest, &attempts_in, &attempt_row,
	  "SELECT delivery_id, account_id, number, started_at, duration_ms, status_code,"
	  " error_class, error, answer FROM delivery_attempt"
	  " WHERE account_id = ? AND delivery_id = ? ORDER BY number DESC LIMIT ?");
STATEMENT(endpoint_good, &endpoint_good_in, NULL,
	  "INSERT INTO endpoint (account_id, hash, failures, delivered_at, updated_at)"
	  " VALUES (?, ?, 0, ?, ?) ON DUPLICATE KEY UPDATE failures = 0, open_until = NULL,"
	  " delivered_at = VALUES(delivered_at), updated_at = VALUES(updated_at)");
/* Assignments are made from left to right: the second one reads the new count. */
STATEMENT(endpoint_bad, &endpoint_bad_in, NULL,
	  "INSERT INTO endpoint (account_id, hash, failures, updated_at) VALUES (?, ?, 1, ?)"
	  " ON DUPLICATE KEY UPDATE failures = failures + 1, open_until = IF(failures < ?, NULL,"
	  " ? + INTERVAL LEAST(? * POW(2, LEAST(failures - ?, 20)), ?) SECOND),"
	  " updated_at = VALUES(updated_at)");

STATEMENT_GLOBAL(endpoint_forgotten, &endpoint_sweep_in, NULL,
		 "DELETE FROM endpoint WHERE updated_at < ? LIMIT ?");

bool delivery_audience(struct work *w, const char *account_id, const char *schedule_id,
		       struct audience *out)
{
	return statement_one(w, &delivery_for, &(struct lookup){account_id, schedule_id}, out);
}

static struct blob endpoint_of(struct work *w, const struct delivery *d)
{
	uint8_t *hash = arena_alloc(w->arena, SHA256_SIZE);

	sha256(d->address, strlen(d->address), hash);
	return (struct blob){hash, ENDPOINT_SIZE};
}

static bool enqueue(struct work *w, const struct delivery *rows, size_t n)
{
	struct new_task *tasks = ARENA_ARRAY(w->arena, n, struct new_task);

	for (size_t i = 0; i < n; i++)
		tasks[i] = (struct new_task){.id = rows[i].id,
					     .account_id = rows[i].account_id,
					     .kind = "delivery",
					     .priority = TASK_ASKED,
					     .host = task_host(w, rows[i].address)};
	return task_insert_due(w, tasks, n);
}

bool delivery_insert(struct work *w, const struct delivery *d)
{
	struct delivery_row row = {.d = *d, .endpoint = endpoint_of(w, d)};

	row.d.strategy_name = fit_text(w, d->strategy_name, NAME_MAX_BYTES);
	row.d.created_at = row.d.started_at = row.d.next_attempt_at = clock_now();
	return statement_run(w, &delivery_new, &row, NULL) && enqueue(w, d, 1);
}

bool delivery_find(struct work *w, const char *account_id, const char *id, struct delivery *out)
{
	if (statement_one(w, &delivery_by_id, &(struct lookup){account_id, id}, out))
		return true;
	if (error_is(w, ERR_NOT_FOUND))
		fail(w, ERR_NOT_FOUND, "Delivery not found");
	return false;
}

bool delivery_state(struct work *w, const struct delivery *d, struct delivery_state *out)
{
	const struct state_key key = {endpoint_of(w, d), d->account_id, d->schedule_id};

	return statement_one(w, &delivery_now, &key, out);
}

static struct search search_of(const struct delivery_filter *f, int64_t limit)
{
	return (struct search){f->account_id, f->schedule_id, f->status,
			       f->since,      limit,	      f->offset};
}

bool delivery_list(struct work *w, const struct delivery_filter *f, struct delivery **rows,
		   size_t *n)
{
	const struct search search = search_of(f, f->limit);

	return statement_each(w, &delivery_newest, &search, (size_t)f->limit, rows, n);
}

bool delivery_count(struct work *w, const struct delivery_filter *f, int64_t *n)
{
	const struct search search = search_of(f, COUNT_EXACT_MAX + 1);

	return lookup_count(w, &delivery_number, &search, n);
}

/* --- attempts --- */

bool attempt_list(struct work *w, const char *account_id, const char *delivery_id,
		  struct delivery_attempt **rows, size_t *n)
{
	const struct attempts_key key = {account_id, delivery_id, DELIVERY_ATTEMPTS_SHOWN};

	if (!statement_each(w, &attempt_latest, &key, DELIVERY_ATTEMPTS_SHOWN, rows, n))
		return false;
	for (size_t i = 0; i < *n / 2; i++) {
		struct delivery_attempt a = (*rows)[i];

		(*rows)[i] = (*rows)[*n - 1 - i];
		(*rows)[*n - 1 - i] = a;
	}
	return true;
}

bool attempt_insert(struct work *w, const struct delivery_attempt *a)
{
	struct delivery_attempt row = *a;

	row.error = fit_text(w, a->error, TEXT_MAX);
	row.answer = fit_text(w, a->answer, DELIVERY_ANSWER_MAX);
	return statement_run(w, &attempt_new, &row, NULL);
}

bool delivery_update(struct work *w, const struct delivery *d)
{
	struct delivery row = *d;

	row.error = fit_text(w, d->error, TEXT_MAX);
	return statement_run(w, &delivery_changed, &row, NULL);
}

/* --- again --- */

static bool replay(struct work *w, const struct delivery *rows, size_t n)
{
	struct again *again = ARENA_ARRAY(w->arena, n, struct again);
	const struct instant now = clock_now();

	for (size_t i = 0; i < n; i++)
		again[i] = (struct again){now, rows[i].account_id, rows[i].id};
	return n == 0 || (statement_bulk(w, &delivery_again, again, n, NULL) && enqueue(w, rows, n));
}

bool delivery_replay(struct work *w, const char *account_id, const char *id)
{
	struct delivery d;

	return delivery_find(w, account_id, id, &d) && replay(w, &d, 1);
}

bool delivery_replay_all(struct work *w, const struct delivery_filter *f, size_t *n,
			 struct instant *last)
{
	const struct search search = search_of(f, f->limit);
	struct delivery *rows;

	if (!statement_each(w, &delivery_oldest, &search, (size_t)f->limit, &rows, n))
		return false;
	*last = *n ? rows[*n - 1].created_at : (struct instant){0};
	return replay(w, rows, *n);
}

/* --- endpoints --- */

static struct endpoint_key endpoint_key(struct work *w, const struct delivery *d)
{
	return (struct endpoint_key){.account_id = d->account_id,
				     .hash = endpoint_of(w, d),
				     .now = clock_now(),
				     .most = ENDPOINT_FAILURES,
				     .least_s = ENDPOINT_REST_S,
				     .longest_s = ENDPOINT_REST_MAX_S};
}

bool endpoint_delivered(struct work *w, const struct delivery *d)
{
	const struct endpoint_key key = endpoint_key(w, d);

	return statement_run(w, &endpoint_good, &key, NULL);
}

bool endpoint_failed(struct work *w, const struct delivery *d)
{
	const struct endpoint_key key = endpoint_key(w, d);

	return statement_run(w, &endpoint_bad, &key, NULL);
}

bool endpoint_sweep(struct work *w, int64_t most, int64_t *removed)
{
	const struct endpoint_key until = {
	    .now = {clock_now().us - ENDPOINT_KEPT_DAYS * 86400 * INT64_C(1000000)}, .most = most};

	return statement_run(w, &endpoint_forgotten, &until, removed);
}
