/* Wake-ups over datagram sockets in the run folder: cron-PID.wake. */
#include "queue/wake.h"

#include "util/log.h"

#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static bool address_of(struct sockaddr_un *a, const char *folder, const char *name)
{
	int n;

	*a = (struct sockaddr_un){.sun_family = AF_UNIX};
	n = snprintf(a->sun_path, sizeof a->sun_path, "%s/%s", folder, name);
	return n > 0 && (size_t)n < sizeof a->sun_path;
}

static bool is_wake_socket(const char *name)
{
	size_t n = strlen(name);

	return strncmp(name, "cron-", 5) == 0 && n > 10 && strcmp(name + n - 5, ".wake") == 0;
}

/* Sends to every socket of the folder; tidies: those without a listener are taken away. */
static void send_to_all(const char *folder, bool tidies)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	DIR *dir = fd >= 0 ? opendir(folder) : NULL;
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct sockaddr_un a;

		if (!is_wake_socket(entry->d_name) || !address_of(&a, folder, entry->d_name))
			continue;
		if (sendto(fd, "", 1, MSG_NOSIGNAL, (struct sockaddr *)&a, sizeof a) < 0 &&
		    errno == ECONNREFUSED && tidies)
			unlink(a.sun_path);
	}
	if (dir)
		closedir(dir);
	if (fd >= 0)
		close(fd);
}

static bool own_address(struct sockaddr_un *a, const char *folder)
{
	char name[64];

	(void)snprintf(name, sizeof name, "cron-%d.wake", (int)getpid());
	errno = ENAMETOOLONG;
	return address_of(a, folder, name);
}

int wake_listen(const char *folder)
{
	struct sockaddr_un a;
	int fd;

	send_to_all(folder, true);
	if (!own_address(&a, folder))
		return -1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(a.sun_path);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof a) < 0) {
		int reason = errno;

		close(fd);
		errno = reason;
		return -1;
	}
	return fd;
}

void wake_give(const char *folder, uid_t user)
{
	struct sockaddr_un a;

	if (own_address(&a, folder) && chown(a.sun_path, user, (gid_t)-1) < 0)
		log_warning(NULL, "cannot give \"%s\" away: %s", a.sun_path, strerror(errno));
}

void wake_close(const char *folder, int fd)
{
	struct sockaddr_un a;

	if (fd < 0)
		return;
	close(fd);
	if (own_address(&a, folder))
		unlink(a.sun_path);
}

void wake_send(const char *folder)
{
	send_to_all(folder, false);
}

bool wake_read(int fd)
{
	char byte;
	bool woken = false;

	/* As many as there are now: whoever sends without end does not keep us here. */
	for (int i = 0; i < 64 && fd >= 0 && recv(fd, &byte, 1, 0) >= 0; i++)
		woken = true;
	return woken;
}
