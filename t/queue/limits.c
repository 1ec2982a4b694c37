/* What happens to a process beyond its limits, and to one that comes round in time. */
#include "queue/limits.h"

#include "tap.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double used_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Works for so many processor seconds, and says after each tenth that it came round, if it does. */
static void toil(double seconds, bool comes_round)
{
	double next = 0.1;

	limit_processor(1);
	while (used_s() < seconds) {
		if (comes_round && used_s() > next) {
			limit_processor(1);
			next += 0.1;
		}
	}
}

/* How a child that does so ends: the signal, or 0. */
static int end_of(double seconds, bool comes_round)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		toil(seconds, comes_round);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int main(void)
{
	is_int(end_of(2.5, false), SIGXCPU, "a loop that does not come round is ended");
	is_int(end_of(2.5, true), 0, "one that does goes on");
#ifndef METER_SANITIZERS
	limit_memory(1 << 30);
	char *volatile beyond = malloc((size_t)2 << 30);

	ok(!beyond, "there is no more memory than the limit");
#endif
	return done();
}
