/* POST /discover/preview: a search that is only tried, so that patterns can be put right before a
 * site is looked through. Nothing is stored. */
#include "api/discover_view.h"
#include "bounds.h"
#include "discover/canonical.h"
#include "discover/pattern.h"
#include "job/crawl_tried.h"
#include "job/drive.h"
#include "queue/governor.h"
#include "util/clock.h"

struct preview_discovery {
	struct json_object *discovery;
};

SHAPE(preview_discovery_in, struct preview_discovery,
      FIELD(struct preview_discovery, discovery, .required = true, .object = true,
	    .summary = "As for POST /discover."));

struct previewed_url {
	const char *url;
	bool accepted;
	const char *reason, *detail, *lastmod, *source;
	int64_t depth;
	bool is_visited;
};

#define URL(member, ...) FIELD(struct previewed_url, member, __VA_ARGS__)

SHAPE(previewed_url_out, struct previewed_url, URL(url, ), URL(accepted, ), URL(reason, ),
      URL(detail, ), URL(lastmod, ), URL(source, ), URL(depth, ), URL(is_visited, ));

struct preview_view {
	const char *discovery_method, *root_url;
	struct raw_json urls, errors;
	int64_t accepted, rejected, pages_done, pages_failed;
	bool is_complete;
};

#define VIEW(member, ...) FIELD(struct preview_view, member, __VA_ARGS__)

SHAPE(preview_out, struct preview_view, VIEW(discovery_method, ), VIEW(root_url, ),
      VIEW(urls,
	   .summary = "The first 200 in the order in which they were found: url, accepted, "
		      "reason in a word and detail in a sentence, lastmod, source, depth, and "
		      "is_visited: whether the search would read it."),
      VIEW(accepted, .summary = "How many of them a discovery would find,"),
      VIEW(rejected, .summary = "and how many it would not."),
      VIEW(pages_done, .summary = "Pages and sitemaps that were read,"),
      VIEW(pages_failed, .summary = "and those that could not be."),
      VIEW(errors, .summary = "The first ten of these: url and error."),
      VIEW(is_complete, .summary = "Whether this is all that there is."));

/* --- manners: the hosts' governor, as runners have it --- */

struct preview {
	struct call *call;
	struct discovery_config config;
	struct crawl_tried book;
	struct crawl crawl;
	const char *turn_host; /* whose turn comes at turn_ms */
	int64_t turn_ms;
};

static struct governor *governor_of(struct call *c)
{
	if (!c->api->governor)
		c->api->governor = governor_new(c->api->config.gap_ms);
	return c->api->governor;
}

/* A turn that comes too late for anybody who waits is none. */
static int64_t ask_turn(struct work *w, const struct url *url, void *data)
{
	struct preview *p = data;
	const char *host = url_place(w->arena, url);
	const int64_t now_ms = clock_monotonic_ms();
	struct turns turns;

	if (p->turn_host && strcmp(p->turn_host, host) == 0) {
		if (now_ms < p->turn_ms)
			return p->turn_ms;
		p->turn_host = NULL;
		return 0;
	}
	if (!governor_ask(w, governor_of(p->call), host, 1, &turns))
		return HOP_REFUSED;
	if (turns.is_far || now_ms + turns.wait_ms >= w->deadline_ms - PREVIEW_LEAVE_MS) {
		fail_class(w, CLASS_BLOCKED, "The site is asked too often already to be tried now");
		return HOP_REFUSED;
	}
	p->turn_host = host;
	p->turn_ms = now_ms + turns.wait_ms;
	return turns.wait_ms > 0 ? p->turn_ms : (p->turn_host = NULL, 0);
}

static void tell_turn(struct work *w, const struct url *url, int status, int retry_after_s,
		      void *data)
{
	struct preview *p = data;

	governor_tell_hop(w, governor_of(p->call), url, status, retry_after_s);
}

/* --- trying --- */

