/* Accounts. */
#include "ctl/ctl.h"

#include "store/accounts.h"

static int add(struct ctl *c)
{
	static const struct option options[] = {{"tier", required_argument, NULL, 't'}, {0}};
	const char *tier = "enterprise";

	for (int option; (option = ctl_option(c, options)) != -1;) {
		if (option != 't')
			return CTL_MISUSED;
		tier = optarg;
	}
	if (!ctl_has(c, 1))
		return CTL_MISUSED;
	const char *id = account_add(c->work, c->argv[optind], tier);
	if (!id)
		return CTL_FAILED;
	printf("%s\n", id);
	return CTL_OK;
}

static int list(struct ctl *c)
{
	struct account *rows;
	size_t n;

	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 0))
		return CTL_MISUSED;
	if (!account_list(c->work, &rows, &n))
		return CTL_FAILED;
	for (size_t i = 0; i < n; i++) {
		char created[INSTANT_TEXT_SIZE];
		instant_print(rows[i].created_at, created);
		printf("%s\t%s\t%s\t%s\n", rows[i].id, rows[i].tier, created, rows[i].name);
	}
	return CTL_OK;
}

const struct command account_commands[] = {
    {"account add", "NAME [--tier free|hobby|pro|enterprise]",
     "make an account and print its id; the tier is enterprise unless said", add, NEEDS_SCHEMA},
    {"account list", "", "print id, tier, time of making and name of all accounts", list,
     NEEDS_SCHEMA},
    {0},
};
