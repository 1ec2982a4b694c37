/* c-ares driven from the loop of the transfers.
 *
 * c-ares cannot forget a single query. A lookup that ran out of time or is wanted no longer
 * therefore stays until c-ares has called back for it, and is freed then. */
#include "fetch/resolve.h"
#include "bounds.h"
#include "util/clock.h"
#include "util/text.h"

#include <ares.h>
#include <sys/time.h>

_Static_assert(RESOLVER_FDS_MAX == ARES_GETSOCK_MAXNUM, "room for all that c-ares waits for");

#define TRIES  2
#define TRY_MS (DNS_TIMEOUT_MS / 4) /* c-ares doubles it for the second: 3/4 of the deadline */

struct lookup {
	struct lookup *next;
	answer_function answered; /* NULL: nobody waits any more */
	void *data;
	int64_t deadline_ms;
	bool is_own;
	bool is_back; /* c-ares has called back and knows it no longer */
	union address *addresses;
	size_t n;
	const char *why;
};

struct resolver {
	ares_channel channel;
	struct lookup *first, *last;
};

/* --- c-ares' side --- */

static void keep_addresses(struct lookup *l, const struct ares_addrinfo *info)
{
	size_t n = 0;

	for (const struct ares_addrinfo_node *node = info->nodes; node; node = node->ai_next)
		n++;
	l->addresses = calloc(n + 1, sizeof *l->addresses);
	if (!l->addresses)
		abort();
	for (const struct ares_addrinfo_node *node = info->nodes; node; node = node->ai_next)
		if (address_copy(node->ai_addr, &l->addresses[l->n]))
			l->n++;
}

static void called_back(void *arg, int status, int timeouts, struct ares_addrinfo *info)
{
	struct lookup *l = arg;

	(void)timeouts;
	l->is_back = true;
	l->why = status == ARES_SUCCESS ? "no address" : ares_strerror(status);
	if (info) {
		if (status == ARES_SUCCESS)
			keep_addresses(l, info);
		ares_freeaddrinfo(info);
	}
}

static int set_servers(struct resolver *r, const char *server)
{
	return server ? ares_set_servers_ports_csv(r->channel, server) : ARES_SUCCESS;
}

struct resolver *resolver_new(const char *server, const char **why)
{
	struct resolver *r = calloc(1, sizeof *r);
	char dns_alone[] = "b";
	struct ares_options options = {
	    .flags = ARES_FLAG_NOSEARCH,
	    .timeout = TRY_MS,
	    .tries = TRIES,
	    .lookups = dns_alone,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
	int status = ares_library_init(ARES_LIB_INIT_ALL);

	if (!r)
		abort();
	if (server)
		mask |= ARES_OPT_LOOKUPS;
	if (status == ARES_SUCCESS)
		status = ares_init_options(&r->channel, &options, mask);
	if (status == ARES_SUCCESS)
		status = set_servers(r, server);
	if (status != ARES_SUCCESS) {
		*why = ares_strerror(status);
		resolver_free(r);
		return NULL;
	}
	return r;
}

/* --- the caller's side --- */

static void lookup_free(struct lookup *l)
{
	free(l->addresses);
	free(l);
}

void resolver_free(struct resolver *r)
{
	if (!r)
		return;
	if (r->channel)
		ares_destroy(r->channel); /* calls back for all that are left */
	while (r->first) {
		struct lookup *next = r->first->next;

		lookup_free(r->first);
		r->first = next;
	}
	ares_library_cleanup();
	free(r);
}

/* RFC 6761, 6.3: these names are never asked of a server. */
static bool is_localhost(const char *name)
{
	static const char own[] = "localhost";
	size_t n = strlen(name), n_own = sizeof own - 1;

	if (n && name[n - 1] == '.')
		n--;
	if (n < n_own || strncasecmp(name + n - n_own, own, n_own) != 0)
		return false;
	return n == n_own || name[n - n_own - 1] == '.';
}

static void answer_localhost(struct lookup *l)
{
	l->is_own = l->is_back = true;
	l->addresses = calloc(2, sizeof *l->addresses);
	if (!l->addresses || !address_parse("127.0.0.1", &l->addresses[0]) ||
	    !address_parse("::1", &l->addresses[1]))
		abort();
	l->n = 2;
}

struct lookup *lookup_start(struct resolver *r, const char *name, int64_t deadline_ms,
			    answer_function answered, void *data)
{
	static const struct ares_addrinfo_hints hints = {
	    .ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM,
	};
	struct lookup *l = calloc(1, sizeof *l);

	if (!l)
		abort();
	l->answered = answered;
	l->data = data;
	l->deadline_ms = clock_monotonic_ms() + DNS_TIMEOUT_MS;
	if (l->deadline_ms > deadline_ms)
		l->deadline_ms = deadline_ms;
	if (r->last)
		r->last->next = l;
	else
		r->first = l;
	r->last = l;
	if (is_localhost(name))
		answer_localhost(l);
	else
		ares_getaddrinfo(r->channel, name, NULL, &hints, called_back, l);
	return l;
}

void lookup_abandon(struct lookup *l)
{
	l->answered = NULL;
}

static int64_t left_ms(const struct lookup *l, int64_t now_ms)
{
	if (l->is_back || l->deadline_ms <= now_ms)
		return 0;
	return l->deadline_ms - now_ms;
}

unsigned resolver_wait(struct resolver *r, struct pollfd fds[static RESOLVER_FDS_MAX],
		       int64_t *timeout_ms)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	unsigned state = (unsigned)ares_getsock(r->channel, sockets, ARES_GETSOCK_MAXNUM), n = 0;
	struct timeval most = {*timeout_ms / 1000, *timeout_ms % 1000 * 1000}, due;
	struct timeval *next = ares_timeout(r->channel, &most, &due);
	int64_t now_ms = clock_monotonic_ms();