/* What is made from a template needs no fetches. */
static bool try_pages(struct work *w, struct preview *p)
{
	const struct discovery_config *c = &p->config;
	const struct pages pages = discovery_config_pages(c);
	const struct url_pattern *pattern = NULL;

	if (c->url_pattern && !(pattern = url_pattern_parse(w, c->url_pattern)))
		return false;
	for (int64_t k = 0; k < c->max_pages && !crawl_tried_is_full(&p->book); k++) {
		struct crawl_offer o = {.url = pages_url(w, &pages, k), .visit = VERDICT_PATTERN};

		if (!o.url)
			return false;
		o.hash = url_hash(w, canonical_key(w->arena, o.url));
		o.collect = url_pattern_fits(pattern, o.url) ? VERDICT_ACCEPTED : VERDICT_PATTERN;
		crawl_tried_add(&p->book, &o, NULL);
		p->crawl.is_over = k + 1 == c->max_pages;
	}
	return true;
}

/* What takes longer than anybody waits is not complete; that is no failure. */
static bool try_crawl(struct work *w, struct preview *p)
{
	struct call *c = p->call;
	const struct civil now = instant_civil(clock_now());
	const struct hop_gate gate = {ask_turn, tell_turn, p};
	const struct driver driver = {
	    .fetcher = c->api->fetcher, .extractor = c->api->extractor, .gate = &gate};

	w->deadline_ms = clock_monotonic_ms() + PREVIEW_DEADLINE_MS;
	p->crawl = (struct crawl){.config = &p->config,
				  .book = &p->book.book,
				  .user_agent = c->api->config.fetch.user_agent,
				  .is_free = c->api->config.crawls_freely,
				  .year = now.year,
				  .month = now.month,
				  .end_ms = w->deadline_ms - PREVIEW_LEAVE_MS,
				  .pages_left = TRIED_URLS_MAX,
				  .most_bytes = PREVIEW_BYTES,
				  .trap = p->config.seed_url ? trap_new(w->arena) : NULL,
				  .timeout_ms = PREVIEW_FETCH_MS};
	if (!crawl_begin(w, &p->crawl))
		return false;
	if (conversation_drive(w, &p->crawl.conversation, &driver))
		return true;
	if (!error_is(w, ERR_UPSTREAM))
		return false;
	work_forgive(w);
	return true;
}

/* --- telling --- */

static const char *url_lines(struct work *w, const struct crawl_tried *b)
{
	struct text t = text_new(w->arena, REPLY_MAX / 2);

	for (size_t i = 0; i < b->n_urls; i++) {
		const struct tried_url *u = &b->urls[i];
		const bool accepted = u->verdict == VERDICT_ACCEPTED && !u->is_other;
		const struct previewed_url view = {
		    .url = u->url,
		    .accepted = accepted,
		    .reason = u->is_other ? "other" : verdict_word(u->verdict),
		    .detail = u->is_other ? "it says itself that it is another page"
					  : verdict_sentence(u->verdict),
		    .lastmod = u->lastmod,
		    .source = u->source,
		    .depth = u->depth,
		    .is_visited = u->is_visited};

		text_add_char(&t, i ? ',' : '[');
		shape_encode(&t, &previewed_url_out, &view);
	}
	text_add(&t, b->n_urls ? "]" : "[]");
	return t.data;
}

static bool preview_discovery(struct call *c)
{
	const struct preview_discovery *in = INPUT(c, struct preview_discovery);
	struct preview p = {.call = c};
	struct preview_view view;

	if (!discovery_config_read(c->work, in->discovery, &c->api->config.discovery, &p.config))
		return false;
	crawl_tried_open(c->work, &p.book, &p.config);
	if (!(p.config.url_template ? try_pages(c->work, &p) : try_crawl(c->work, &p)))
		return false;
	view = (struct preview_view){
	    .discovery_method = p.config.method,
	    .root_url = discovery_config_root(&p.config),
	    .urls = {url_lines(c->work, &p.book)},
	    .errors = {discovery_errors(c->work, p.book.pages, p.book.n_pages)},
	    .accepted = p.book.n_accepted,
	    .rejected = (int64_t)p.book.n_urls - p.book.n_accepted,
	    .pages_done = p.book.pages_done,
	    .pages_failed = p.book.pages_failed,
	    .is_complete =
		p.crawl.is_over && (p.config.url_template || !crawl_tried_is_full(&p.book))};
	return reply_shape(c, &preview_out, &view);
}

const struct route discover_preview_routes[] = {
    {POST, "/discover/preview", preview_discovery, &preview_discovery_in, &preview_out, ROUTE_SLOW,
     200, "Discovery", .summary = "Try a discovery: its first URLs, and why not others."},
    {0},
};
