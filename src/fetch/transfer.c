/* The course of one fetch: look up, judge, connect and exchange, perhaps over another address,
 * and again for each redirect. Each hop is treated as if it were the first. */
#include "fetch/transfer.h"
#include "bounds.h"
#include "fetch/exchange.h"
#include "fetch/failure.h"
#include "fetch/fetcher.h"
#include "util/clock.h"
#include "util/log.h"

struct transfer {
	struct exchange_owner owner;
	struct fetcher *fetcher;
	struct work *work;
	struct fetch_request wanted;
	transfer_finished finished;
	void *data;
	bool is_over;

	const struct hop *hop;
	int redirects;
	struct lookup *lookup; /* NULL: none is under way */
	union address addresses[CONNECT_TRIES_MAX];
	size_t n_addresses, tried;
	struct exchange exchange;
	struct transfer *next_held, **held_from; /* held_from NULL: not held */
	int64_t held_until_ms, held_ms; /* held_ms: so far, which the site is not to blame for */

	int64_t started_ms, deadline_ms, looked_up_ms, exchanged_ms; /* clock_monotonic_ms() */
	int64_t dns_ms;
};

static void exchanged(struct exchange_owner *owner, CURLcode code);

static int64_t at_least_one(int64_t ms)
{
	return ms > 0 ? ms : 1;
}

/* --- hops that wait for their time --- */

static void let_go(struct transfer *t)
{
	if (!t->held_from)
		return;
	*t->held_from = t->next_held;
	if (t->next_held)
		t->next_held->held_from = t->held_from;
	t->held_from = NULL;
}

static void hold(struct transfer *t, int64_t until_ms)
{
	struct fetcher *f = t->fetcher;
	int64_t wait_ms = until_ms - clock_monotonic_ms();

	t->held_until_ms = until_ms;
	if (wait_ms > 0) { /* the time that the fetch may take begins with the request */
		t->held_ms += wait_ms;
		t->deadline_ms += wait_ms;
	}
	t->next_held = f->held;
	if (f->held)
		f->held->held_from = &t->next_held;
	t->held_from = &f->held;
	f->held = t;
}

/* --- its end --- */

/* Lets go of everything that is under way; the transfer itself is arena memory. */
static void transfer_drop(struct transfer *t)
{
	if (t->lookup)
		lookup_abandon(t->lookup);
	t->lookup = NULL;
	let_go(t);
	if (t->exchange.easy) {
		curl_multi_remove_handle(t->fetcher->multi, t->exchange.easy);
		exchange_release(&t->exchange);
	}
}

void transfer_cancel(struct transfer *t)
{
	if (t->is_over)
		return;
	t->is_over = true;
	t->fetcher->active--;
	transfer_drop(t);
}

static void cancel_with_work(void *transfer)
{
	transfer_cancel(transfer);
}

static void transfer_end(struct transfer *t, struct fetch_response *response)
{
	transfer_cancel(t);
	t->finished(t->data, response);
}

/* What the site's Retry-After asks for, be it seconds or a date. */
static int retry_after_s(const struct transfer *t)
{
	curl_off_t seconds = 0;

	if (t->exchange.easy)
		curl_easy_getinfo(t->exchange.easy, CURLINFO_RETRY_AFTER, &seconds);
	return seconds < RETRY_AFTER_MAX_S ? (int)seconds : RETRY_AFTER_MAX_S;
}

/* Tells the gate how the hop ended: with the status, or without an answer. */
static void tell_gate(struct transfer *t, int status)
{
	const struct hop_gate *gate = t->wanted.gate;

	if (gate && gate->tell)
		gate->tell(t->work, t->hop->url, status, retry_after_s(t), gate->data);
}

/* --- one hop --- */

/* One address of one hop: the handle starts with the next step of the multi handle. */
static void try_address(struct transfer *t)
{
	int64_t left_ms = at_least_one(t->deadline_ms - clock_monotonic_ms());
	int64_t connect_ms = CONNECT_TIMEOUT_MS / (int64_t)t->n_addresses;
	struct exchange_terms terms = {
	    .address = &t->addresses[t->tried++],
	    .connect_ms = connect_ms < left_ms ? connect_ms : left_ms,
	    .total_ms = left_ms,
	    .settings = &t->fetcher->settings,
	    .guard = t->fetcher->guard,
	    .owner = &t->owner,
	};

	t->exchanged_ms = clock_monotonic_ms();
	exchange_begin(&t->exchange, t->work->arena, t->hop, &t->wanted, &terms);
	if (curl_multi_add_handle(t->fetcher->multi, t->exchange.easy) != CURLM_OK)
		bug("libcurl refuses a new handle");
}

