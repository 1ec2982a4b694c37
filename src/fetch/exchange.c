/* All that libcurl is told. Its defaults follow the environment (proxies), the user (netrc) and
 * the server (other protocols); each of them is set aside here. */
#include "fetch/exchange.h"
#include "bounds.h"
#include "util/log.h"
#include "util/text.h"

#include <sys/socket.h>
#include <unistd.h>

/* Half of libcurl's own: hundreds of slow sites are waited for, each with a buffer. */
#define READ_SIZE 8192L

#define ACCEPT_PAGES "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

/* --- the guard, at the socket and before each request --- */

/* Not called when a connection is used again: hence before_request() too. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *e = data;

	(void)purpose;
	if (e->guard && !guard_allows(e->guard, &address->addr)) {
		e->received.stop = STOP_ADDRESS;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int before_request(void *data, char *remote, char *local, int remote_port, int local_port)
{
	struct exchange *e = data;
	union address address;

	(void)local;
	(void)local_port;
	if (e->guard &&
	    (!address_parse(remote, &address) || !guard_allows(e->guard, &address.any) ||
	     !guard_allows_port(remote_port))) {
		e->received.stop = STOP_ADDRESS;
		return CURL_PREREQFUNC_ABORT;
	}
	e->is_connected = true;
	return CURL_PREREQFUNC_OK;
}

/* --- options --- */

/* A wrong option is our mistake and would be a hole: it must not go unnoticed. */
static void must(CURLcode code)
{
	if (code != CURLE_OK)
		bug("libcurl refuses an option: %s", curl_easy_strerror(code));
}

#define SET(e, option, value) must(curl_easy_setopt((e)->easy, option, value))

static void set_safety(struct exchange *e)
{
	SET(e, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(e, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	SET(e, CURLOPT_FOLLOWLOCATION, 0L);
	SET(e, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(e, CURLOPT_PROXY, "");
	SET(e, CURLOPT_NOPROXY, "*");
	SET(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(e, CURLOPT_HTTP09_ALLOWED, 0L);
	SET(e, CURLOPT_NOSIGNAL, 1L);
	SET(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(e, CURLOPT_OPENSOCKETDATA, e);
	SET(e, CURLOPT_PREREQFUNCTION, before_request);
	SET(e, CURLOPT_PREREQDATA, e);
}

static void set_tls(struct exchange *e, const char *ca_file)
{
	SET(e, CURLOPT_SSL_VERIFYPEER, 1L);
	SET(e, CURLOPT_SSL_VERIFYHOST, 2L);
	SET(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* With a folder of certificates set, libcurl reads them all for each connection instead of
	 * keeping them in the multi handle. */
	SET(e, CURLOPT_CAPATH, NULL);
	if (ca_file)
		SET(e, CURLOPT_CAINFO, ca_file);
}

static void set_times(struct exchange *e, const struct fetch_request *wanted,
		      const struct exchange_terms *terms)
{
	SET(e, CURLOPT_CONNECTTIMEOUT_MS, (long)terms->connect_ms);
	SET(e, CURLOPT_TIMEOUT_MS, (long)terms->total_ms);
	if (wanted->is_patient)
		return;
	SET(e, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_PER_S);
	SET(e, CURLOPT_LOW_SPEED_TIME, (long)SLOW_FOR_S);
}

/* "::address:port": whatever host and port libcurl reads in the URL, it connects there. */
static void set_route(struct exchange *e, struct arena *a, const struct hop *h,
		      const union address *address)
{
	char text[ADDRESS_TEXT_SIZE];
	bool is_v6 = address->any.sa_family == AF_INET6;

	address_print(address, text);
	e->route = curl_slist_append(NULL, arena_printf(a, "::%s%s%s:%d", is_v6 ? "[" : "", text,
							is_v6 ? "]" : "", h->url->port));
	if (!e->route)
		abort();
	SET(e, CURLOPT_CONNECT_TO, e->route);
}

static void add_header(struct exchange *e, const char *line)
{
	struct curl_slist *more = curl_slist_append(e->headers, line);

	if (!more)
		abort();
	e->headers = more;
}

static bool has_header(const struct hop *h, const char *name)
{
	for (size_t i = 0; i < h->n_headers; i++)
		if (ascii_equal(h->headers[i].name, name))
			return true;
	return false;
}

static void set_headers(struct exchange *e, struct arena *a, const struct hop *h,
			const char *accept)
{
	if (!has_header(h, "Accept"))
		add_header(e, arena_printf(a, "Accept: %s", accept ? accept : ACCEPT_PAGES));
	if (!has_header(h, "Content-Type"))
		add_header(e, "Content-Type:"); /* libcurl would call any body a form */
	/* With the option of that name libcurl would decode what comes. */
	add_header(e, "Accept-Encoding: " DECODE_ACCEPTED);
	add_header(e, "Expect:");
	for (size_t i = 0; i < h->n_headers; i++) {
		const char *name = h->headers[i].name, *value = h->headers[i].value;

		/* In libcurl's lists "name:" removes a header, "name;" sends it empty. */
		add_header(e, *value ? arena_printf(a, "%s: %s", name, value)
				     : arena_printf(a, "%s;", name));
	}
	SET(e, CURLOPT_HTTPHEADER, e->headers);
}

/* RFC 9110, 8.6: these say "Content-Length: 0" when there is nothing to send. */
static bool method_has_body(const char *method)
{
	return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 ||
	       strcmp(method, "PATCH") == 0;
}

static void set_request(struct exchange *e, struct arena *a, const struct hop *h)
{
	SET(e, CURLOPT_URL, url_print(a, h->url, false));
	SET(e, CURLOPT_PATH_AS_IS, 1L); /* it is resolved already, and once is enough */
	if (strcmp(h->method, "HEAD") == 0)
		SET(e, CURLOPT_NOBODY, 1L);
	if (h->body || method_has_body(h->method)) {
		SET(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(h->body ? h->body_size : 0));
		SET(e, CURLOPT_POSTFIELDS, h->body ? h->body : "");
	}
	SET(e, CURLOPT_CUSTOMREQUEST, h->method);
}

void exchange_begin(struct exchange *e, struct arena *a, const struct hop *h,
		    const struct fetch_request *wanted, const struct exchange_terms *terms)
{
	*e = (struct exchange){.easy = curl_easy_init(),
			       .guard = wanted->is_own ? NULL : terms->guard};
	if (!e->easy)
		abort();
	SET(e, CURLOPT_PRIVATE, terms->owner);
	SET(e, CURLOPT_ERRORBUFFER, e->detail);
	SET(e, CURLOPT_USERAGENT, terms->settings->user_agent);
	SET(e, CURLOPT_BUFFERSIZE, READ_SIZE);
	set_safety(e);
	set_tls(e, terms->settings->ca_file);
	set_times(e, wanted, terms);
	set_route(e, a, h, terms->address);
	set_headers(e, a, h, wanted->accept);
	set_request(e, a, h);
	reception_begin(&e->received, e->easy, a, wanted);
}

void exchange_release(struct exchange *e)
{
	reception_release(&e->received);
	curl_easy_cleanup(e->easy);
	curl_slist_free_all(e->headers);
	curl_slist_free_all(e->route);
	e->easy = NULL;
	e->headers = e->route = NULL;
}

bool exchange_may_try_another(const struct exchange *e, CURLcode code)
{
	if (e->is_connected || e->received.stop != STOP_NONE)
		return false;
	return code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT;
}
