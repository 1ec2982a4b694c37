/* A file in memory: made once, shared, and not mistaken for another. */
#include "util/shared.h"

#include "tap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x6c6c616d73)

static char path[] = "/tmp/meter-shared-XXXXXX";

static void test_sharing(void)
{
	uint64_t *one = shared_map(path, 4096, MAGIC), *two = shared_map(path, 4096, MAGIC);
	pid_t pid;

	ok(one && two && one != two, "it is mapped twice");
	is_int(one[0], MAGIC, "with its mark");
	is_int(one[1], 0, "and nothing else");
	pid = fork();
	if (pid == 0) {
		two[1] = 7;
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	is_int(one[1], 7, "what one process writes another reads");
	munmap(two, 4096);
	two = shared_map(path, 8192, MAGIC);
	is_int(two[1], 0, "another size is another file");
	one[1] = 8;
	is_int(two[1], 0, "whose users do not meet those of the old one");
	munmap(one, 4096);
	one = shared_map(path, 8192, MAGIC + 1);
	is_int(one[0], MAGIC + 1, "so is another mark");
	munmap(one, 8192);
	munmap(two, 8192);
}

static void test_refusals(void)
{
	struct stat st;

	stat(path, &st);
	is_int(st.st_mode & 0777, 0600, "nobody else may read it");
	ok(!shared_map("/no/such/folder/x", 4096, MAGIC) && errno == ENOENT, "no folder");
	unlink(path);
	ok(symlink("/etc/passwd", path) == 0 && !shared_map(path, 4096, MAGIC) && errno == ELOOP,
	   "a link is not followed");
}

int main(void)
{
	int fd = mkstemp(path);

	ok(fd >= 0, "a file");
	close(fd);
	unlink(path);
	test_sharing();
	test_refusals();
	unlink(path);
	return done();
}
