/* libcurl driven by what is ready: an answer, a site that says nothing, a closed port. */
#include "fetch/sockets.h"

#include "tap.h"

#include "util/clock.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define REPLY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

struct site {
	int fd, port;
	bool answers;
};

static struct site site_open(bool answers)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct site s = {.fd = socket(AF_INET, SOCK_STREAM, 0), .answers = answers};
	socklen_t n = sizeof address;

	if (bind(s.fd, (struct sockaddr *)&address, n) != 0 || listen(s.fd, 5) != 0 ||
	    getsockname(s.fd, (struct sockaddr *)&address, &n) != 0)
		printf("Bail out! no socket\n");
	s.port = ntohs(address.sin_port);
	return s;
}

static size_t drop(char *data, size_t size, size_t n, void *user)
{
	(void)data;
	(void)user;
	return size * n;
}

/* One request; how it ended, in how many steps. Who does not answer is not waited for long. */
static CURLcode get(struct sockets *s, struct site *site, int *steps)
{
	CURL *easy = curl_easy_init();
	CURLcode result = CURLE_AGAIN;
	CURLMsg *message = NULL;
	char url[64];
	int left, client = -1;

	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", site->port);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, site->answers ? 30000L : 500L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
	curl_multi_add_handle(s->multi, easy);
	for (*steps = 0; !message && *steps < 1000; ++*steps) {
		struct pollfd fds[] = {{s->fd, POLLIN, 0}, {site->fd, POLLIN, 0}};
		int64_t wait_ms = 2000;

		sockets_wait(s, &wait_ms);
		poll(fds, client < 0 ? 2 : 1, (int)wait_ms);
		if (fds[1].revents & POLLIN && client < 0) {
			client = accept(site->fd, NULL, NULL);
			if (site->answers && write(client, REPLY, sizeof REPLY - 1) < 0)
				printf("Bail out! no answer\n");
		}
		sockets_step(s);
		message = curl_multi_info_read(s->multi, &left);
		if (message)
			result = message->data.result; /* it goes with the handle */
	}
	curl_multi_remove_handle(s->multi, easy);
	curl_easy_cleanup(easy);
	if (client >= 0)
		close(client);
	return result;
}

int main(void)
{
	CURLM *multi = curl_multi_init();
	struct site good = site_open(true), mute = site_open(false), closed = site_open(false);
	struct sockets s;
	int64_t wait_ms = 1000, began_ms;
	int steps;

	ok(sockets_begin(&s, multi), "an empty set");
	sockets_wait(&s, &wait_ms);
	is_int(wait_ms, 1000, "has nothing to wait for");
	is_int(get(&s, &good, &steps), CURLE_OK, "an answer");
	ok(steps < 50, "in %d steps", steps);
	began_ms = clock_monotonic_ms();
	is_int(get(&s, &mute, &steps), CURLE_OPERATION_TIMEDOUT, "none in time");
	ok(steps < 50, "which is waited for in %d steps", steps);
	ok(clock_monotonic_ms() - began_ms >= 490, "until it is over");
	close(closed.fd);
	closed.fd = -1;
	is_int(get(&s, &closed, &steps), CURLE_COULDNT_CONNECT, "nobody there");
	is_int(get(&s, &good, &steps), CURLE_OK, "and it goes on");
	curl_multi_cleanup(multi);
	sockets_end(&s);
	is_int(s.fd, -1, "closed");
	return done();
}
