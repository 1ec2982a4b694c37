/* What is done to the database as a whole, and what is asked of the whole installation. */
#include "ctl/ctl.h"

#include "ctl/doctor.h"
#include "database.h"
#include "queue/retention.h"
#include "store/schema.h"
#include "store/strategies.h"

#include <inttypes.h>

static void tell(const char *name)
{
	printf("applied %s\n", name);
}

static int migrate(struct ctl *c)
{
	const char *dir = getenv("METER_SQL_DIR");
	int found;

	if (!dir || !*dir)
		dir = METER_DATADIR "/sql";
	if (ctl_option(c, NULL) != -1 || (!ctl_has(c, 0) && !ctl_has(c, 1)))
		return CTL_MISUSED;
	if (ctl_has(c, 1))
		dir = c->argv[optind];
	if (!schema_migrate(c->work, dir, tell) || !schema_is_current(c->work, &found))
		return CTL_FAILED;
	printf("schema %d\n", found);
	return CTL_OK;
}

/* One kind of rows a line, when some of them went. */
static bool forget(struct ctl *c)
{
	struct retention r = {.limits = database_limits(c->settings)};

	for (bool is_over = false; !is_over;) {
		work_renew(c->work);
		if (!db_ready(c->work, c->db) || !retention_step(c->work, &r, &is_over))
			return false;
	}
	for (int i = 0; i < RETENTION_KINDS; i++)
		if (r.removed[i] > 0)
			printf("%s\t%" PRId64 "\n", retention_name((enum retention_kind)i),
			       r.removed[i]);
	return true;
}

static int sweep(struct ctl *c)
{
	bool left = true;

	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 0))
		return CTL_MISUSED;
	while (left)
		if (!strategy_sweep(c->work, INT16_MAX, &left))
			return CTL_FAILED;
	return forget(c) ? CTL_OK : CTL_FAILED;
}

static int show(struct ctl *c)
{
	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 0))
		return CTL_MISUSED;
	settings_print(stdout, true);
	return CTL_OK;
}

const struct command database_commands[] = {
    {"migrate", "[DIRECTORY]", "bring the database's tables up to date; may be repeated", migrate,
     NEEDS_DATABASE},
    {"sweep", "", "remove what deleted strategies left behind and what is too old; print how much",
     sweep, NEEDS_SCHEMA},
    {"doctor", "", "look whether everything is as it should be, and tell what to do", doctor,
     NEEDS_NOTHING},
    {"settings", "", "print the settings in force, secrets masked", show, NEEDS_NOTHING},
    {0},
};
