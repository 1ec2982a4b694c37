/* Migrations: applied once, in order, unchanged. */
#include "store/schema.h"

#include "store/database.h"

#include <glob.h>

static char folder[] = "/tmp/meter-schema-XXXXXX";
static int told;

static void tell(const char *name)
{
	(void)name;
	told++;
}

static void put(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void drop(const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}

/* As many migrations as there must be, each of which makes a table. */
static void put_all(void)
{
	for (int i = 1; i <= SCHEMA_VERSION; i++) {
		char name[64], text[128];
		snprintf(name, sizeof name, "%04d-create-table.sql", i);
		snprintf(text, sizeof text, "CREATE TABLE IF NOT EXISTS own_%d (a INT);\n", i);
		put(name, text);
	}
}

static void test_migrating(struct work *w)
{
	int found = -1;

	ok(!schema_is_current(w, &found), "an empty database is not current");
	is_int(found, 0, "it is at 0");
	is_int(w->error, ERR_INTERNAL, "which trying again does not help");
	work_forgive(w);
	ok(!schema_migrate(w, folder, tell), "a folder without migrations");
	ok(strstr(w->message, "has 0 migrations"), "is told");
	put_all();
	ok(schema_migrate(w, folder, tell), "all are applied");
	is_int(told, SCHEMA_VERSION, "each once");
	ok(schema_is_current(w, &found) && found == SCHEMA_VERSION, "then it is current");
	ok(schema_migrate(w, folder, tell) && told == SCHEMA_VERSION, "and again is nothing");
}

static void test_mistakes(struct work *w)
{
	char name[64];
	int found;

	snprintf(name, sizeof name, "%04d-create-next.sql", SCHEMA_VERSION + 1);
	put(name, "CREATE TABLE own_next (a INT);\nNONSENSE");
	ok(!schema_migrate(w, folder, tell), "a mistake in a file");
	ok(strncmp(w->message, name, strlen(name)) == 0, "is told with the file's name");
	put(name, "CREATE TABLE IF NOT EXISTS own_next (a INT)");
	ok(schema_migrate(w, folder, tell), "mended, it runs again");
	ok(schema_is_current(w, &found) && found == SCHEMA_VERSION + 1, "a newer schema will do");
	put("0001-create-table.sql", "CREATE TABLE own_1 (b INT);\n");
	ok(!schema_migrate(w, folder, tell), "a file that was changed");
	ok(strstr(w->message, "is not what was applied"), "is refused");
	put_all();
	drop(name);
	ok(schema_migrate(w, folder, tell), "a database may be ahead of the folder");
	put("0002-another.sql", "SELECT 1");
	ok(!schema_migrate(w, folder, tell), "a number twice");
	drop("0002-another.sql");
	put("odd.sql", "SELECT 1");
	ok(!schema_migrate(w, folder, tell), "a file of another form");
	drop("odd.sql");
	put("README", "not SQL");
	ok(schema_migrate(w, folder, tell), "what is no SQL is left alone");
	drop("README");
	ok(!schema_migrate(w, "/nowhere", tell), "no folder");
}

/* Whether the number in schema.h is that of the last file in sql/. */
static void test_version(void)
{
	int highest = 0;

	for (int i = 1; i < 10000; i++) {
		char command[1200];
		glob_t found;
		snprintf(command, sizeof command, "%s/%04d-*.sql", test_migrations(), i);
		if (glob(command, 0, NULL, &found) != 0)
			break;
		highest = i;
		globfree(&found);
	}
	is_int(SCHEMA_VERSION, highest, "the program was built for the newest migration");
}

int main(void)
{
	struct work w;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	if (!mkdtemp(folder))
		return skip_all("cannot make a folder");
	test_version();
	work_begin(&w);
	struct db *db = test_empty_database(&w);
	test_migrating(&w);
	test_mistakes(&w);
	work_end(&w);
	db_free(db);
	for (int i = 1; i <= SCHEMA_VERSION; i++) {
		char name[64];
		snprintf(name, sizeof name, "%04d-create-table.sql", i);
		drop(name);
	}
	rmdir(folder);
	return done();
}
