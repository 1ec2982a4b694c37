/* The fetcher and its loop, and fetching one URL with it. */
#include "fetch/fetch.h"
#include "bounds.h"
#include "fetch/fetcher.h"
#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <ifaddrs.h>
#include <signal.h>

static char *copy_text(const char *s)
{
	char *copy = s ? strdup(s) : NULL;

	if (s && !copy)
		abort();
	return copy;
}

/* A failure leaves the machine's public addresses as reachable as from anywhere else. */
static void deny_own_addresses(struct guard *g)
{
	struct ifaddrs *all = NULL;

	if (getifaddrs(&all) != 0)
		log_warning(NULL, "cannot read the machine's own addresses: %s", strerror(errno));
	for (const struct ifaddrs *one = all; one; one = one->ifa_next)
		if (one->ifa_addr)
			guard_deny(g, one->ifa_addr);
	freeifaddrs(all);
}

static bool set_up(struct fetcher *f, const struct fetch_settings *s, const char **why)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(f->multi = curl_multi_init())) {
		*why = "libcurl does not start";
		return false;
	}
	if (!sockets_begin(&f->sockets, f->multi)) {
		*why = strerror(errno);
		return false;
	}
	curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS_MAX);
	/* OpenSSL writes to sockets that may be closed without saying MSG_NOSIGNAL. */
	signal(SIGPIPE, SIG_IGN);
	f->guard = guard_new(s->allow, why);
	if (!f->guard)
		return false;
	deny_own_addresses(f->guard);
	f->resolver = resolver_new(s->dns_server, why);
	return f->resolver != NULL;
}

struct fetcher *fetcher_new(const struct fetch_settings *s, const char **why)
{
	struct fetcher *f = calloc(1, sizeof *f);

	if (!f)
		abort();
	f->sockets.fd = -1;
	f->settings = (struct fetch_settings){
	    .user_agent = copy_text(s->user_agent),
	    .ca_file = copy_text(s->ca_file),
	};
	if (!set_up(f, s, why)) {
		fetcher_free(f);
		return NULL;
	}
	return f;
}

static void free_text(const char *s)
{
	free((void *)(uintptr_t)s);
}

void fetcher_free(struct fetcher *f)
{
	if (!f)
		return;
	resolver_free(f->resolver);
	guard_free(f->guard);
	curl_multi_cleanup(f->multi);
	sockets_end(&f->sockets);
	curl_global_cleanup();
	free_text(f->settings.user_agent);
	free_text(f->settings.ca_file);
	free(f);
}

size_t fetcher_active(const struct fetcher *f)
{
	return f->active;
}

static void hand_out_exchanges(struct fetcher *f)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(f->multi, &left))) {
		CURLcode code = message->data.result;
		char *data = NULL;
		struct exchange_owner *owner;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &data);
		owner = (struct exchange_owner *)(void *)data;
		owner->exchanged(owner, code);
	}
}

void fetcher_step_watching(struct fetcher *f, int64_t timeout_ms, struct fetch_watch *watches,
			   size_t n_watches)
{
	struct pollfd fds[RESOLVER_FDS_MAX + FETCH_WATCHES_MAX + 1];
	unsigned n, n_all;

	transfers_release(f, &timeout_ms);
	sockets_wait(&f->sockets, &timeout_ms);
	n = resolver_wait(f->resolver, fds, &timeout_ms);
	n_all = n;
	for (size_t i = 0; i < n_watches && i < FETCH_WATCHES_MAX; i++)
		fds[n_all++] = (struct pollfd){.fd = watches[i].fd,
					       .events = watches[i].writes ? POLLOUT : POLLIN};
	fds[n_all] = (struct pollfd){.fd = f->sockets.fd, .events = POLLIN};
	if (poll(fds, n_all + 1, (int)timeout_ms) < 0 && errno != EINTR)
		bug("cannot wait: %s", strerror(errno));
	for (size_t i = n; i < n_all; i++)
		watches[i - n].ready = fds[i].revents != 0;
	resolver_step(f->resolver, fds, n);
	sockets_step(&f->sockets);
	hand_out_exchanges(f);
}

void fetcher_step(struct fetcher *f, int64_t timeout_ms)
{
	fetcher_step_watching(f, timeout_ms, NULL, 0);
}

/* --- one, waiting --- */

void waiting_end(void *data, struct fetch_response *response)
{
	struct waiting *one = data;

	one->is_over = true;
	one->response = response;
}

#define TICK_MS 1000

struct fetch_response *fetch(struct work *w, struct fetcher *f, const struct fetch_request *r,
			     void (*tick)(void *), void *tick_data)
{
	struct waiting one = {.is_over = false};
	int64_t next_ms = clock_monotonic_ms() + TICK_MS;

	if (!transfer_start(w, f, r, waiting_end, &one))
		return NULL;
	while (!one.is_over) {
		int64_t now_ms = clock_monotonic_ms();

		if (now_ms >= next_ms) {
			next_ms = now_ms + TICK_MS;
			if (tick)
				tick(tick_data);
		}
		fetcher_step(f, next_ms - now_ms);
	}
	return one.response;
}
