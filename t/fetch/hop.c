#include "fetch/hop.h"

#include "tap.h"

/* --- headers that may be sent --- */

static const struct {
	const char *name, *value;
	bool good;
} headers[] = {
    {"X-Api-Key", "secret", true},
    {"x", "", true},
    {"Cookie", "a=b; c=d", true},
    {"Authorization", "Basic dTpw", true},
    {"X-Tab", "a\tb", true},
    {"X-UTF8", "\xC3\xA9", true},
    {"!#$%&'*+-.^_`|~09azAZ", "", true},
    {"", "x", false},
    {"X Y", "x", false},
    {"X:Y", "x", false},
    {"X-\xC3\xA9", "x", false},
    {"X(Y)", "x", false},
    {"Host", "x", false},
    {"hOST", "x", false},
    {"Content-Length", "1", false},
    {"Transfer-Encoding", "chunked", false},
    {"Connection", "close", false},
    {"Keep-Alive", "1", false},
    {"TE", "trailers", false},
    {"Trailer", "x", false},
    {"Upgrade", "h2c", false},
    {"Expect", "100-continue", false},
    {"Accept-Encoding", "zstd", false},
    {"HTTP2-Settings", "x", false},
    {"Proxy-Authorization", "x", false},
    {"Proxy-Connection", "x", false},
};

static void header_names(void)
{
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		const char *why = fetch_header_check(headers[i].name, headers[i].value);

		ok(!why == headers[i].good, "header \"%s\": %s", headers[i].name,
		   why ? why : "good");
	}
}

/* Each byte at the start, in the middle and at the end of a value and of a name. */
static void header_bytes(void)
{
	int wrong = 0;

	for (int byte = 1; byte < 256; byte++) {
		bool fits_value = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
		bool fits_name = byte < 0x80 && byte > 0x20 && byte != 0x7f &&
				 !strchr("\"(),/:;<=>?@[\\]{}", byte);

		for (int at = 0; at < 3; at++) {
			char text[] = "abc";

			text[at] = (char)byte;
			wrong += !fetch_header_check("X-Name", text) != fits_value;
			wrong += !fetch_header_check(text, "value") != fits_name;
		}
	}
	is_int(wrong, 0, "each byte at each place of names and values");
}

/* --- requests --- */

