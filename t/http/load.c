/* Seats of processes, also of dead ones, and what their requests add up to. */
#include "http/load.h"

#include "bounds.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/meter-load-XXXXXX";

static void test_sums(struct load *l)
{
	struct seat *s = load_sit(l, POOL_SLOW);
	struct pool_load slow, fast;

	ok(s, "a seat");
	seat_begin(s, 1000);
	slow = load_of(l, POOL_SLOW);
	ok(slow.workers == 1 && slow.busy == 1 && slow.requests == 0, "a request is at work");
	seat_end(l, s, 4500);
	slow = load_of(l, POOL_SLOW);
	ok(slow.busy == 0 && slow.requests == 1 && slow.busy_us == 3500, "then it is counted");
	fast = load_of(l, POOL_FAST);
	ok(fast.workers == 0 && fast.requests == 0, "in its pool alone");
	seat_leave(s);
	slow = load_of(l, POOL_SLOW);
	ok(slow.workers == 0 && slow.requests == 1, "sums stay when it leaves");
	seat_begin(NULL, 1);
	seat_end(l, NULL, 2);
	is_int(load_of(l, POOL_SLOW).requests, 1, "without a seat nothing is counted");
}

static void test_death(struct load *l)
{
	pid_t pid = fork();
	int taken = 0;

	if (pid == 0) {
		seat_begin(load_sit(l, POOL_FAST), 5);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	is_int(load_of(l, POOL_FAST).workers, 0, "who died at work is no worker");
	while (taken <= POOL_SEATS && load_sit(l, POOL_FAST))
		taken++;
	is_int(taken, POOL_SEATS, "and his seat is free; when all are taken there is none");
	is_int(load_of(l, POOL_FAST).busy, 0, "what he left undone is not his successor's");
}

int main(void)
{
	int fd = mkstemp(path);
	struct load *l;

	close(fd);
	unlink(path);
	l = load_open(path);
	ok(l, "a file");
	test_sums(l);
	test_death(l);
	load_close(l);
	unlink(path);
	return done();
}
