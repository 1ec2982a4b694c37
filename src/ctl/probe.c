/* Asks a FastCGI pool for its health, as nginx would: one request by the FastCGI specification 1.0
 * written out by hand, because libfcgi has no client. */
#include "ctl/probe.h"

#include "util/banned.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define PROBE_SECONDS 3

enum { FCGI_BEGIN = 1, FCGI_PARAMS = 4, FCGI_STDIN = 5 };

struct message {
	uint8_t data[1024];
	size_t n;
};

static int connect_unix(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int connect_tcp(const char *address)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	const char *colon = strrchr(address, ':');
	struct addrinfo *found;
	char host[256];
	int fd = -1;

	snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	for (struct addrinfo *a = found; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(found);
	return fd;
}

static void add_bytes(struct message *m, const void *data, size_t n)
{
	memcpy(m->data + m->n, data, n);
	m->n += n;
}

static void add_record(struct message *m, uint8_t type, const void *content, size_t n)
{
	const uint8_t header[8] = {1, type, 0, 1, (uint8_t)(n >> 8), (uint8_t)n, 0, 0};

	add_bytes(m, header, sizeof header);
	add_bytes(m, content, n);
}

static void add_parameter(struct message *m, const char *name, const char *value)
{
	const uint8_t lengths[2] = {(uint8_t)strlen(name), (uint8_t)strlen(value)};

	add_bytes(m, lengths, sizeof lengths);
	add_bytes(m, name, strlen(name));
	add_bytes(m, value, strlen(value));
}

static struct message health_request(void)
{
	const uint8_t responder[8] = {0, 1, 0};
	struct message parameters = {.n = 0}, m = {.n = 0};

	add_parameter(&parameters, "REQUEST_METHOD", "GET");
	add_parameter(&parameters, "REQUEST_URI", "/healthz");
	add_parameter(&parameters, "DOCUMENT_URI", "/healthz");
	add_parameter(&parameters, "QUERY_STRING", "");
	add_parameter(&parameters, "CONTENT_LENGTH", "");
	add_parameter(&parameters, "REMOTE_ADDR", "127.0.0.1");
	add_parameter(&parameters, "SERVER_PROTOCOL", "HTTP/1.1");
	add_record(&m, FCGI_BEGIN, responder, sizeof responder);
	add_record(&m, FCGI_PARAMS, parameters.data, parameters.n);
	add_record(&m, FCGI_PARAMS, "", 0);
	add_record(&m, FCGI_STDIN, "", 0);
	return m;
}

static const char *ask(int fd)
{
	const struct timeval patience = {.tv_sec = PROBE_SECONDS};
	const struct message m = health_request();
	char reply[512];

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	if (send(fd, m.data, m.n, MSG_NOSIGNAL) != (ssize_t)m.n)
		return "does not take a request";
	ssize_t n = recv(fd, reply, sizeof reply - 1, MSG_WAITALL);
	if (n < 0)
		return errno == EAGAIN ? "does not answer in time" : strerror(errno);
	/* A header of 8 bytes, then what a CGI program prints; no status means 200. */
	if (n < 16)
		return "ends the connection without an answer";
	reply[n] = '\0';
	const char *status = memmem(reply, (size_t)n, "Status:", 7);
	if (status && strncmp(status + 7 + strspn(status + 7, " "), "200", 3) != 0)
		return "answers, but not 200";
	return NULL;
}

const char *probe_pool(const char *address)
{
	int fd =
	    strncmp(address, "unix:", 5) == 0 ? connect_unix(address + 5) : connect_tcp(address);
	if (fd < 0)
		return strerror(errno);
	const char *why = ask(fd);
	close(fd);
	return why;
}
