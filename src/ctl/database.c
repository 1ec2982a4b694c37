/* What is done to the database as a whole, and what is asked of the whole installation. */
#include "ctl/ctl.h"

#include "ctl/doctor.h"
#include "store/schema.h"
#include "store/strategies.h"

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

static int sweep(struct ctl *c)
{
	bool left = true;

	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 0))
		return CTL_MISUSED;
	while (left)
		if (!strategy_sweep(c->work, INT16_MAX, &left))
			return CTL_FAILED;
	return CTL_OK;
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
    {"sweep", "", "remove what deleted strategies left behind", sweep, NEEDS_SCHEMA},
    {"doctor", "", "look whether everything is as it should be, and tell what to do", doctor,
     NEEDS_NOTHING},
    {"settings", "", "print the settings in force, secrets masked", show, NEEDS_NOTHING},
    {0},
};
