/* Links without end that programs make: calendars, paths that grow, mixtures of parameters.
 *
 * Most are told by the URL alone, so that a crawl that was killed and goes on judges as before:
 * trap_look(). What is told only by many of them needs a memory, of bounded size: struct trap. It
 * depends on the set of URLs only that it was shown, and so is made again from the stored ones.
 */
#ifndef METER_DISCOVER_TRAP_H
#define METER_DISCOVER_TRAP_H

#include "discover/verdict.h"
#include "util/url.h"

/* `year` and `month` (1 to 12): of the day when the crawl began; 0: not known. VERDICT_ACCEPTED, or
 * which trap it looks like. */
enum verdict trap_look(const struct url *u, int year, int month);

struct trap; /* of its arena; 260 kB, once there are many mixtures */

struct trap *trap_new(struct arena *a);

/* Notes a URL (normal form) of the crawl. False when there were TRAP_MIXTURES_MAX other mixtures of
 * parameters on its path before: VERDICT_PARAMETERS. One that was noted before is let in again. */
bool trap_admits(struct trap *t, const char *url);

#endif
