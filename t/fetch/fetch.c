#include "fetch/fetch.h"
#include "fetch/transfer.h"
#include "util/clock.h"

#include "tap.h"

static void bad_settings(void)
{
	static const struct fetch_settings bad[] = {
	    {.user_agent = "t", .allow = "10.0.0.0/33"},
	    {.user_agent = "t", .allow = "localhost"},
	    {.user_agent = "t", .dns_server = "not a server"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		const char *why = NULL;
		struct fetcher *f = fetcher_new(&bad[i], &why);

		ok(!f && why, "no fetcher: %s", why ? why : "?");
		fetcher_free(f);
	}
	fetcher_free(NULL);
}

static void count(void *ticks)
{
	++*(int *)ticks;
}

static void refusals(void)
{
	const char *why = NULL;
	struct fetch_settings settings = {.user_agent = "t", .dns_server = "127.0.0.1:9"};
	struct fetcher *f = fetcher_new(&settings, &why);
	struct fetch_request request = {.url = "http://10.0.0.1/"};
	struct work w;
	int ticks = 0;

	work_begin(&w);
	ok(!fetch(&w, f, &request, NULL, NULL), "a private address");
	is_int(w.class, CLASS_BLOCKED, "is blocked");
	is_int(w.error, ERR_UPSTREAM, "as a failure of the page");
	is_text(w.message, "Address not allowed: \"10.0.0.1\"", "and said to be");
	is_int(fetcher_active(f), 0, "nothing is under way");

	request.url = "http://name.example/";
	request.timeout_ms = 1500;
	ok(!fetch(&w, f, &request, count, &ticks), "a name server that is not there");
	is_int(w.class, CLASS_DNS, "is no answer");
	ok(ticks <= 2, "at most a tick a second");

	w.deadline_ms = clock_monotonic_ms() + 100;
	request.timeout_ms = 0;
	ok(!fetch(&w, f, &request, count, &ticks), "work that has a deadline");
	ok(clock_monotonic_ms() < w.deadline_ms + 4500, "ends by it");
	work_end(&w);
	fetcher_free(f);
}

static void must_not_come(void *data, struct fetch_response *response)
{
	(void)response;
	*(bool *)data = true;
}

/* Work that ends, or loses interest, takes its transfers along. */
static void ends_early(void)
{
	const char *why = NULL;
	struct fetch_settings settings = {
	    .user_agent = "t", .allow = "127.0.0.0/8", .dns_server = "127.0.0.1:9"};
	struct fetcher *f = fetcher_new(&settings, &why);
	struct fetch_request name = {.url = "http://name.example/"};
	struct fetch_request address = {.url = "http://127.0.0.1:1024/"};
	struct transfer *t;
	struct work w;
	bool came = false;

	work_begin(&w);
	ok(transfer_start(&w, f, &name, must_not_come, &came), "a lookup begins");
	ok((t = transfer_start(&w, f, &address, must_not_come, &came)), "an exchange begins");
	is_int(fetcher_active(f), 2, "both are under way");
	transfer_cancel(t);
	transfer_cancel(t);
	is_int(fetcher_active(f), 1, "one is cancelled");
	work_end(&w);
	is_int(fetcher_active(f), 0, "the other ends with its work");
	for (int i = 0; i < 3; i++)
		fetcher_step(f, 10);
	ok(!came, "nobody is called");
	fetcher_free(f);
}

int main(void)
{
	bad_settings();
	refusals();
	ends_early();
	return done();
}
