/* Codes of libcurl, of TLS and of HTTP to words. The words are ours, and the same whatever a
 * server adds: they go into rows, mails and other people's log files. */
#include "fetch/failure.h"
#include "bounds.h"
#include "util/log.h"

#include <errno.h>

void *fail_address(struct work *w, const struct url *url, const char *reason)
{
	log_debug(w, "refused to connect to \"%s\" port %d: %s", url->host, url->port, reason);
	return fail_class(w, CLASS_BLOCKED, "Address not allowed: \"%s\"", url->host);
}

/* --- bounds --- */

#define DAMAGED "Page not accessible: its compression is damaged"

static void *fail_size(struct work *w, const char *what, size_t most)
{
	static const struct {
		size_t bytes;
		const char *name;
	} units[] = {{1u << 20, "MB"}, {1u << 10, "KB"}, {1, "bytes"}};
	size_t i = 0;

	while (most % units[i].bytes)
		i++;
	return fail_class(w, CLASS_TOO_LARGE, "Page too large: more than %zu %s%s",
			  most / units[i].bytes, units[i].name, what);
}

static void *fail_stopped(struct work *w, const struct hop *h, const struct reception *r)
{
	switch (r->stop) {
	case STOP_SIZE:
		return fail_size(w, "", r->max_bytes);
	case STOP_BODIES:
		w->retry_after_s = 1;
		return fail(w, ERR_UNAVAILABLE, "Too many large pages at once");
	case STOP_RATIO:
		return fail_class(w, CLASS_TOO_LARGE,
				  "Page too large: expands to more than %d times its size",
				  INFLATE_RATIO_MAX);
	case STOP_CODING:
		return fail_class(w, CLASS_HTTP, DAMAGED);
	case STOP_HEADERS:
		return fail_size(w, " of headers", HEADERS_MAX);
	case STOP_ADDRESS:
		return fail_address(w, h->url, "the socket's address is denied");
	case STOP_NONE:
	case STOP_ENOUGH:
		break;
	}
	bug("an exchange that was not stopped");
}

/* --- TLS --- */

/* OpenSSL's verification results (X509_V_ERR_…), the ones that sites have. */
static const struct {
	long code;
	const char *text;
} certificate_faults[] = {
    {9, "certificate is not valid yet"},
    {10, "certificate has expired"},
    {18, "certificate is self-signed"},
    {19, "certificate chain has a self-signed certificate"},
    {20, "certificate is from an unknown authority"},
    {21, "certificate chain is incomplete"},
    {23, "certificate is revoked"},
    {62, "certificate is for another host"},
    {64, "certificate is for another address"},
};

static const char *certificate_fault(const struct exchange *e)
{
	long result = 0;

	curl_easy_getinfo(e->easy, CURLINFO_SSL_VERIFYRESULT, &result);
	/* libcurl compares the names itself, before it notes OpenSSL's result: the "unspecified"
	 * that it began with is still there. */
	if (result <= 1)
		return "certificate is for another host";
	for (size_t i = 0; i < sizeof certificate_faults / sizeof certificate_faults[0]; i++)
		if (certificate_faults[i].code == result)
			return certificate_faults[i].text;
	return "certificate cannot be verified";
}

/* --- connections --- */

static const char *connect_fault(const struct exchange *e, CURLcode code)
{
	long number = 0;

	curl_easy_getinfo(e->easy, CURLINFO_OS_ERRNO, &number);
	switch (number) {
	case ECONNREFUSED:
		return "Connection refused";
	case ECONNRESET:
		return "Connection reset";
	case EHOSTUNREACH:
	case ENETUNREACH:
		return "Connection failed: no route to the host";
	default:
		return code == CURLE_RECV_ERROR ? "Connection failed: the reply is broken"
						: "Connection failed";
	}
}

