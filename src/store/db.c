/* One connection to MariaDB: made when it is first needed, checked before each piece of work, and
 * never mended behind the caller's back: whoever was using a lost connection is told. */
#include "store/db_private.h"

#include "store/statement.h"

#include "bounds.h"
#include "util/log.h"
#include "util/secret.h"
#include "util/shape.h"
#include "util/text.h"

#include <errno.h>

struct limits {
	double seconds;
};

SHAPE(limits_in, struct limits, COLUMN(struct limits, seconds));

/* Of the session, not of any account. */
STATEMENT_GLOBAL(session_limit, &limits_in, NULL, "SET SESSION max_statement_time = ?");

struct db *db_new(const struct db_settings *s)
{
	struct arena *a = arena_new();
	struct db *db = ARENA_NEW(a, struct db);

	db->arena = a;
	db->settings = *s;
	db->settings.host = arena_text(a, s->host);
	db->settings.socket = arena_text(a, s->socket);
	db->settings.user = arena_text(a, s->user);
	db->settings.password = arena_text(a, s->password);
	db->settings.name = arena_text(a, s->name);
	db->settings.ca_file = arena_text(a, s->ca_file);
	return db;
}

void db_free(struct db *db)
{
	if (!db)
		return;
	db_drop(db);
	arena_free(db->arena);
}

void db_drop(struct db *db)
{
	/* First the connection, then its prepared statements: each would say goodbye on its own. */
	if (db->mysql)
		mysql_close(db->mysql);
	arena_free(db->session);
	db->mysql = NULL;
	db->session = NULL;
	db->prepared = NULL;
	db->n_prepared = 0;
	db->in_transaction = false;
	db->doomed = false;
}

