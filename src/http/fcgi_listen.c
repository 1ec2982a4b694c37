/* The listening socket of a pool: a unix socket that only its group reaches, or host:port. */
#include "http/fcgi_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int socket_close(int fd, const char **why)
{
	*why = strerror(errno);
	if (fd >= 0)
		close(fd);
	return -1;
}

static int socket_new(int family)
{
	return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* On the file beside a unix socket; the master holds it for as long as it lives. */
static int lock_fd = -1;

/* Takes the lock that makes a master the only one of its socket. The socket itself cannot tell:
 * workers of a master that was killed answer there until they have ended, and between looking and
 * binding another master may come. False with errno. *is_known when there was a master before. */
static bool lock_take(const char *path, bool *is_known)
{
	char name[sizeof(struct sockaddr_un) + sizeof ".lock"];
	snprintf(name, sizeof name, "%s.lock", path);
	int fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	*is_known = fd >= 0;
	if (fd < 0 && errno == ENOENT)
		fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int saved = errno == EWOULDBLOCK ? EADDRINUSE : errno;
		close(fd);
		errno = saved;
		return false;
	}
	lock_fd = fd;
	return true;
}

void listen_lock_drop(void)
{
	if (lock_fd >= 0)
		close(lock_fd);
	lock_fd = -1;
}

/* True when somebody accepts there: a socket file without a listener is left from a crash. */
static bool is_answered(const struct sockaddr_un *name)
{
	int fd = socket_new(AF_UNIX);
	bool answered = fd >= 0 && (connect(fd, (const struct sockaddr *)name, sizeof *name) == 0 ||
				    errno == EAGAIN);
	if (fd >= 0)
		close(fd);
	return answered;
}

static int listen_unix(const char *path, int backlog, const char **why)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct stat st;
	bool is_known = false;
	if (strlen(path) >= sizeof name.sun_path) {
		errno = ENAMETOOLONG;
		return socket_close(-1, why);
	}
	memcpy(name.sun_path, path, strlen(path));
	if (!lock_take(path, &is_known))
		return socket_close(-1, why);
	if (!is_known && is_answered(&name)) { /* another program's */
		errno = EADDRINUSE;
		return socket_close(-1, why);
	}
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	int fd = socket_new(AF_UNIX);
	mode_t mask = umask(0117);
	bool is_bound = fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof name) == 0;
	umask(mask);
	return is_bound && listen(fd, backlog) == 0 ? fd : socket_close(fd, why);
}

/* "host:port" or "[address]:port" split in place; NULL when there is no port. */
static char *port_split(char *host)
{
	char *colon = strrchr(host, ':');
	if (!colon || colon == host || colon[1] == '\0')
		return NULL;
	*colon = '\0';
	return colon + 1;
}

static int listen_address(const struct addrinfo *address, int backlog)
{
	int on = 1, fd = socket_new(address->ai_family);
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
	    bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, backlog) == 0)
		return fd;
	int saved = errno;
	if (fd >= 0)
		close(fd);
	errno = saved;
	return -1;
}

static int listen_tcp(const char *text, int backlog, const char **why)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC,
				 .ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	char host[NI_MAXHOST];
	snprintf(host, sizeof host, "%s", text);
	char *port = port_split(host);
	if (!port) {
		*why = "neither a path nor host:port";
		return -1;
	}
	size_t n = strlen(host);
	bool in_brackets = host[0] == '[' && host[n - 1] == ']';
	if (in_brackets)
		host[n - 1] = '\0';
	int error = getaddrinfo(in_brackets ? host + 1 : host, port, &hints, &found);
	if (error) {
		*why = gai_strerror(error);
		return -1;
	}
	int fd = listen_address(found, backlog);
	if (fd < 0)
		*why = strerror(errno);
	freeaddrinfo(found);
	return fd;
}

int fcgi_listen(const char *address, int backlog, const char **why)
{
	static const char prefix[] = "unix:";
	if (strncmp(address, prefix, sizeof prefix - 1) == 0)
		address += sizeof prefix - 1;
	if (address[0] == '/')
		return listen_unix(address, backlog, why);
	return listen_tcp(address, backlog, why);
}
