/* The version of the database's tables, and the migrations that bring them there.
 *
 * MariaDB commits each DDL statement by itself, so a file holds one and may run twice: it is
 * recorded after it ran, and a crash in between is mended by running it again.
 */
#include "store/schema.h"

#include "store/db.h"
#include "store/statement.h"

#include "bounds.h"
#include "util/log.h"
#include "util/secret.h"
#include "util/shape.h"
#include "util/text.h"

#include <dirent.h>
#include <errno.h>

struct number {
	int64_t number;
};

struct migration {
	int64_t number;
	const char *name;
	struct blob checksum; /* SHA-256 of the file */
	struct instant applied_at;
};

SHAPE(schema_number_io, struct number, COLUMN(struct number, number));
SHAPE(migration_row, struct migration, COLUMN(struct migration, number),
      COLUMN(struct migration, name), COLUMN(struct migration, checksum),
      COLUMN(struct migration, applied_at));

/* None of these is about an account: they are the schema's own table and its lock. */
STATEMENT_GLOBAL(schema_exists, NULL, &schema_number_io,
		 "SELECT COUNT(*) AS number FROM information_schema.tables"
		 " WHERE table_schema = DATABASE() AND table_name = 'schema_migration'");
STATEMENT_GLOBAL(schema_number, NULL, &schema_number_io,
		 "SELECT COALESCE(MAX(number), 0) AS number FROM schema_migration");
STATEMENT_GLOBAL(schema_applied, &schema_number_io, &migration_row,
		 "SELECT number, name, checksum, applied_at FROM schema_migration"
		 " WHERE number = ?");
STATEMENT_GLOBAL(schema_record, &migration_row, NULL,
		 "INSERT INTO schema_migration (number, name, checksum, applied_at)"
		 " VALUES (?, ?, ?, ?)");
STATEMENT_GLOBAL(schema_lock, &schema_number_io, &schema_number_io,
		 "SELECT COALESCE(GET_LOCK(CONCAT(DATABASE(), '.migrate'), ?), 0) AS number");
STATEMENT_GLOBAL(schema_unlock, NULL, &schema_number_io,
		 "SELECT COALESCE(RELEASE_LOCK(CONCAT(DATABASE(), '.migrate')), 0) AS number");

