/* The connection: what a session is like, and what happens when it breaks. */
#include "store/db.h"

#include "bounds.h"
#include "store/database.h"
#include "store/lookup.h"
#include "store/statement.h"

#include <sys/wait.h>

struct session {
	const char *sql_mode, *time_zone, *isolation, *charset;
	int64_t lock_wait;
	double statement_time;
	int64_t id;
};

SHAPE(session_row, struct session, COLUMN(struct session, sql_mode),
      COLUMN(struct session, time_zone), COLUMN(struct session, isolation),
      COLUMN(struct session, charset), COLUMN(struct session, lock_wait),
      COLUMN(struct session, statement_time), COLUMN(struct session, id));

STATEMENT_GLOBAL(session_look, NULL, &session_row,
		 "SELECT @@sql_mode AS sql_mode, @@time_zone AS time_zone,"
		 " @@tx_isolation AS isolation, @@character_set_client AS charset,"
		 " @@innodb_lock_wait_timeout AS lock_wait,"
		 " @@max_statement_time AS statement_time, CONNECTION_ID() AS id");
STATEMENT_GLOBAL(note_rows, NULL, &counted_out, "SELECT COUNT(*) AS n FROM note");
STATEMENT_GLOBAL(note_new, &counted_out, NULL, "INSERT INTO note VALUES (?, 0)");
STATEMENT_GLOBAL(note_change, &counted_out, NULL, "UPDATE note SET b = b + 1 WHERE a = ?");
STATEMENT_GLOBAL(note_slow, NULL, &counted_out,
		 "SELECT COUNT(*) AS n FROM seq_1_to_1000000 x, seq_1_to_1000000 y");

static int64_t count_notes(struct work *w)
{
	struct counted c = {-1};

	return statement_one(w, &note_rows, NULL, &c) ? c.n : -1;
}

static bool add_note(struct work *w, int64_t a)
{
	return statement_run(w, &note_new, &(struct counted){a}, NULL);
}

/* Another connection to the test's database, ready for w. */
static struct db *second(struct work *w, int statement_ms)
{
	struct db_settings settings = test_settings(test_database_name);

	settings.statement_ms = statement_ms;
	struct db *db = db_new(&settings);
	if (!db_ready(w, db))
		printf("Bail out! %s\n", w->message);
	return db;
}

/* Ends w's connection from outside. */
static void kill_connection(struct work *w)
{
	struct session s;
	struct work other;

	statement_one(w, &session_look, NULL, &s);
	work_begin(&other);
	struct db *db = second(&other, 0);
	ok(db_script(&other, arena_printf(other.arena, "KILL CONNECTION %lld", (long long)s.id)),
	   "a connection is killed");
	work_end(&other);
	db_free(db);
}

static void is_away(struct work *w, const char *label)
{
	is_int(w->error, ERR_UNAVAILABLE, label);
	is_text(w->message, "Database temporarily unavailable", "in words for clients");
	ok(w->retry_after_s >= 1, "with a time to try again");
	work_forgive(w);
	w->retry_after_s = 0;
}

static void test_session(struct work *w)
{
	struct session s;
	struct work other;

	ok(statement_one(w, &session_look, NULL, &s), "the session");
	ok(strstr(s.sql_mode, "STRICT_ALL_TABLES"), "is strict");
	is_text(s.time_zone, "+00:00", "in UTC");
	is_text(s.isolation, "READ-COMMITTED", "reads what is committed");
	is_text(s.charset, "utf8mb4", "speaks utf8mb4");
	is_int(s.lock_wait, DB_LOCK_WAIT_S, "waits a little for locks");
	ok(s.statement_time == 0, "and without limit for statements");
	ok(!db_script(w, "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE note (a)"),
	   "the server may not read our files");
	work_forgive(w);
	work_begin(&other);
	struct db *db = second(&other, 250);
	ok(statement_one(&other, &session_look, NULL, &s) && s.statement_time == 0.25,
	   "statements may be given a limit");
	ok(!statement_one(&other, &note_slow, NULL, &s), "one that takes longer is ended");
	is_away(&other, "as temporary");
	is_int(count_notes(&other), 0, "and the next one runs");
	work_end(&other);
	db_free(db);
}

static void test_transactions(struct work *w)
{
	ok(db_begin(w) && add_note(w, 1) && db_commit(w), "a transaction");
	is_int(count_notes(w), 1, "is there after its end");
	ok(db_begin(w) && add_note(w, 2), "another");
	db_rollback(w);
	is_int(count_notes(w), 1, "is not after it was rolled back");
	db_rollback(w);
	ok(!w->message, "a rollback of nothing is nothing");
	ok(db_script(w, "INSERT INTO note VALUES (3, 0);\n INSERT INTO note VALUES (4, 0);\n;\n"),
	   "a script of two statements");
	is_int(count_notes(w), 3, "runs both");
	ok(!db_script(w, "INSERT INTO note VALUES (5, 0);\nNONSENSE;\nDELETE FROM note"),
	   "one with a mistake");
	is_int(count_notes(w), 4, "stops there");
	work_forgive(w);
}