/* The addresses to try: the best, then the best of the other family in case the first family
 * leads nowhere here (RFC 8305, 4), then the rest in order. */
static void choose_addresses(struct transfer *t, const union address *from, size_t n)
{
	size_t other = 1;

	t->addresses[0] = from[0];
	t->n_addresses = 1;
	t->tried = 0;
	while (other < n && from[other].any.sa_family == from[0].any.sa_family)
		other++;
	if (other < n)
		t->addresses[t->n_addresses++] = from[other];
	for (size_t i = 1; i < n && t->n_addresses < CONNECT_TRIES_MAX; i++)
		if (i != other)
			t->addresses[t->n_addresses++] = from[i];
}

/* One denied address refuses them all: a name that points inside with one of its answers was made
 * to do so. Only `localhost` is our own answer, of which the allowed part counts. */
static bool judge(struct transfer *t, const struct answer *answer)
{
	union address *allowed = ARENA_ARRAY(t->work->arena, answer->n, union address);
	size_t n = 0;

	for (size_t i = 0; i < answer->n; i++) {
		if (t->wanted.is_own || guard_allows(t->fetcher->guard, &answer->addresses[i].any))
			allowed[n++] = answer->addresses[i];
		else if (!answer->is_own)
			return fail_address(t->work, t->hop->url, "an address of it is denied");
	}
	if (n == 0)
		return fail_address(t->work, t->hop->url, "it is this machine");
	choose_addresses(t, allowed, n);
	return true;
}

static void name_answered(void *data, const struct answer *answer)
{
	struct transfer *t = data;

	t->lookup = NULL;
	t->dns_ms += clock_monotonic_ms() - t->looked_up_ms;
	if (answer->n == 0) {
		log_debug(t->work, "no address for \"%s\": %s", t->hop->url->host, answer->why);
		fail_class(t->work, CLASS_DNS, "Could not resolve host \"%s\"", t->hop->url->host);
		tell_gate(t, 0);
		transfer_end(t, NULL);
	} else if (judge(t, answer)) {
		try_address(t);
	} else {
		transfer_end(t, NULL);
	}
}

/* Looks the host up, or goes on when it is an address. False as hop_begin(). */
static bool hop_go(struct transfer *t)
{
	const struct url *url = t->hop->url;
	union address address;
	struct answer numeric = {.addresses = &address, .n = 1};

	if (address_parse(url->host, &address)) {
		if (!judge(t, &numeric))
			return false;
		try_address(t);
		return true;
	}
	t->looked_up_ms = clock_monotonic_ms();
	t->lookup = lookup_start(t->fetcher->resolver, url->host, t->deadline_ms, name_answered, t);
	return true;
}

/* False when the hop is refused before anything is sent, with the reason in the work. */
static bool hop_begin(struct transfer *t)
{
	const struct url *url = t->hop->url;
	const struct hop_gate *gate = t->wanted.gate;
	int64_t until_ms;

	if (!t->wanted.is_own && !guard_allows_port(url->port))
		return fail_address(t->work, url, "the port is another protocol's");
	until_ms = gate ? gate->ask(t->work, url, gate->data) : 0;
	if (until_ms == HOP_REFUSED)
		return false;
	if (until_ms <= clock_monotonic_ms())
		return hop_go(t);
	hold(t, until_ms);
	return true;
}

void transfers_release(struct fetcher *f, int64_t *timeout_ms)
{
	int64_t now_ms = clock_monotonic_ms();
	struct transfer *next;

	/* An ended transfer may end others: begin again at the head. */
	for (struct transfer *t = f->held; t; t = next) {
		int64_t left_ms = t->held_until_ms - now_ms;

		next = t->next_held;
		if (left_ms > 0) {
			*timeout_ms = left_ms < *timeout_ms ? left_ms : *timeout_ms;
			continue;
		}
		let_go(t);
		*timeout_ms = 0;
		if (!hop_begin(t)) {
			transfer_end(t, NULL);
			next = f->held;
		}
	}
}

struct transfer *transfer_start(struct work *w, struct fetcher *f, const struct fetch_request *r,
				transfer_finished finished, void *data)
{
	struct transfer *t = ARENA_NEW(w->arena, struct transfer);

	t->owner.exchanged = exchanged;
	t->fetcher = f;
	t->work = w;
	t->wanted = *r;
	t->finished = finished;
	t->data = data;
	t->started_ms = clock_monotonic_ms();
	t->deadline_ms =
	    t->started_ms + work_left_ms(w, r->timeout_ms ? r->timeout_ms : FETCH_TIMEOUT_MS);
	t->hop = hop_new(w, r);
	if (!t->hop)
		return NULL;
	f->active++;
	arena_defer(w->arena, cancel_with_work, t);
	if (!hop_begin(t)) {
		transfer_cancel(t);
		return NULL;
	}
	return t;
}

