/* What libcurl waits for, in an epoll set: a step costs by what has happened, not by how many slow
 * sites are waited for. */
#ifndef METER_FETCH_SOCKETS_H
#define METER_FETCH_SOCKETS_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

struct sockets {
	CURLM *multi;
	int fd;		/* of the epoll set: ready when one of its sockets is; -1: none */
	int64_t due_ms; /* when libcurl wants to be called, on clock_monotonic_ms(); -1: not */
};

/* For a multi handle that has no transfers yet. False with errno. */
bool sockets_begin(struct sockets *s, CURLM *multi);

/* After curl_multi_cleanup(), which closes them. */
void sockets_end(struct sockets *s);

/* Shortens *timeout_ms to when libcurl wants to be called. */
void sockets_wait(const struct sockets *s, int64_t *timeout_ms);

/* Lets libcurl go on with what is ready and what is due. */
void sockets_step(struct sockets *s);

#endif
