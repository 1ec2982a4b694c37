/* Resource limits that a runner sets itself. */
#include "queue/limits.h"

#include "util/log.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

void limit_memory(size_t most)
{
#ifndef METER_SANITIZERS /* their shadow would not fit */
	const struct rlimit limit = {most, most};

	if (setrlimit(RLIMIT_AS, &limit) != 0)
		log_warning(NULL, "cannot bound the memory: %s", strerror(errno));
#else
	(void)most;
#endif
}

void limit_processor(int seconds)
{
	struct rusage used;
	struct rlimit limit;

	if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0)
		return;
	/* The kernel counts whole seconds, of both kinds together. */
	limit.rlim_cur =
	    (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1) + (rlim_t)seconds;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_CPU, &limit) != 0)
		log_warning(NULL, "cannot bound the processor time: %s", strerror(errno));
}