static void test_lost(struct work *w)
{
	struct db *db = w->db;

	kill_connection(w);
	ok(count_notes(w) == -1, "a statement on it");
	is_away(w, "is told that it is gone");
	ok(count_notes(w) == -1, "the next one too");
	is_away(w, "nothing connects behind its back");
	ok(db_ready(w, db) && count_notes(w) == 4, "but the next piece of work");

	ok(db_begin(w) && add_note(w, 20), "in a transaction");
	kill_connection(w);
	ok(!add_note(w, 21), "a statement");
	is_away(w, "is told");
	ok(!db_commit(w), "and so is the commit");
	is_away(w, "alike");
	db_rollback(w);
	ok(db_ready(w, db) && count_notes(w) == 4, "nothing of it stayed");

	kill_connection(w);
	usleep((DB_PING_AFTER_MS + 100) * 1000);
	ok(db_ready(w, db) && count_notes(w) == 4, "one lost while idle is not noticed");
}

static void test_lock_wait(struct work *w)
{
	struct work other;

	work_begin(&other);
	struct db *db = second(&other, 0);
	db_script(&other, "SET SESSION innodb_lock_wait_timeout = 1");
	ok(db_begin(w) && statement_run(w, &note_change, &(struct counted){1}, NULL), "a lock");
	ok(db_begin(&other) && add_note(&other, 30), "another transaction");
	ok(!statement_run(&other, &note_change, &(struct counted){1}, NULL), "waits for it");
	is_away(&other, "not long");
	ok(!add_note(&other, 31), "then it may do nothing");
	is_away(&other, "more");
	ok(!db_commit(&other), "and not commit half of itself");
	is_away(&other, "either");
	db_rollback(&other);
	ok(db_commit(w), "the first one goes on");
	is_int(count_notes(&other), 4, "and so does the other, after its rollback");
	work_end(&other);
	db_free(db);
}

/* Takes row 3, tells so, then wants row 1. True when it got both. */
static bool rival(int ready)
{
	struct work w;

	work_begin(&w);
	second(&w, 0);
	if (!db_begin(&w) || !statement_run(&w, &note_change, &(struct counted){3}, NULL))
		return false;
	if (write(ready, "x", 1) != 1)
		return false;
	bool got = statement_run(&w, &note_change, &(struct counted){1}, NULL);
	if (!got && !error_is(&w, ERR_UNAVAILABLE))
		abort();
	return got && db_commit(&w);
}

static void test_deadlock(struct work *w)
{
	int ready[2], status;
	char byte;

	if (pipe(ready) != 0)
		return;
	ok(db_begin(w) && statement_run(w, &note_change, &(struct counted){1}, NULL), "row 1");
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		_exit(rival(ready[1]) ? 1 : 0);
	ok(read(ready[0], &byte, 1) == 1, "row 3 is another's");
	usleep(200000);
	bool got = statement_run(w, &note_change, &(struct counted){3}, NULL);
	if (got) {
		db_commit(w);
	} else {
		is_away(w, "a deadlock is temporary");
		db_rollback(w);
	}
	waitpid(child, &status, 0);
	ok(WIFEXITED(status), "nobody was surprised");
	is_int(got + WEXITSTATUS(status), 1, "of two in a deadlock one gives way");
	is_int(count_notes(w), 4, "and both go on");
}

static void test_away(void)
{
	const struct db_settings settings = {.socket = "/nowhere/mysqld.sock", .user = "x"};
	struct db *db = db_new(&settings);
	struct work w;
	int tries = 0;

	work_begin(&w);
	ok(!db_ready(&w, db), "a server that is not there");
	is_away(&w, "is away");
	/* Once more where something else had the processor meanwhile. */
	for (int rounds = 0; rounds < 50 && tries <= 100; rounds++) {
		tries = 0;
		for (int64_t end = clock_monotonic_ms() + 40; clock_monotonic_ms() < end; tries++)
			if (db_ready(&w, db))
				break;
	}
	ok(tries > 100, "is not tried again at once, and the answer is quick");
	is_away(&w, "nor there");
	work_end(&w);
	db_free(db);
	db_free(NULL);
}

int main(void)
{
	struct work w;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	log_open("test", "/dev/null", LOG_INFO_LEVEL);
	test_away();
	work_begin(&w);
	struct db *db = test_database(&w);
	db_script(&w, "CREATE TABLE note (a BIGINT PRIMARY KEY, b INT NOT NULL)");
	test_session(&w);
	test_transactions(&w);
	test_lost(&w);
	test_lock_wait(&w);
	test_deadlock(&w);
	work_end(&w);
	db_free(db);
	return done();
}
