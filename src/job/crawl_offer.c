/* From pages to offers. The extractor has judged by patterns, sites and the look of a URL; what
 * depends on more than one page is judged here. */
#include "job/crawl_parts.h"

#include "bounds.h"
#include "discover/canonical.h"
#include "discover/found.h"
#include "discover/pattern.h"
#include "discover/site.h"
#include "discover/sitemap.h"

/* --- asking --- */

static struct json_object *links_request(struct work *w, const struct crawl *c)
{
	struct json_object *o = json_new_object(w);

	json_put_text(o, "root", c->root ? c->root : c->page.url);
	json_put_text(o, "content_type", c->response->content_type);
	json_put_text(o, "link_pattern", c->config->link_pattern);
	if (c->config->navigation_pattern)
		json_put_text(o, "navigation_pattern", c->config->navigation_pattern);
	json_put_int(o, "year", c->year);
	json_put_int(o, "month", c->month);
	return o;
}

static struct json_object *sitemap_request(struct work *w, const struct crawl *c)
{
	struct json_object *o = json_new_object(w);

	if (c->config->url_pattern)
		json_put_text(o, "pattern", c->config->url_pattern);
	json_put_text(o, "scope", "any");
	json_put_int(o, "from", c->from);
	return o;
}

void crawl_ask(struct work *w, struct crawl *c)
{
	const bool is_page = c->config->seed_url != NULL;
	struct json_object *request = is_page ? links_request(w, c) : sitemap_request(w, c);

	json_put_text(request, "url", c->response->url);
	c->conversation.want = (struct want){.kind = WANT_OPERATION,
					     .stage = "reading",
					     .is_optional = true,
					     .operation = is_page ? "links" : "sitemap",
					     .request = request,
					     .body = c->response->body,
					     .body_size = c->response->body_size};
}

/* --- judging --- */

static bool is_forbidden(struct work *w, const struct crawl *c, const char *url)
{
	const char *why;
	const struct url *u = c->n_hosts ? url_parse(w->arena, url, &why) : NULL;
	const struct robots *robots = u ? crawl_rules(c, url_place(w->arena, u)) : NULL;

	return robots && !c->is_free && !robots_permit(w, robots, u);
}

/* What is accepted by its look is looked at again. */
static void judge_again(struct work *w, const struct crawl *c, struct crawl_offer *o)
{
	enum verdict *const verdicts[] = {&o->collect, &o->visit};
	enum verdict more = VERDICT_ACCEPTED;

	if (o->collect != VERDICT_ACCEPTED && o->visit != VERDICT_ACCEPTED)
		return;
	if (is_forbidden(w, c, o->url))
		more = VERDICT_ROBOTS;
	else if (c->trap && !trap_admits(c->trap, o->url))
		more = VERDICT_PARAMETERS;
	for (size_t i = 0; i < 2; i++)
		if (*verdicts[i] == VERDICT_ACCEPTED)
			*verdicts[i] = more;
}

static void name_offer(struct work *w, struct crawl_offer *o)
{
	o->hash = url_hash(w, canonical_key(w->arena, o->url));
}

/* Deeper pages and sitemaps are not fetched. */
static bool is_deep(const struct crawl *c, int64_t depth)
{
	return depth > (c->config->seed_url ? c->config->max_depth : SITEMAP_LEVELS_MAX - 1);
}

static struct crawl_offer offer_of(struct work *w, struct crawl *c, const struct found *f)
{
	struct crawl_offer o = {.url = arena_text(w->arena, f->url),
				.lastmod = arena_text(w->arena, f->lastmod),
				.collect = f->collect,
				.visit = f->visit,
				.depth = c->page.depth + 1,
				.kind = c->config->seed_url ? "page" : "sitemap"};

	/* First: what is neither read nor collected is no mixture that is remembered. */
	if (o.visit == VERDICT_ACCEPTED && is_deep(c, o.depth))
		o.visit = VERDICT_DEEP;
	judge_again(w, c, &o);
	name_offer(w, &o);
	return o;
}

/* --- reading --- */

/* The next lines, after what is in the part already. *more: there are others. */
static bool read_some(struct work *w, struct crawl *c, struct found_reader *reader,
		      struct crawl_offer *offers, struct crawl_part *part, bool *more)
{
	struct found f;

	*more = true;
	while (part->n < DISCOVERED_PAGE && (*more = found_next(w, reader, &f)))
		offers[part->n++] = offer_of(w, c, &f);
	part->is_over = part->is_over && !*more;
	return w->error == ERR_NONE;
}

/* Goes where pages lead, from the hash on. *is_closed: back to the present page; *read: the first
 * on the way that was read. */
static bool go_round(struct work *w, const struct crawl *c, struct blob from, bool *is_closed,
		     struct blob *read)
{
	struct discovery_page p;
	bool is_there = true;

	*is_closed = false;
	for (int steps = 0; steps <= REDIRECTS_MAX && from.data && is_there; steps++) {
		if ((*is_closed = blob_equal(from, c->page.hash)))
			return true;
		if (!c->book->find(w, c->book, from, &p, &is_there))
			return false;
		if (is_there && p.is_read && p.leads_to.data && !read->data)
			*read = p.hash;
		from = is_there ? p.leads_to : (struct blob){0};
	}
	return true;
}

/* Another page stands for this one, unless it leads back to it: "/a/" says that it is "/a", which
 * redirects to "/a/". Of such a circle the page that was read is what is looked for. */
