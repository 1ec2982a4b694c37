/* The mirror of nginx's leaky bucket: its numbers, its file, and many processes at once. */
#include "http/bucket.h"

#include "tap.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW INT64_C(1790000000000)

static char path[] = "/tmp/meter-bucket-XXXXXX";

static void test_burst(void)
{
	struct buckets *b = buckets_open(path, 64);
	struct bucket_state s = bucket_take(b, 1, NOW, 600, 100);
	is_int(s.limit, 101, "the limit is the burst and one");
	is_int(s.remaining, 100, "the first request leaves the burst");
	is_int(s.reset_s, NOW / 1000, "the next is accepted now");
	for (int i = 0; i < 100; i++)
		s = bucket_take(b, 1, NOW, 600, 100);
	is_int(s.remaining, 0, "the burst is used up");
	is_int(s.reset_s, NOW / 1000 + 1, "one leaks in 100 ms, told in whole seconds");
	s = bucket_take(b, 1, NOW, 600, 100);
	is_int(s.remaining, 0, "one more is not counted");
	s = bucket_take(b, 1, NOW + 100, 600, 100);
	is_int(s.remaining, 0, "a request for each 100 ms");
	s = bucket_take(b, 1, NOW + 1100, 600, 100);
	is_int(s.remaining, 9, "ten leak in a second, one is taken");
	s = bucket_take(b, 1, NOW + 60000, 600, 100);
	is_int(s.remaining, 100, "in the end it is empty");
	s = bucket_take(b, 2, NOW, 600, 100);
	is_int(s.remaining, 100, "another key has its own");
	s = bucket_take(b, 2, NOW - 500, 600, 100);
	is_int(s.remaining, 99, "a clock that goes back leaks nothing");
	s = bucket_take(b, 0, NOW, 600, 100);
	is_int(s.remaining, 100, "a key of zero is a key");
	buckets_close(b);
}

static void test_slow_rate(void)
{
	struct buckets *b = buckets_open(path, 64);
	struct bucket_state s = {0};
	for (int i = 0; i < 11; i++)
		s = bucket_take(b, 3, NOW, 30, 10);
	is_int(s.remaining, 0, "a burst of 10 is used up by 11");
	is_int(s.reset_s, NOW / 1000 + 2, "30 a minute: one in two seconds");
	s = bucket_take(b, 3, NOW + 1999, 30, 10);
	is_int(s.reset_s, NOW / 1000 + 2, "not yet");
	s = bucket_take(b, 3, NOW + 2000, 30, 10);
	is_int(s.reset_s, NOW / 1000 + 4, "now, and the next in two more");
	s = bucket_take(b, 4, NOW, 0, 0);
	is_int(s.limit, 1, "no burst is one request");
	is_int(s.remaining, 0, "and none after it");
	buckets_close(b);
}

static void test_crowd(void)
{
	char name[] = "/tmp/meter-crowd-XXXXXX";
	close(mkstemp(name));
	struct buckets *b = buckets_open(name, 8);
	for (uint64_t key = 1; key <= 8; key++)
		bucket_take(b, key, NOW + (int64_t)key, 600, 10);
	struct bucket_state s = bucket_take(b, 8, NOW + 9, 600, 10);
	is_int(s.remaining, 9, "eight keys fill eight slots");
	bucket_take(b, 9, NOW + 9, 600, 10);
	s = bucket_take(b, 8, NOW + 10, 600, 10);
	is_int(s.remaining, 8, "a ninth displaces another");
	s = bucket_take(b, 1, NOW + 10, 600, 10);
	is_int(s.remaining, 10, "namely the oldest, which begins anew");
	buckets_close(b);
	unlink(name);
}

static void test_file(void)
{
	struct stat st;
	char name[] = "/tmp/meter-file-XXXXXX";
	close(mkstemp(name));
	unlink(name);
	struct buckets *b = buckets_open(name, 100);
	stat(name, &st);
	is_int(st.st_mode & 0777, 0600, "the file is the owner's alone");
	bucket_take(b, 5, NOW, 600, 10);
	struct buckets *same = buckets_open(name, 100);
	struct bucket_state s = bucket_take(same, 5, NOW, 600, 10);
	is_int(s.remaining, 9, "a second opening sees the first's counts");
	struct buckets *larger = buckets_open(name, 1000);
	s = bucket_take(larger, 5, NOW, 600, 10);
	is_int(s.remaining, 10, "another size is another file");
	s = bucket_take(b, 5, NOW, 600, 10);
	is_int(s.remaining, 8, "who had the old one keeps it");
	errno = 0;
	buckets_close(same);
	buckets_close(larger);
	buckets_close(b);
	ok(!buckets_open("/nonexistent/x", 10) && errno == ENOENT, "a missing folder is told");
	unlink(name);
}

/* Four processes open a new file at once and count 10,000 requests each on one key. */
static void test_processes(void)
{
	char name[] = "/tmp/meter-many-XXXXXX";
	int bad = 0;
	close(mkstemp(name));
	unlink(name);
	for (int i = 0; i < 4; i++) {
		if (fork() == 0) {
			struct buckets *b = buckets_open(name, 64);
			for (int n = 0; b && n < 10000; n++)
				bucket_take(b, 7, NOW, 600, 100000);
			_exit(b ? 0 : 1);
		}
	}
	for (int i = 0, status; i < 4; i++)
		bad += wait(&status) < 0 || status != 0;
	is_int(bad, 0, "all could open it");
	struct buckets *b = buckets_open(name, 64);
	struct bucket_state s = bucket_take(b, 7, NOW, 600, 100000);
	is_int(s.remaining, 100000 - 40000, "no request is lost or counted twice");
	buckets_close(b);
	unlink(name);
}

int main(void)
{
	close(mkstemp(path));
	test_burst();
	test_slow_rate();
	test_crowd();
	test_file();
	test_processes();
	unlink(path);
	return done();
}
