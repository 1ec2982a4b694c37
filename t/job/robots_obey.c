/* Conversations that ask for the rules first. */
#include "job/robots_obey.h"

#include "extract/operation.h"
#include "extract/robots.h"
#include "store/database.h"

const struct operation operations[] = {{"robots", robots_operation}, {NULL, NULL}};

#define AGENT "Mozilla/5.0 (compatible; meter/0.1.0)"

static bool is_over;

static bool take_page(struct work *w, struct conversation *c, const struct answer *answer)
{
	(void)w;
	is_over = answer->response->status == 200;
	c->want.kind = WANT_NOTHING;
	return true;
}

/* Drives the conversation for a page with that robots.txt; the URLs that it asked for. */
static const char *drive(struct work *w, const char *url, int status, const char *robots)
{
	struct conversation page = {
	    .want = {.kind = WANT_FETCH, .fetch = {.url = url}},
	    .advance = take_page,
	};
	struct conversation *c = robots_obey(w, &page, AGENT);
	const char *asked = "";

	is_over = false;
	while (c && c->want.kind != WANT_NOTHING) {
		struct fetch_response response = {.status = 200};
		struct answer answer = {0};

		if (c->want.kind == WANT_FETCH) {
			asked = arena_printf(w->arena, "%s %s", asked, c->want.fetch.url);
			if (strstr(c->want.fetch.url, "robots.txt"))
				response = (struct fetch_response){
				    .status = status, .body = robots, .body_size = strlen(robots)};
			answer.response = &response;
		} else {
			answer.result =
			    operation_run(w, operations, c->want.operation, c->want.request,
					  c->want.body, c->want.body_size);
		}
		if (!c->advance(w, c, &answer))
			break;
	}
	return asked;
}

static void is_forbidden(struct work *w, const char *what, const char *sentence)
{
	ok(!is_over && error_is(w, ERR_UPSTREAM) && w->class == CLASS_ROBOTS, "%s", what);
	is_text(w->message, sentence, "in one sentence");
	work_forgive(w);
}

static void all_tests(struct work *w)
{
	static const char forbidden[] = "The site's robots.txt does not allow this page";
	static const char unread[] =
	    "The site's robots.txt cannot be read now, which forbids every page";
	const char *rules = "User-agent: *\nDisallow: /private\n";

	is_text(drive(w, "http://a.test/private/1", 200, rules), " http://a.test/robots.txt",
		"the rules are asked for first");
	is_forbidden(w, "and nothing is sent to what they forbid", forbidden);
	is_text(drive(w, "http://a.test/private/2", 200, ""), "", "they are kept");
	is_forbidden(w, "and hold", forbidden);
	is_text(drive(w, "http://a.test/open", 200, ""), " http://a.test/open",
		"what they allow is asked for at once");
	ok(is_over, "and taken");
	is_text(drive(w, "http://b.test/open", 404, "none"),
		" http://b.test/robots.txt http://b.test/open", "no rules allow everything");
	ok(is_over, "in one conversation");
	is_text(drive(w, "http://c.test/open", 503, ""), " http://c.test/robots.txt",
		"a host that cannot say");
	is_forbidden(w, "forbids everything for now", unread);
	is_text(drive(w, "http://c.test/more", 503, ""), "", "as is kept");
	is_forbidden(w, "and told", unread);
	is_text(drive(w, "::", 200, rules), " ::", "what is no URL is left to the fetch");
}

int main(void)
{
	return test_with_database(all_tests);
}
