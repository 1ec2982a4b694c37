/* Every statement there is: listed, right about the migrated tables, and about one account. */
#include "store/statement.h"

#include "store/database.h"

#include <glob.h>

static bool is_listed(const char *name, size_t n)
{
	size_t count;
	const struct statement *const *all = statement_all(&count);

	for (size_t i = 0; i < count; i++)
		if (strlen(all[i]->name) == n && memcmp(all[i]->name, name, n) == 0)
			return true;
	return false;
}

/* The statements that a source file defines. */
static int check_source(const char *path)
{
	char *text = read_file(path, NULL);
	int found = 0;

	for (char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, "STATEMENT", 9) != 0 || strncmp(line, "STATEMENT_NAME", 14) == 0)
			continue;
		const char *name = strchr(line, '(') + 1;
		size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789");
		ok(is_listed(name, n), "%.*s is in statements.def", (int)n, name);
		found++;
	}
	free(text);
	return found;
}

static void test_list(void)
{
	const char *source = getenv("METER_TEST_SOURCE");
	char pattern[1024];
	glob_t files;
	size_t count, found = 0;

	snprintf(pattern, sizeof pattern, "%s/src/store/*.c", source && *source ? source : ".");
	if (glob(pattern, 0, NULL, &files) != 0)
		return;
	for (size_t i = 0; i < files.gl_pathc; i++)
		found += (size_t)check_source(files.gl_pathv[i]);
	globfree(&files);
	statement_all(&count);
	is_int(found, count, "and nothing else is");
}

/* Customers' tables; a statement on one of them names the account. */
static bool has_account(const struct statement *s)
{
	return s->in && shape_field(s->in, "account_id");
}

static void all_tests(struct work *w)
{
	const struct statement *const *all;
	size_t n;

	all = statement_all(&n);
	for (size_t i = 0; i < n; i++) {
		if (!ok(statement_prepare(w, all[i]), "%s is right", all[i]->name))
			printf("# %s\n", w->message);
		ok(all[i]->no_account || has_account(all[i]), "%s names the account", all[i]->name);
	}
	test_list();
}

int main(void)
{
	return test_with_database(all_tests);
}