static bool give_place(struct work *w, const struct crawl *c, struct crawl_part *part)
{
	struct blob read = {0};
	bool is_closed;

	part->leads_to = part->offers[0].hash;
	if (!go_round(w, c, part->leads_to, &is_closed, &read))
		return false;
	part->is_other = !is_closed || part->is_moved;
	if (!is_closed || !part->is_moved)
		return true;
	part->shown = read;
	if (!read.data)
		part->error = "Its redirects lead in a circle";
	return true;
}

/* A page that says that it is another one is not itself what is looked for; its links are read all
 * the same. */
static bool add_canonical(struct work *w, struct crawl *c, const char *url,
			  struct crawl_offer *offers, struct crawl_part *part)
{
	if (!crawl_offer_here(w, c, url, &offers[0]))
		return true;
	part->n = 1;
	return give_place(w, c, part);
}

/* Some at a time, so that many take no more memory than these. */
static bool keep_found(struct work *w, struct crawl *c, struct found_reader *reader,
		       const char *canonical, bool is_over)
{
	struct work batch;
	bool more = true, good = true;

	work_begin_part(&batch, w);
	while (good && more) {
		struct crawl_offer *offers =
		    ARENA_ARRAY(batch.arena, DISCOVERED_PAGE, struct crawl_offer);
		struct crawl_part part = {.page = &c->page, .offers = offers, .is_over = is_over};

		good = !canonical || add_canonical(&batch, c, canonical, offers, &part);
		canonical = NULL;
		good = good && read_some(&batch, c, reader, offers, &part, &more) &&
		       c->book->keep(&batch, c->book, &part);
		if (good)
			work_renew_part(&batch);
	}
	return work_end_part(&batch, w);
}

bool crawl_keep_found(struct work *w, struct crawl *c, struct json_object *answer, bool *is_over)
{
	struct found_reader *reader = ARENA_NEW(w->arena, struct found_reader);

	*is_over = json_get(answer, "next") == NULL || c->config->seed_url;
	if (c->config->seed_url && !c->root)
		c->root = c->page.url;
	if (!found_begin(w, reader, answer) ||
	    !keep_found(w, c, reader, json_text(answer, "canonical"), *is_over))
		return false;
	json_drop(answer, "found"); /* the next part of a sitemap is as large */
	return true;
}

/* --- what takes the page's own place --- */

static enum verdict judge_here(struct crawl *c, const struct url *root, const struct url *u,
			       const char *text, enum site_scope scope,
			       const struct url_pattern *pattern)
{
	if (!site_contains(root, u, scope))
		return VERDICT_SITE;
	if (!url_pattern_fits(pattern, text))
		return VERDICT_PATTERN;
	return trap_look(u, c->year, c->month);
}

bool crawl_offer_here(struct work *w, struct crawl *c, const char *url, struct crawl_offer *out)
{
	const char *why, *text = canonical_of(w->arena, c->page_url, url);
	const struct url *u = text ? url_parse(w->arena, text, &why) : NULL;
	const struct url *root = url_parse(w->arena, c->root ? c->root : c->page.url, &why);

	if (!u || !root)
		return false;
	*out = (struct crawl_offer){
	    .url = text, .depth = c->page.depth, .hops = c->page.hops, .kind = "page"};
	out->collect = judge_here(c, root, u, text, SITE_DOMAIN, c->links);
	/* Where the seed leads the site begins. */
	out->visit = judge_here(c, root, u, text, c->root ? SITE_HOST : SITE_DOMAIN,
				c->root ? c->navigation : NULL);
	judge_again(w, c, out);
	name_offer(w, out);
	return true;
}

bool crawl_redirect(struct work *w, struct crawl *c, struct crawl_part *part)
{
	struct crawl_offer *o = ARENA_NEW(w->arena, struct crawl_offer);

	if (c->page.hops >= REDIRECTS_MAX)
		part->error =
		    arena_printf(w->arena, "Too many redirects: more than %d", REDIRECTS_MAX);
	else if (!crawl_offer_here(w, c, c->response->location, o))
		part->error = "Address not allowed: redirect to something else than http or https";
	else if (!c->root && o->visit != VERDICT_ACCEPTED) /* a search that ends as it begins */
		part->error = arena_printf(w->arena, "It redirects to %s, which is not read: %s",
					   o->url, verdict_sentence(o->visit));
	if (part->error)
		return true;
	o->hops++;
	if (blob_equal(o->hash, c->page.hash)) {
		part->error = "It redirects to itself";
		return true;
	}
	part->offers = o;
	part->n = 1;
	return give_place(w, c, part);
}

/* --- where sitemaps are --- */

void crawl_name_sitemaps(struct work *w, struct crawl *c, const struct robots *robots,
			 struct crawl_part *part)
{
	struct crawl_offer *offers = ARENA_ARRAY(w->arena, ROBOTS_SITEMAPS_MAX, struct crawl_offer);
	const bool are_named = robots_sitemap(robots, 0) != NULL;

	part->offers = offers;
	for (size_t i = 0; i < ROBOTS_SITEMAPS_MAX; i++) {
		struct crawl_offer o = {.collect = VERDICT_PATTERN,
					.visit = VERDICT_ACCEPTED,
					.depth = c->page.depth,
					.kind = "sitemap"};
		const char *named =
		    are_named ? robots_sitemap(robots, i) : sitemap_guess(w->arena, c->page.url, i);

		if (!named)
			return;
		o.url = canonical_of(w->arena, c->page_url, named);
		if (!o.url)
			continue;
		name_offer(w, &o);
		offers[part->n++] = o;
	}
}
