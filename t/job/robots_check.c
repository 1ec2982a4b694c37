/* Asking a host's robots.txt: once, whatever it answers, and never twice in a day. */
#include "job/robots_check.h"

#include "extract/operation.h"
#include "store/database.h"
#include "util/json.h"

const struct operation operations[] = {{"robots", robots_operation}, {NULL, NULL}};

#define AGENT "Mozilla/5.0 (compatible; meter/0.1.0)"

/* What the host answers; NULL: it is not expected to be asked. */
struct host_answer {
	int status;
	const char *body;
};

static const char *asked_url;

static bool drive(struct work *w, struct robots_check *check, const struct host_answer *host)
{
	struct conversation *c = &check->conversation;

	asked_url = NULL;
	while (c->want.kind != WANT_NOTHING) {
		struct fetch_response response = {0};
		struct answer answer = {0};

		if (c->want.kind == WANT_FETCH) {
			asked_url = c->want.fetch.url;
			response.status = host->status;
			response.body = host->body;
			response.body_size = strlen(host->body);
			answer.response = &response;
		} else {
			answer.result =
			    operation_run(w, operations, c->want.operation, c->want.request,
					  c->want.body, c->want.body_size);
			if (!answer.result)
				return false;
		}
		if (!c->advance(w, c, &answer))
			return false;
	}
	return true;
}

/* "yes", "no" or the error. */
static const char *may(struct work *w, const char *text, const char *host,
		       const struct host_answer *answer)
{
	const char *why;
	struct url *url = url_parse(w->arena, text, &why);
	struct robots_check *check = robots_check_begin(w, url, host, AGENT);

	if (!check || !drive(w, check, answer))
		return w->message;
	return check->is_allowed ? "yes" : "no";
}

static void test_rules(struct work *w)
{
	const struct host_answer file = {200, "User-agent: meter\nDisallow: /private\n"
					      "Disallow: /*?sort="};

	is_text(may(w, "https://a.example/list", "a.example:443", &file), "yes", "allowed");
	is_text(asked_url, "https://a.example/robots.txt", "by the file at the root");
	is_text(may(w, "https://a.example/private/x", "a.example:443", NULL), "no", "forbidden");
	ok(!asked_url, "without asking again");
	is_text(may(w, "https://a.example/list?sort=up", "a.example:443", NULL), "no",
		"queries count");
	is_text(may(w, "http://a.example:8080/private", "a.example:8080",
		    &(struct host_answer){404, ""}),
		"yes", "another port has rules of its own");
}

static void test_absence(struct work *w)
{
	is_text(may(w, "http://b.example/", "b.example:80", &(struct host_answer){404, "no"}),
		"yes", "no file forbids nothing");
	is_text(may(w, "http://b.example/x", "b.example:80", NULL), "yes", "for a day");
	is_text(may(w, "http://c.example/", "c.example:80", &(struct host_answer){503, "no"}), "no",
		"while the host cannot say everything is forbidden");
	is_text(may(w, "http://c.example/", "c.example:80", NULL), "no", "for a while");
	is_text(may(w, "http://d.example/", "d.example:80", &(struct host_answer){200, "\xff\x00"}),
		"yes", "rubbish forbids nothing");
}

static void test_enforcing(struct work *w)
{
	const char *why;
	struct robots_check *check = robots_check_begin(
	    w, url_parse(w->arena, "http://c.example/", &why), "c.example:80", AGENT);

	ok(check && !robots_check_enforce(w, check), "what is forbidden can be a failure");
	ok(error_is(w, ERR_UPSTREAM) && w->class == CLASS_ROBOTS, "of its class");
	work_forgive(w);
}

static void all_tests(struct work *w)
{
	test_rules(w);
	test_absence(w);
	test_enforcing(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