static void requests(void)
{
	static const struct fetch_header smuggled = {"Transfer-Encoding", "chunked"};
	static const struct {
		struct fetch_request request;
		const char *message; /* NULL: good */
	} cases[] = {
	    {{.url = "http://example.com/"}, NULL},
	    {{.url = "https://example.com/", .method = "DELETE"}, NULL},
	    {{.url = "ftp://example.com/"}, "Invalid URL format"},
	    {{.url = "example"}, "Invalid URL format"},
	    {{.url = "http://u:p@example.com/"}, "Invalid URL format"},
	    {{.url = "http://example.com/", .method = "CONNECT"},
	     "Method not allowed: \"CONNECT\""},
	    {{.url = "http://example.com/", .method = "get"}, "Method not allowed: \"get\""},
	    {{.url = "http://example.com/", .method = "GET / HTTP/1.1\r\nX: y\r\n"},
	     "Method not allowed"},
	    {{.url = "http://example.com/", .headers = &smuggled, .n_headers = 1},
	     "Header not allowed: \"Transfer-Encoding\""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct hop *h;

		work_begin(&w);
		h = hop_new(&w, &cases[i].request);
		if (!cases[i].message)
			ok(h, "%s may be asked for", cases[i].request.url);
		else
			ok(!h && strstr(w.message, cases[i].message) == w.message, "%s",
			   cases[i].message);
		work_end(&w);
	}
}

/* --- redirects --- */

static const struct fetch_header own[] = {{"X-Api-Key", "secret"},
					  {"Content-Type", "text/x"},
					  {"Accept", "a/b"},
					  {"Content-Language", "en"}};

struct redirect {
	const char *method;
	int status;
	const char *location;
	const char *next_method;
	const char *url;
	const char *headers; /* first letters of those that are kept */
};

static const struct redirect redirects[] = {
    {"GET", 301, "/x", "GET", "http://a.example/x", "XCAC"},
    {"GET", 302, "x", "GET", "http://a.example/dir/x", "XCAC"},
    {"GET", 303, "?y", "GET", "http://a.example/dir/page?y", "XCAC"},
    {"GET", 307, "//a.example:80/x", "GET", "http://a.example/x", "XCAC"},
    {"GET", 301, "//b.example/x", "GET", "http://b.example/x", "CC"},
    {"GET", 301, "https://a.example/x", "GET", "https://a.example/x", "CC"},
    {"GET", 301, "http://a.example:81/x", "GET", "http://a.example:81/x", "CC"},
    {"GET", 301, "http://www.a.example/", "GET", "http://www.a.example/", "CC"},
    {"POST", 301, "/x", "GET", "http://a.example/x", "XA"},
    {"POST", 302, "/x", "GET", "http://a.example/x", "XA"},
    {"POST", 303, "/x", "GET", "http://a.example/x", "XA"},
    {"POST", 307, "/x", "POST", "http://a.example/x", "XCAC"},
    {"POST", 308, "/x", "POST", "http://a.example/x", "XCAC"},
    {"POST", 308, "//b.example/", "POST", "http://b.example/", "CC"},
    {"POST", 303, "//b.example/", "GET", "http://b.example/", ""},
    {"PUT", 301, "/x", "PUT", "http://a.example/x", "XCAC"},
    {"PUT", 303, "/x", "GET", "http://a.example/x", "XA"},
    {"DELETE", 302, "/x", "DELETE", "http://a.example/x", "XCAC"},
    {"HEAD", 303, "/x", "HEAD", "http://a.example/x", "XCAC"},
    {"HEAD", 302, "/x", "HEAD", "http://a.example/x", "XCAC"},
    {"GET", 301, "/\xC3\xA9", "GET", "http://a.example/%C3%A9", "XCAC"},
    {"GET", 301, "/\xE9?\xE9", "GET", "http://a.example/%E9?%E9", "XCAC"},
    {"GET", 301, "", "GET", "http://a.example/dir/page?q", "XCAC"},
    {"GET", 301, "#part", "GET", "http://a.example/dir/page?q", "XCAC"},
    {"GET", 301, "file:///etc/passwd", NULL, NULL, NULL},
    {"GET", 301, "gopher://a.example/", NULL, NULL, NULL},
    {"GET", 301, "javascript:1", NULL, NULL, NULL},
    {"GET", 301, "http://u:p@a.example/", NULL, NULL, NULL},
    {"GET", 301, "http://", NULL, NULL, NULL},
    {"GET", 301, "http://a.example:99999/", NULL, NULL, NULL},
};

static const char *initials(struct arena *a, const struct hop *h)
{
	char *text = arena_alloc(a, h->n_headers + 1);

	for (size_t i = 0; i < h->n_headers; i++)
		text[i] = h->headers[i].name[0];
	return text;
}

static void follow(const struct redirect *r)
{
	struct work w;
	struct hop *h, *next;
	const char *why = NULL;
	struct fetch_request request = {
	    .method = r->method,
	    .url = "http://a.example/dir/page?q",
	    .headers = own,
	    .n_headers = sizeof own / sizeof own[0],
	    .body = "body",
	    .body_size = 4,
	};

	work_begin(&w);
	h = hop_new(&w, &request);
	next = h ? hop_next(w.arena, h, r->status, r->location, &why) : NULL;
	if (!next || !r->url) {
		ok(h && !next && !r->url && why, "no way to \"%s\": %s", r->location,
		   why ? why : "?");
	} else {
		bool keeps = strcmp(r->next_method, r->method) == 0;

		printf("# %s %d \"%s\"\n", r->method, r->status, r->location);
		is_text(url_print(w.arena, next->url, false), r->url, "goes there");
		is_text(next->method, r->next_method, "with this method");
		is_text(initials(w.arena, next), r->headers, "and these headers");
		ok(keeps ? next->body == h->body && next->body_size == 4 : !next->body,
		   "%s the body", keeps ? "with" : "without");
	}
	work_end(&w);
}

int main(void)
{
	header_names();
	header_bytes();
	requests();
	for (size_t i = 0; i < sizeof redirects / sizeof redirects[0]; i++)
		follow(&redirects[i]);
	for (int status = 300; status < 310; status++)
		ok(hop_is_redirect(status) == (status == 301 || status == 302 || status == 303 ||
					       status == 307 || status == 308),
		   "%d is %sa redirect", status, hop_is_redirect(status) ? "" : "not ");
	return done();
}