static const char own_table[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
				" number INT UNSIGNED NOT NULL,"
				" name VARCHAR(255) NOT NULL,"
				" checksum BINARY(32) NOT NULL,"
				" applied_at DATETIME(6) NOT NULL,"
				" PRIMARY KEY (number)"
				") ENGINE = InnoDB DEFAULT CHARSET = utf8mb4"
				" COLLATE = utf8mb4_nopad_bin";

bool schema_is_current(struct work *w, int *found)
{
	struct number n;

	*found = 0;
	if (!statement_one(w, &schema_exists, NULL, &n))
		return false;
	if (n.number > 0 && !statement_one(w, &schema_number, NULL, &n))
		return false;
	*found = (int)n.number;
	if (*found < SCHEMA_VERSION)
		return fail(w, ERR_INTERNAL,
			    "the database is at schema %d, this program needs %d: run "
			    "\"meterctl migrate\"",
			    *found, SCHEMA_VERSION);
	if (*found > SCHEMA_VERSION)
		log_info(w, "the database is at schema %d, newer than %d", *found, SCHEMA_VERSION);
	return true;
}

/* The number in front of "NNNN-verb-noun.sql", or 0 for another form. */
static int64_t number_of(const char *name)
{
	size_t n = strlen(name);
	int64_t number = 0;

	if (n < sizeof "NNNN-a.sql" - 1 || name[4] != '-' || strcmp(name + n - 4, ".sql") != 0)
		return 0;
	for (int i = 0; i < 4; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		number = number * 10 + name[i] - '0';
	}
	return number;
}

static int is_sql(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && strcmp(dot, ".sql") == 0;
}

static void close_file(void *file)
{
	fclose(file);
}

/* The whole file; its length is the text's. */
static struct text *file_text(struct work *w, const char *path)
{
	struct text *text = ARENA_NEW(w->arena, struct text);
	char part[4096];
	size_t n;
	FILE *file = fopen(path, "re");

	if (!file)
		return fail(w, ERR_INTERNAL, "cannot open \"%s\": %s", path, strerror(errno));
	arena_defer(w->arena, close_file, file);
	*text = text_new(w->arena, MIGRATION_MAX);
	while ((n = fread(part, 1, sizeof part, file)) > 0)
		text_add_bytes(text, part, n);
	if (ferror(file))
		return fail(w, ERR_INTERNAL, "cannot read \"%s\": %s", path, strerror(errno));
	if (text_is_full(text) || strlen(text->data) != text->length)
		return fail(w, ERR_INTERNAL, "\"%s\" is no migration: too long or not text", path);
	return text;
}

/* Applies one file unless it was applied before; *fresh tells. */
static bool apply(struct work *w, const char *dir, const char *name, bool *fresh)
{
	const char *path = arena_printf(w->arena, "%s/%s", dir, name);
	uint8_t checksum[SHA256_SIZE];
	struct migration m = {.number = number_of(name), .name = name, .applied_at = clock_now()};
	struct migration old;
	const struct text *sql = file_text(w, path);

	*fresh = false;
	if (!sql)
		return false;
	sha256(sql->data, sql->length, checksum);
	m.checksum = (struct blob){checksum, sizeof checksum};
	if (statement_one(w, &schema_applied, &(struct number){m.number}, &old)) {
		if (strcmp(old.name, name) == 0 && old.checksum.size == sizeof checksum &&
		    memcmp(old.checksum.data, checksum, sizeof checksum) == 0)
			return true;
		return fail(w, ERR_INTERNAL, "\"%s\" is not what was applied as \"%s\"", path,
			    old.name);
	}
	if (!work_forgive_missing(w))
		return false;
	if (!db_script(w, sql->data))
		return fail(w, w->error, "%s: %s", name, w->message);
	*fresh = true;
	return statement_run(w, &schema_record, &m, NULL);
}

/* All files of the folder in order of their numbers, which are 1, 2, 3 … */
static bool apply_all(struct work *w, const char *dir, void (*tell)(const char *name))
{
	struct dirent **entries;
	int n = scandir(dir, &entries, is_sql, alphasort);
	bool good = true, fresh;

	if (n < 0)
		return fail(w, ERR_INTERNAL, "cannot read folder \"%s\": %s", dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *name = arena_text(w->arena, entries[i]->d_name);
		free(entries[i]);
		if (good && number_of(name) != i + 1)
			good =
			    fail(w, ERR_INTERNAL, "\"%s/%s\" is not number %d", dir, name, i + 1);
		good = good && apply(w, dir, name, &fresh);
		if (good && fresh && tell)
			tell(name);
	}
	free(entries);
	if (good && n < SCHEMA_VERSION)
		return fail(w, ERR_INTERNAL, "\"%s\" has %d migrations, this program needs %d", dir,
			    n, SCHEMA_VERSION);
	return good;
}

bool schema_migrate(struct work *w, const char *dir, void (*tell)(const char *name))
{
	const struct number wait = {MIGRATION_LOCK_S};
	struct number got;

	if (!statement_one(w, &schema_lock, &wait, &got))
		return false;
	if (got.number != 1)
		return fail(w, ERR_CONFLICT, "another migration is running");
	bool good = db_script(w, own_table) && apply_all(w, dir, tell);
	const enum error_kind kind = w->error;
	const char *message = w->message;
	if (!statement_one(w, &schema_unlock, NULL, &got))
		log_warning(w, "cannot release the migration lock: it goes with the connection");
	if (!good)
		fail(w, kind, "%s", message);
	return good;
}