/* Connector/C's own defaults let a server read our files, wait for ever and trust anybody. */
static void set_options(MYSQL *m, const struct db_settings *s)
{
	const unsigned off = 0;
	const my_bool no = 0, yes = 1;
	const unsigned connect_s = DB_CONNECT_TIMEOUT_S;
	const unsigned read_s = s->patient ? 0 : DB_READ_TIMEOUT_S;
	const unsigned write_s = DB_WRITE_TIMEOUT_S;
	const unsigned protocol = s->host ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;

	mysql_options(m, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(m, MYSQL_OPT_RECONNECT, &no);
	mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(m, MYSQL_OPT_READ_TIMEOUT, &read_s);
	mysql_options(m, MYSQL_OPT_WRITE_TIMEOUT, &write_s);
	mysql_options(m, MYSQL_OPT_PROTOCOL, &protocol);
	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options4(m, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
		       program_invocation_short_name);
	if (s->host && s->ca_file) {
		mysql_options(m, MYSQL_OPT_SSL_ENFORCE, &yes);
		mysql_options(m, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
		mysql_options(m, MYSQL_OPT_SSL_CA, s->ca_file);
	}
}

/* What every statement relies on, whatever the server's configuration says: times are UTC, a value
 * that does not fit is an error, and a row lock is waited for no longer than DB_LOCK_WAIT_S. */
static bool set_session(struct work *w, struct db *db)
{
	const struct limits limits = {.seconds = db->settings.statement_ms / 1000.0};

	if (strcmp(mysql_character_set_name(db->mysql), "utf8mb4") != 0)
		return fail(w, ERR_INTERNAL, "the database client does not speak utf8mb4");
	if (!db_script(w, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;\n"
			  "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 5,"
			  " sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
			  "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"))
		return false;
	return limits.seconds <= 0 || statement_run(w, &session_limit, &limits, NULL);
}
_Static_assert(DB_LOCK_WAIT_S == 5, "innodb_lock_wait_timeout above is this");

static bool connect_now(struct work *w, struct db *db)
{
	const struct db_settings *s = &db->settings;
	MYSQL *m = mysql_init(NULL);

	if (!m)
		bug("no memory for a database connection");
	set_options(m, s);
	if (!mysql_real_connect(m, s->host, s->user, s->password, s->name, (unsigned)s->port,
				s->host ? NULL : s->socket, 0)) {
		log_warning(w, "cannot connect to the database: %u %s", mysql_errno(m),
			    mysql_error(m));
		mysql_close(m);
		return false;
	}
	db->mysql = m;
	db->session = arena_new();
	if (set_session(w, db))
		return true;
	log_warning(w, "cannot set up the database session: %s", w->message);
	db_drop(db);
	return false;
}

/* Full jitter: workers that lost the same server do not come back to it in one rush. */
static void plan_retry(struct db *db)
{
	uint32_t chance;
	int64_t most = DB_RETRY_FIRST_MS;

	for (int i = 0; i < db->failures && most < DB_RETRY_MOST_MS; i++)
		most *= 2;
	if (most > DB_RETRY_MOST_MS)
		most = DB_RETRY_MOST_MS;
	db->failures++;
	secret_random(&chance, sizeof chance);
	db->retry_ms = clock_monotonic_ms() + DB_RETRY_FIRST_MS + (int64_t)(chance % (most + 1));
}

static bool away(struct work *w, const struct db *db)
{
	int64_t wait_ms = db->retry_ms - clock_monotonic_ms();

	fail(w, ERR_UNAVAILABLE, "Database temporarily unavailable");
	w->retry_after_s = wait_ms > 1000 ? (int)((wait_ms + 999) / 1000) : 1;
	return false;
}

bool db_ready(struct work *w, struct db *db)
{
	w->db = db;
	if (db->in_transaction)
		bug("a new piece of work inside an open transaction");
	if (db->mysql && clock_monotonic_ms() - db->used_ms > DB_PING_AFTER_MS) {
		if (mysql_ping(db->mysql) != 0)
			db_drop(db);
		else
			db->used_ms = clock_monotonic_ms();
	}
	if (db->mysql)
		return true;
	if (clock_monotonic_ms() < db->retry_ms)
		return away(w, db);
	if (!connect_now(w, db)) {
		plan_retry(db);
		return away(w, db);
	}
	db->failures = 0;
	db->used_ms = clock_monotonic_ms();
	return true;
}

/* Runs one statement of our own text and throws away any rows. */
static bool run_text(struct work *w, const char *sql, size_t n)
{
	MYSQL *m = w->db->mysql;

	if (mysql_real_query(m, sql, (unsigned long)n) != 0)
		return db_fail(w, mysql_errno(m), mysql_error(m),
			       arena_printf(w->arena, "\"%.*s\"", (int)(n < 60 ? n : 60), sql));
	MYSQL_RES *rows = mysql_store_result(m);
	if (rows)
		mysql_free_result(rows);
	w->db->used_ms = clock_monotonic_ms();
	return true;
}

bool db_begin(struct work *w)
{
	if (!db_usable(w))
		return false;
	if (w->db->in_transaction)
		bug("a transaction inside a transaction");
	if (!run_text(w, "START TRANSACTION", strlen("START TRANSACTION")))
		return false;
	w->db->in_transaction = true;
	return true;
}

bool db_commit(struct work *w)
{
	if (!db_usable(w))
		return false;
	if (!w->db->in_transaction)
		bug("a commit outside a transaction");
	if (!run_text(w, "COMMIT", strlen("COMMIT")))
		return false;
	w->db->in_transaction = false;
	return true;
}

void db_rollback(struct work *w)
{
	struct db *db = w->db;

	if (!db || !db->mysql || !db->in_transaction)
		return;
	db->in_transaction = false;
	db->doomed = false;
	if (mysql_rollback(db->mysql) == 0)
		return;
	/* A connection that is closed rolls back too. */
	log_warning(w, "cannot roll back: %u %s", mysql_errno(db->mysql), mysql_error(db->mysql));
	db_drop(db);
}

bool db_gave_way(const struct work *w)
{
	return w->db && w->db->doomed;
}

/* The end of the statement at sql: past a ";" that ends its line, or the end of the text. */
static const char *statement_end(const char *sql)
{
	for (; *sql; sql++)
		if (*sql == ';' && (sql[1] == '\n' || sql[1] == '\0'))
			return sql;
	return sql;
}

bool db_script(struct work *w, const char *sql)
{
	while (true) {
		while (ascii_is_space(*sql) || *sql == ';')
			sql++;
		if (!*sql)
			return true;
		const char *end = statement_end(sql);
		if (!db_usable(w) || !run_text(w, sql, (size_t)(end - sql)))
			return false;
		sql = end;
	}
}
