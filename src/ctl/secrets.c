/* The key that seals webhooks' secrets. */
#include "ctl/ctl.h"

#include "util/seal.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

/* Root makes it for those who read it. */
static bool give_away(struct ctl *c, const char *path)
{
	const char *name = c->settings->user;
	const struct passwd *user = geteuid() == 0 && *name ? getpwnam(name) : NULL;

	if (!user || chown(path, user->pw_uid, user->pw_gid) == 0)
		return true;
	return fail(c->work, ERR_INTERNAL, "cannot give \"%s\" to METER_USER \"%s\": %s", path,
		    name, strerror(errno));
}

static int create(struct ctl *c)
{
	const char *path = c->settings->secrets_key;

	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 0))
		return CTL_MISUSED;
	return seal_key_create(c->work, path) && give_away(c, path) ? CTL_OK : CTL_FAILED;
}

const struct command secrets_commands[] = {
    {"secrets create", "",
     "make the file METER_SECRETS_KEY_FILE, whose key seals webhooks' secrets; keep a copy with "
     "the backups, not in them",
     create, NEEDS_NOTHING},
    {0},
};
