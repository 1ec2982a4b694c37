/* What the database server says about itself, for meterctl doctor. */
#include "store/server.h"

#include "store/lookup.h"
#include "store/statement.h"

#include "util/shape.h"
#include "util/text.h"

SHAPE(server_row, struct server, COLUMN(struct server, version), COLUMN(struct server, user),
      COLUMN(struct server, sql_mode), COLUMN(struct server, now),
      COLUMN(struct server, max_packet), COLUMN(struct server, is_durable),
      COLUMN(struct server, max_connections));

/* About the server, not about anybody's rows. */
STATEMENT_GLOBAL(server_self, NULL, &server_row,
		 "SELECT VERSION() AS version, CURRENT_USER() AS user,"
		 " @@session.sql_mode AS sql_mode, UTC_TIMESTAMP(6) AS now,"
		 " @@max_allowed_packet AS max_packet,"
		 " @@innodb_flush_log_at_trx_commit AS is_durable,"
		 " @@max_connections AS max_connections");
STATEMENT_GLOBAL(server_rights, NULL, &text_lookup_in,
		 "SELECT privilege_type AS text FROM information_schema.user_privileges"
		 " WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')"
		 " UNION SELECT privilege_type FROM information_schema.schema_privileges"
		 " WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')"
		 " AND DATABASE() LIKE table_schema");

#define RIGHTS_MAX 100

bool server_look(struct work *w, struct server *out)
{
	return statement_one(w, &server_self, NULL, out);
}

static bool has_right(const struct text_lookup *rights, size_t n, const char *right)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(rights[i].text, right) == 0)
			return true;
	return false;
}

bool server_missing_rights(struct work *w, const char **out)
{
	static const char *const needed[] = {"SELECT", "INSERT", "UPDATE",     "DELETE", "CREATE",
					     "ALTER",  "INDEX",	 "REFERENCES", "DROP"};
	struct text missing = text_new(w->arena, 1000);
	struct text_lookup *rights;
	size_t n;

	if (!statement_each(w, &server_rights, NULL, RIGHTS_MAX, &rights, &n))
		return false;
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (!has_right(rights, n, needed[i])) {
			text_add(&missing, missing.length ? ", " : "");
			text_add(&missing, needed[i]);
		}
	*out = missing.data;
	return true;
}
