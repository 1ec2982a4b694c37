/* A database of its own for each C test: made anew, migrated, and dropped at the end. The server
 * is the one at METER_TEST_DB_SOCKET (t/with-database starts one). */
#ifndef METER_T_STORE_DATABASE_H
#define METER_T_STORE_DATABASE_H

#include "store/accounts.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/strategies.h"
#include "util/id.h"
#include "util/log.h"

#include "tap.h"

#include <unistd.h>

#define TEST_NO_SOCKET "METER_TEST_DB_SOCKET is not set: run t/with-database"

static char test_database_name[64];

__attribute__((unused)) static const char *test_socket(void)
{
	const char *socket = getenv("METER_TEST_DB_SOCKET");
	return socket && *socket ? socket : NULL;
}

__attribute__((unused)) static const char *test_migrations(void)
{
	static char path[1024];
	const char *source = getenv("METER_TEST_SOURCE");
	snprintf(path, sizeof path, "%s/sql", source && *source ? source : ".");
	return path;
}

__attribute__((unused)) static struct db_settings test_settings(const char *name)
{
	return (struct db_settings){
	    .socket = test_socket(), .user = "meter", .password = "meter", .name = name};
}

/* Runs a statement with the test's database name in place of %s, as nobody in particular. */
__attribute__((unused)) static void test_sql(const char *format)
{
	struct db_settings settings = test_settings(NULL);
	struct db *db = db_new(&settings);
	struct work w;

	work_begin(&w);
	if (!db_ready(&w, db) ||
	    !db_script(&w, arena_printf(w.arena, format, test_database_name))) {
		printf("Bail out! %s\n", w.message);
		exit(1);
	}
	work_end(&w);
	db_free(db);
}

/* At exit; a child that exits leaves the database to its parent. */
static pid_t test_owner;

static void test_drop(void)
{
	if (getpid() == test_owner)
		test_sql("DROP DATABASE IF EXISTS %s");
}

/* A connection to a new database without tables, ready for w. */
__attribute__((unused)) static struct db *test_empty_database(struct work *w)
{
	struct db_settings settings;
	struct db *db;

	snprintf(test_database_name, sizeof test_database_name, "meter_test_%d", (int)getpid());
	test_sql("CREATE DATABASE %s");
	test_owner = getpid();
	atexit(test_drop);
	settings = test_settings(test_database_name);
	db = db_new(&settings);
	if (!db_ready(w, db)) {
		printf("Bail out! %s\n", w->message);
		exit(1);
	}
	return db;
}

/* The same with all tables. */
__attribute__((unused)) static struct db *test_database(struct work *w)
{
	struct db *db = test_empty_database(w);

	if (!schema_migrate(w, test_migrations(), NULL)) {
		printf("Bail out! %s\n", w->message);
		exit(1);
	}
	return db;
}

/* The main() of a test whose all_tests() need such a database and nothing else before it. */
__attribute__((unused)) static int test_with_database(void (*all_tests)(struct work *w))
{
	struct work w;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	work_begin(&w);
	struct db *db = test_database(&w);
	all_tests(&w);
	work_end(&w);
	db_free(db);
	return done();
}

/* A strategy of that account as generation would store it, and its id. */
__attribute__((unused)) static const char *test_strategy(struct work *w, const char *account_id)
{
	const struct strategy s = {.id = id_new(w->arena),
				   .account_id = account_id,
				   .name = "Catalogue",
				   .description = "names and prices",
				   .url = "https://shop.test/catalogue",
				   .scraper_type = "css",
				   .generator = "embedded",
				   .plan = {"{\"type\":\"css\"}"},
				   .preview = {"[{\"name\":\"Kettle\"}]"},
				   .attempts = 1,
				   .confidence = 0.5};

	return strategy_insert(w, &s) ? s.id : NULL;
}

#endif
