/* Files in memory, made by whoever comes first. */
#include "util/shared.h"

#include "util/banned.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes the file what it should be, under the caller's lock. False with errno; *replace when
 * another layout is in the way: its users have it mapped, so it must not be cut or overwritten. */
static bool file_prepare(int fd, size_t size, uint64_t magic, bool *replace)
{
	struct stat st;
	uint64_t found;

	if (fstat(fd, &st) < 0)
		return false;
	if (st.st_size == 0)
		return ftruncate(fd, (off_t)size) == 0 &&
		       pwrite(fd, &magic, sizeof magic, 0) == sizeof magic;
	*replace = (size_t)st.st_size != size ||
		   pread(fd, &found, sizeof found, 0) != sizeof found || found != magic;
	return !*replace;
}

/* The open file, created and sized; -1 and errno. */
static int file_open(const char *path, size_t size, uint64_t magic)
{
	for (int tries = 0; tries < 3; tries++) {
		bool replace = false;
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600), saved;

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX) == 0 && file_prepare(fd, size, magic, &replace)) {
			flock(fd, LOCK_UN);
			return fd;
		}
		saved = errno;
		if (replace)
			unlink(path);
		close(fd);
		errno = saved;
		if (!replace)
			return -1;
	}
	errno = EBUSY;
	return -1;
}

void *shared_map(const char *path, size_t size, uint64_t magic)
{
	int fd = file_open(path, size, magic), saved;
	void *p;

	if (fd < 0)
		return NULL;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	saved = errno;
	close(fd);
	errno = saved;
	return p == MAP_FAILED ? NULL : p;
}