static const struct {
	CURLcode code;
	enum error_class class;
	const char *text;
} faults[] = {
    {CURLE_OPERATION_TIMEDOUT, CLASS_TIMEOUT, "Connection timeout: target site did not respond"},
    {CURLE_GOT_NOTHING, CLASS_CONNECT, "Connection closed without a reply"},
    {CURLE_SEND_ERROR, CLASS_CONNECT, "Connection reset"},
    {CURLE_PARTIAL_FILE, CLASS_CONNECT, "Connection closed before the page was complete"},
    {CURLE_HTTP2, CLASS_CONNECT, "Connection failed: HTTP/2 protocol error"},
    {CURLE_HTTP2_STREAM, CLASS_CONNECT, "Connection failed: HTTP/2 stream was closed"},
    {CURLE_WEIRD_SERVER_REPLY, CLASS_HTTP, "Page not accessible: the reply is not HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, CLASS_HTTP, "Page not accessible: the reply is not HTTP"},
    {CURLE_BAD_CONTENT_ENCODING, CLASS_HTTP, DAMAGED}, /* of the transfer */
    {CURLE_SSL_CONNECT_ERROR, CLASS_TLS, "TLS error: handshake failed"},
    {CURLE_SSL_CIPHER, CLASS_TLS, "TLS error: no common cipher"},
    {CURLE_SSL_INVALIDCERTSTATUS, CLASS_TLS, "TLS error: certificate status is invalid"},
};

void *fail_exchange(struct work *w, const struct hop *h, const struct exchange *e, CURLcode code)
{
	log_debug(w, "fetching from \"%s\" port %d: libcurl %d, \"%s\"", h->url->host, h->url->port,
		  (int)code, e->detail);
	if (e->received.stop != STOP_NONE)
		return fail_stopped(w, h, &e->received);
	if (code == CURLE_OUT_OF_MEMORY) /* its word for one header line of more than 100 KB */
		return fail_size(w, " of headers", HEADERS_MAX);
	if (code == CURLE_COULDNT_CONNECT || code == CURLE_RECV_ERROR)
		return fail_class(w, CLASS_CONNECT, "%s", connect_fault(e, code));
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return fail_class(w, CLASS_TLS, "TLS error: %s", certificate_fault(e));
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
		if (faults[i].code == code)
			return fail_class(w, faults[i].class, "%s", faults[i].text);
	return fail_class(w, CLASS_INTERNAL, "Fetch failed: %s", curl_easy_strerror(code));
}

void *fail_mail(struct work *w, CURLcode code)
{
	if (code == CURLE_COULDNT_RESOLVE_HOST)
		return fail_class(w, CLASS_DNS, "Could not resolve the host of METER_SMTP_URL");
	if (code == CURLE_OPERATION_TIMEDOUT)
		return fail_class(w, CLASS_TIMEOUT, "The mail server did not answer in time");
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR ||
	    code == CURLE_USE_SSL_FAILED)
		return fail_class(w, CLASS_TLS, "No TLS with the mail server: %s",
				  curl_easy_strerror(code));
	return fail_class(w, CLASS_CONNECT, "Mail not sent: %s", curl_easy_strerror(code));
}

/* --- statuses --- */

/* IANA's registry of status codes, from 400 on. HTTP/2 sends no phrase at all. */
static const struct {
	int status;
	const char *phrase;
} phrases[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
};

/* The site answered and wants us, or this page's readers, to stay away. */
static bool is_refusal(int status)
{
	return status == 401 || status == 403 || status == 407 || status == 429 || status == 451;
}

bool status_may_change(int status)
{
	return status == 408 || status == 425 || status == 429 || status >= 500;
}

void *fail_status(struct work *w, int status)
{
	const char *phrase = NULL;

	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		if (phrases[i].status == status)
			phrase = phrases[i].phrase;
	return fail_class(w, is_refusal(status) ? CLASS_BLOCKED : CLASS_HTTP,
			  "Page not accessible: %d%s%s", status, phrase ? " " : "",
			  phrase ? phrase : "");
}
