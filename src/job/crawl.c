/* One page after the other: its host's rules, itself, and what the extractor says of it. */
#include "job/crawl_parts.h"

#include "bounds.h"
#include "discover/canonical.h"
#include "discover/pattern.h"
#include "discover/sitemap.h"
#include "fetch/failure.h"
#include "store/hosts.h"
#include "util/clock.h"

struct discovery_page crawl_first(struct work *w, const struct discovery_config *config)
{
	const char *given = discovery_config_root(config);
	const char *url = canonical_of(w->arena, NULL, given);
	const bool is_page = config->seed_url != NULL;

	if (!url)
		url = given; /* the fetch says what is wrong with it */
	return (struct discovery_page){.hash = url_hash(w, canonical_key(w->arena, url)),
				       .url = url,
				       .kind = is_page				     ? "page"
					       : sitemap_start(url) == START_SITEMAP ? "sitemap"
										     : "site"};
}

/* --- rules of hosts --- */

/* Its place among those that were asked; n_hosts: it was not. */
static size_t place_of(const struct crawl *c, const char *host)
{
	size_t i = 0;

	while (i < c->n_hosts && strcmp(c->hosts[i].host, host) != 0)
		i++;
	return i;
}

static const struct crawl_host *host_of(const struct crawl *c, const char *host)
{
	size_t i = place_of(c, host);

	return i < c->n_hosts ? &c->hosts[i] : NULL;
}

const struct robots *crawl_rules(const struct crawl *c, const char *host)
{
	const struct crawl_host *known = host_of(c, host);

	return known ? known->robots : NULL;
}

/* In place of what was known of the host. */
static void learn_host(struct crawl *c, struct crawl_host now)
{
	size_t i = place_of(c, now.host);

	if (i == c->n_hosts)
		i = c->n_hosts < CRAWL_HOSTS ? c->n_hosts++ : 0;
	c->hosts[i] = now;
}

static void learn_rules(const struct work *w, struct crawl *c)
{
	learn_host(c, (struct crawl_host){.host = c->check->host, .robots = c->check->robots});
	c->step_end += arena_used(w->arena) - c->before_rules;
}

#define MUTE_FAILURES 2 /* then a host is not asked for its rules once more for each page */

static void learn_silence(struct work *w, struct crawl *c, bool may_pass)
{
	const struct crawl_host *known = host_of(c, c->check->host);

	learn_host(c, (struct crawl_host){.host = c->check->host,
					  .failures = known ? known->failures + 1 : 1,
					  .error = arena_text(w->arena, w->message),
					  .may_pass = may_pass});
}

/* --- a page's end, and the next one --- */

/* What comes next needs an answer (true), or there is something else to be looked at at once. */
static bool begin_page(struct work *w, struct crawl *c, bool *waits);

/* error: why it could not be read; NULL: it was. */
static bool end_page(struct work *w, struct crawl *c, const char *error, bool may_pass)
{
	const struct crawl_part part = {
	    .page = &c->page, .is_over = true, .error = error, .may_pass = may_pass};

	return c->book->keep(w, c->book, &part);
}

static bool has_memory(const struct work *w, const struct crawl *c)
{
	size_t used = c->step_bytes || c->most_bytes ? arena_used(w->arena) + c->body_bytes : 0;

	return (!c->most_bytes || used < c->most_bytes) && (!c->step_bytes || used < c->step_end);
}

static bool may_begin(const struct work *w, const struct crawl *c)
{
	bool has_time = !c->end_ms || clock_monotonic_ms() < c->end_ms;

	return c->pages_left > 0 && (!c->has_begun || (has_time && has_memory(w, c)));
}

/* Sets the next want; the search pauses or is over when there is none. */
static bool next_page(struct work *w, struct crawl *c)
{
	bool is_there, waits = false;

	c->conversation.want = (struct want){.kind = WANT_NOTHING};
	while (!waits) {
		if (!may_begin(w, c))
			return true;
		if (!c->book->next(w, c->book, &c->page, &is_there))
			return false;
		c->is_over = !is_there;
		if (!is_there)
			return true;
		c->has_begun = true;
		c->pages_left--;
		if (!begin_page(w, c, &waits))
			return false;
	}
	return true;
}

/* Whether what went wrong may go right another time. */
static bool may_pass(const struct work *w, const struct answer *answer)
{
	switch (w->class) {
	case CLASS_DNS:
	case CLASS_CONNECT:
	case CLASS_TLS:
	case CLASS_TIMEOUT:
	case CLASS_CRASHED: /* which need not be the page's fault */
		return true;
	case CLASS_HTTP:
	case CLASS_BLOCKED:
		return status_may_change(answer->status);
	default:
		return false;
	}
}

/* The page's failure is its own; false only when that of the search. */
static bool give_up(struct work *w, struct crawl *c, const struct answer *answer)
{
	const char *error = w->message;
	const bool is_passing = may_pass(w, answer);

	if (error_is(w, ERR_UNAVAILABLE) || error_is(w, ERR_INTERNAL))
		return false;
	work_forgive(w);
	return end_page(w, c, error, is_passing) && next_page(w, c);
}

