/* The runs of cron expressions, for bench/cron. Each line of the input is "zone TAB start TAB end
 * TAB expression", times in seconds since 1970; each of the output the times after start and before
 * end, or the complaint. */
#include "schedule/cron.h"

#include <stdio.h>
#include <string.h>

#define US    INT64_C(1000000)
#define PARTS 4

static bool print_runs(struct work *w, char *const parts[PARTS])
{
	const struct zone *zone = zone_load(w, parts[0]);
	struct instant at = {strtoll(parts[1], NULL, 10) * US};
	const int64_t end = strtoll(parts[2], NULL, 10) * US;
	const char *why = w->message;
	struct cron c;

	if (!zone || !cron_parse(w->arena, parts[3], &c, &why)) {
		printf("! %s\n", why);
		return true;
	}
	while (cron_next(&c, zone, at, &at) && at.us < end)
		printf("%lld ", (long long)(at.us / US));
	return putchar('\n') != EOF;
}

int main(void)
{
	char line[1000];
	struct work w;

	work_begin(&w);
	while (fgets(line, sizeof line, stdin)) {
		char *rest = line, *parts[PARTS];
		int n = 0;

		line[strcspn(line, "\n")] = '\0';
		while (n < PARTS && (parts[n] = strsep(&rest, "\t")))
			n++;
		if (n < PARTS || !print_runs(&w, parts))
			return 1;
		work_renew(&w);
	}
	work_end(&w);
	return 0;
}
