/* API keys. */
#include "ctl/ctl.h"

#include "bounds.h"
#include "store/accounts.h"
#include "store/keys.h"

#include <time.h>

#define REVOKED_AFTER_MS (KEY_CACHE_MS + 200) /* the caches' life and a statement's */

static int add(struct ctl *c)
{
	static const struct option options[] = {{"label", required_argument, NULL, 'l'}, {0}};
	const char *label = NULL;
	char *plain;

	for (int option; (option = ctl_option(c, options)) != -1;) {
		if (option != 'l')
			return CTL_MISUSED;
		label = optarg;
	}
	if (!ctl_has(c, 1))
		return CTL_MISUSED;
	struct account *account = account_find_named(c->work, c->argv[optind]);
	if (!account || !key_add(c->work, account->id, label, &plain))
		return CTL_FAILED;
	printf("%s\n", plain);
	return CTL_OK;
}

static void print_key(const struct key *k)
{
	char created[INSTANT_TEXT_SIZE], used[INSTANT_TEXT_SIZE] = "never";

	instant_print(k->created_at, created);
	if (k->last_used_at.us)
		instant_print(k->last_used_at, used);
	printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k->id, k->prefix,
	       k->revoked_at.us ? "revoked" : "valid", created, used, k->account_name, k->label);
}

static int list(struct ctl *c)
{
	const char *account_id = NULL;
	struct key *rows;
	size_t n;

	if (ctl_option(c, NULL) != -1 || (!ctl_has(c, 0) && !ctl_has(c, 1)))
		return CTL_MISUSED;
	if (ctl_has(c, 1)) {
		struct account *account = account_find_named(c->work, c->argv[optind]);
		if (!account)
			return CTL_FAILED;
		account_id = account->id;
	}
	if (!key_list(c->work, account_id, &rows, &n))
		return CTL_FAILED;
	for (size_t i = 0; i < n; i++)
		print_key(&rows[i]);
	return CTL_OK;
}

static int revoke(struct ctl *c)
{
	const struct timespec wait = {.tv_sec = REVOKED_AFTER_MS / 1000,
				      .tv_nsec = REVOKED_AFTER_MS % 1000 * 1000000};

	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 1))
		return CTL_MISUSED;
	if (!key_revoke(c->work, c->argv[optind]))
		return CTL_FAILED;
	/* Workers remember keys for a moment. When this command returns, nobody does. */
	nanosleep(&wait, NULL);
	return CTL_OK;
}

const struct command key_commands[] = {
    {"key add", "ACCOUNT [--label LABEL]",
     "make a key for an account (its name or id) and print it: it cannot be shown again", add,
     NEEDS_SCHEMA},
    {"key list", "[ACCOUNT]",
     "print id, prefix, state, time of making, last use, account and label of keys", list,
     NEEDS_SCHEMA},
    {"key revoke", "PREFIX|ID", "end a key; it is refused everywhere when this returns", revoke,
     NEEDS_SCHEMA},
    {0},
};
