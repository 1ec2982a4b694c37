/* What happens to a process beyond its limits, and to one that comes round in time. */
#include "queue/limits.h"

#include "tap.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

#ifndef METER_SANITIZERS
static void *small[2]; /* behind large ones, which are not the heap's end then */

/* Bytes that stay behind a large piece, the second of its size. */
static size_t left_over(void)
{
	const size_t n = 8 << 20;
	size_t before = memory_used(), after;

	for (int i = 0; i < 2; i++) {
		char *volatile large = malloc(n);

		memset(large, 1, n);
		small[i] = malloc(64);
		free(large);
	}
	after = memory_used();
	return after > before ? after - before : 0;
}
#endif

int main(void)
{
	size_t before = memory_used(), n = 16 << 20;
	volatile char *much = malloc(n); /* for compilers that see through it */

	for (size_t i = 0; i < n; i += 1024)
		much[i] = 1;
	ok(before > 0 && memory_used() >= before + n / 2, "what is in use is known");
	free((void *)(uintptr_t)much);
#ifndef METER_SANITIZERS
	limit_spare(256 << 10);
	ok(left_over() < 1 << 20, "what was large is given back");
#endif
	is_int(end_of(2.5, false), SIGXCPU, "a loop that does not come round is ended");
	is_int(end_of(2.5, true), 0, "one that does goes on");
#ifndef METER_SANITIZERS
	limit_memory(1 << 30);
	char *volatile beyond = malloc((size_t)2 << 30);

	ok(!beyond, "there is no more memory than the limit");
#endif
	return done();
}