	/* Rounded up, or the loop would spin through the last millisecond. */
	*timeout_ms = (int64_t)next->tv_sec * 1000 + (next->tv_usec + 999) / 1000;
	for (const struct lookup *l = r->first; l; l = l->next)
		if (l->answered && left_ms(l, now_ms) < *timeout_ms)
			*timeout_ms = left_ms(l, now_ms);
	for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		/* ARES_GETSOCK_WRITABLE() shifts a signed 1 into the sign for the last socket. */
		bool reads = state & 1u << i, writes = state & 1u << (i + ARES_GETSOCK_MAXNUM);

		if (!reads && !writes)
			continue;
		fds[n++] = (struct pollfd){
		    .fd = sockets[i],
		    .events = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)),
		};
	}
	return n;
}

/* Takes the next lookup off the list that is over for its caller or for c-ares; NULL when there is
 * none. One at a time, because an answer may start and abandon other lookups. */
static struct lookup *take_ready(struct resolver *r, int64_t now_ms)
{
	struct lookup *before = NULL;

	for (struct lookup *l = r->first; l; before = l, l = l->next) {
		if (!l->is_back && (!l->answered || l->deadline_ms > now_ms))
			continue;
		if (!l->is_back)
			return l; /* late: it stays on the list until c-ares is done with it */
		if (before)
			before->next = l->next;
		else
			r->first = l->next;
		if (r->last == l)
			r->last = before;
		return l;
	}
	return NULL;
}

static void hand_out(struct lookup *l)
{
	struct answer answer = {l->addresses, l->n, l->why ? l->why : "no answer in time",
				l->is_own};
	answer_function answered = l->answered;
	void *data = l->data;

	l->answered = NULL;
	if (answered)
		answered(data, &answer);
}

void resolver_step(struct resolver *r, const struct pollfd *fds, unsigned n)
{
	int64_t now_ms;
	struct lookup *l;

	for (unsigned i = 0; i < n; i++) {
		/* A name server that refuses is an error alone: reading tells c-ares of it. */
		const short bad = fds[i].revents & (POLLERR | POLLHUP | POLLNVAL) ? ~0 : 0;
		const short is = fds[i].events & (fds[i].revents | bad);

		ares_process_fd(r->channel, is & POLLIN || bad ? fds[i].fd : ARES_SOCKET_BAD,
				is & POLLOUT ? fds[i].fd : ARES_SOCKET_BAD);
	}
	/* Also without traffic: this is what notices that a try is over. */
	ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	now_ms = clock_monotonic_ms();
	while ((l = take_ready(r, now_ms))) {
		bool is_back = l->is_back;

		hand_out(l);
		if (is_back)
			lookup_free(l);
	}
}