/* --- what came --- */

static int64_t info_ms(CURL *easy, CURLINFO info)
{
	curl_off_t us = 0;

	curl_easy_getinfo(easy, info, &us);
	return us / 1000;
}

/* Where a redirect leads that the caller wants to know, and not to follow. */
static const char *location_of(struct transfer *t)
{
	const struct reception *r = &t->exchange.received;
	struct arena *a = t->work->arena;
	const struct hop *next;
	const char *why;

	if (!t->wanted.no_redirects || !hop_is_redirect(r->status) || !r->location)
		return NULL;
	next = hop_next(a, t->hop, r->status, r->location, &why);
	return next ? url_print(a, next->url, false) : NULL;
}

static struct fetch_response *response_new(struct transfer *t)
{
	struct arena *a = t->work->arena;
	struct fetch_response *out = ARENA_NEW(a, struct fetch_response);
	struct reception *r = &t->exchange.received;
	CURL *easy = t->exchange.easy;
	const char *address = NULL;
	curl_off_t wire = 0;

	curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
	curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
	reception_doubt_validators(r);
	*out = (struct fetch_response){
	    .status = r->status,
	    .url = url_print(a, t->hop->url, false),
	    .location = location_of(t),
	    .content_type = r->content_type,
	    .etag = r->etag,
	    .last_modified = r->last_modified,
	    .retry_after_s = retry_after_s(t),
	    .body_size = r->body_size,
	    .body = reception_take_body(r, a),
	    .wire_size = (size_t)wire,
	    .address = arena_text(a, address),
	    .redirects = t->redirects,
	    .dns_ms = t->dns_ms,
	    .connect_ms = info_ms(easy, CURLINFO_PRETRANSFER_TIME_T),
	    .first_byte_ms = t->exchanged_ms - t->started_ms - t->held_ms +
			     info_ms(easy, CURLINFO_STARTTRANSFER_TIME_T),
	    .total_ms = clock_monotonic_ms() - t->started_ms - t->held_ms,
	    .held_ms = t->held_ms,
	};
	return out;
}

/* Whether this may be given back as a page. */
static bool is_good(struct transfer *t)
{
	const struct reception *r = &t->exchange.received;

	if (t->wanted.any_status)
		return true;
	if (r->status >= 400) {
		fail_status(t->work, r->status);
		t->work->retry_after_s = retry_after_s(t);
		return false;
	}
	if (t->wanted.no_redirects && hop_is_redirect(r->status))
		return true;
	if (r->body_size == 0 && r->status != 304 && strcmp(t->hop->method, "HEAD") != 0)
		return fail_class(t->work, CLASS_EMPTY, "Page is empty");
	return true;
}

static void follow(struct transfer *t)
{
	const struct reception *r = &t->exchange.received;
	const char *why = NULL;

	if (t->redirects++ == REDIRECTS_MAX) {
		fail_class(t->work, CLASS_HTTP, "Too many redirects: more than %d", REDIRECTS_MAX);
		transfer_end(t, NULL);
		return;
	}
	t->hop = hop_next(t->work->arena, t->hop, r->status, r->location, &why);
	transfer_drop(t);
	if (!t->hop) {
		log_debug(t->work, "redirect to \"%s\": %s", r->location, why);
		fail_class(t->work, CLASS_BLOCKED,
			   "Address not allowed: redirect to something else than http or https");
		transfer_end(t, NULL);
	} else if (!hop_begin(t)) {
		transfer_end(t, NULL);
	}
}

static void exchanged(struct exchange_owner *owner, CURLcode code)
{
	struct transfer *t = (struct transfer *)owner;
	struct exchange *e = &t->exchange;
	const struct reception *r = &e->received;

	if (r->stop == STOP_ENOUGH)
		code = CURLE_OK;
	else if (code == CURLE_OK && !reception_is_whole(r))
		code = CURLE_PARTIAL_FILE;
	if (code != CURLE_OK) {
		if (exchange_may_try_another(e, code) && t->tried < t->n_addresses) {
			transfer_drop(t);
			try_address(t);
			return;
		}
		fail_exchange(t->work, t->hop, e, code);
		tell_gate(t, 0);
		transfer_end(t, NULL);
		return;
	}
	tell_gate(t, r->status);
	if (hop_is_redirect(r->status) && r->location && !t->wanted.no_redirects) {
		follow(t);
	} else {
		transfer_end(t, is_good(t) ? response_new(t) : NULL);
	}
}