/* --- what the extractor says --- */

static bool take_lines(struct work *w, struct conversation *conversation,
		       const struct answer *answer)
{
	struct crawl *c = (struct crawl *)conversation;
	bool is_over;

	if (!answer->result) {
		if (w->class != CLASS_NOT_HTML || !c->config->seed_url)
			return give_up(w, c, answer);
		work_forgive(w); /* a picture, say: it leads nowhere */
		return end_page(w, c, NULL, false) && next_page(w, c);
	}
	if (!crawl_keep_found(w, c, answer->result, &is_over))
		return false;
	if (is_over)
		return next_page(w, c);
	c->from = json_int(answer->result, "next", 0);
	crawl_ask(w, c);
	return true;
}

static void want_lines(struct work *w, struct crawl *c)
{
	crawl_ask(w, c);
	c->conversation.advance = take_lines;
}

/* --- the page --- */

static bool take_page(struct work *w, struct conversation *conversation,
		      const struct answer *answer)
{
	struct crawl *c = (struct crawl *)conversation;
	struct crawl_part part = {.page = &c->page, .is_over = true, .is_moved = true};

	c->response = answer->response;
	if (!c->response)
		return give_up(w, c, answer);
	c->body_bytes += c->response->body_size;
	if (!c->response->location) {
		want_lines(w, c);
		return true;
	}
	return crawl_redirect(w, c, &part) && c->book->keep(w, c->book, &part) && next_page(w, c);
}

/* Redirects of pages are links like others: what is fetched once is not fetched again. */
static void want_page(struct crawl *c)
{
	const bool is_page = c->config->seed_url != NULL;

	c->conversation.want =
	    (struct want){.kind = WANT_FETCH,
			  .stage = "fetching",
			  .is_optional = true,
			  .fetch = {.url = c->page.url,
				    .accept = is_page ? NULL : "application/xml,text/xml,*/*;q=0.8",
				    .max_bytes = is_page ? PAGE_MAX : SITEMAP_MAX,
				    .timeout_ms = c->timeout_ms,
				    .no_redirects = is_page}};
	c->conversation.advance = take_page;
}

/* --- before it --- */

/* The rules are known. *waits: the page itself is wanted. */
static bool obey(struct work *w, struct crawl *c, const struct robots *robots, bool *waits)
{
	struct crawl_part part = {.page = &c->page, .is_over = true};

	if (strcmp(c->page.kind, "site") == 0) {
		crawl_name_sitemaps(w, c, robots, &part);
		return c->book->keep(w, c->book, &part);
	}
	if (!c->is_free && !robots_permit(w, robots, c->page_url))
		return end_page(w, c, robots_sentence(robots), robots_are_unread(robots));
	want_page(c);
	*waits = true;
	return true;
}

static bool take_rules(struct work *w, struct conversation *conversation,
		       const struct answer *answer)
{
	struct crawl *c = (struct crawl *)conversation;
	struct conversation *check = &c->check->conversation;
	bool waits = false;

	if ((!answer->response && !answer->result) || !check->advance(w, check, answer)) {
		learn_silence(w, c, may_pass(w, answer));
		return give_up(w, c, answer);
	}
	c->conversation.want = check->want;
	c->conversation.want.is_optional = true;
	if (check->want.kind != WANT_NOTHING)
		return true;
	learn_rules(w, c);
	return obey(w, c, c->check->robots, &waits) && (waits || next_page(w, c));
}

static bool begin_page(struct work *w, struct crawl *c, bool *waits)
{
	const struct crawl_host *known;
	const char *why, *host;

	c->page_url = url_parse(w->arena, c->page.url, &why);
	c->from = 0;
	if (!c->page_url)
		return end_page(w, c, "Invalid URL format", false);
	if (c->is_free && strcmp(c->page.kind, "site") != 0) {
		want_page(c);
		*waits = true;
		return true;
	}
	host = url_place(w->arena, c->page_url);
	known = host_of(c, host);
	if (known && known->failures >= MUTE_FAILURES)
		return end_page(w, c, known->error, known->may_pass);
	if (known && known->robots)
		return obey(w, c, known->robots, waits);
	c->before_rules = arena_used(w->arena);
	c->check = robots_check_begin(w, c->page_url, host, c->user_agent);
	if (!c->check)
		return false;
	if (c->check->conversation.want.kind == WANT_NOTHING) {
		learn_rules(w, c);
		return obey(w, c, c->check->robots, waits);
	}
	c->conversation.want = c->check->conversation.want;
	c->conversation.want.is_optional = true;
	c->conversation.advance = take_rules;
	*waits = true;
	return true;
}

bool crawl_begin(struct work *w, struct crawl *c)
{
	const struct discovery_config *config = c->config;

	if (config->link_pattern && !(c->links = url_pattern_parse(w, config->link_pattern)))
		return false;
	if (config->navigation_pattern &&
	    !(c->navigation = url_pattern_parse(w, config->navigation_pattern)))
		return false;
	c->step_end = arena_used(w->arena) + c->step_bytes;
	return next_page(w, c);
}
