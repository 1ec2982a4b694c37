/* Kept rules, or the file itself. */
#include "job/robots_check.h"

#include "bounds.h"
#include "store/hosts.h"

static const char all_allowed[] = "{\"delay_ms\":0,\"rules\":[],\"sitemaps\":[]}";
static const char all_forbidden[] =
    "{\"delay_ms\":0,\"rules\":[[false,\"/\"]],\"sitemaps\":[],\"is_unread\":true}";

bool robots_permit(struct work *w, const struct robots *robots, const struct url *u)
{
	const char *path = u->query ? arena_printf(w->arena, "%s?%s", u->path, u->query) : u->path;

	return robots_allow(w, robots, path);
}

static bool finish(struct work *w, struct robots_check *check, const char *rules, size_t n)
{
	check->robots = robots_read(w, rules, n);
	check->conversation.want = (struct want){.kind = WANT_NOTHING};
	if (!check->robots)
		return false;
	check->is_allowed = robots_permit(w, check->robots, check->url);
	return true;
}

static bool keep(struct work *w, struct robots_check *check, const char *rules, int64_t kept_s)
{
	const struct host_rules kept = {rules, strlen(rules)};

	return finish(w, check, rules, kept.size) &&
	       host_rules_keep(w, check->host, &kept, robots_crawl_delay_ms(check->robots), kept_s);
}

static bool take_rules(struct work *w, struct conversation *c, const struct answer *answer)
{
	return keep(w, (struct robots_check *)c, json_string(w, answer->result), ROBOTS_KEPT_S);
}

static bool take_file(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct robots_check *check = (struct robots_check *)c;
	const struct fetch_response *file = answer->response;
	struct json_object *request;

	if (file->status >= 500)
		return keep(w, check, all_forbidden, ROBOTS_AGAIN_S);
	if (file->status >= 400)
		return keep(w, check, all_allowed, ROBOTS_KEPT_S);
	request = json_new_object(w);
	json_put_text(request, "agent", check->agent);
	c->want = (struct want){.kind = WANT_OPERATION,
				.operation = "robots",
				.request = request,
				.body = file->body,
				.body_size = file->body_size};
	c->advance = take_rules;
	return true;
}

struct robots_check *robots_check_begin(struct work *w, const struct url *url, const char *host,
					const char *user_agent)
{
	struct robots_check *check = ARENA_NEW(w->arena, struct robots_check);
	struct host_rules kept;

	check->agent = robots_agent(w->arena, user_agent);
	check->host = host;
	check->url = url;
	if (!host_rules_find(w, host, &kept))
		return NULL;
	if (kept.rules)
		return finish(w, check, kept.rules, kept.size) ? check : NULL;
	check->conversation.want = (struct want){
	    .kind = WANT_FETCH,
	    .stage = "fetching",
	    .fetch = {.url = arena_printf(w->arena, "%s/robots.txt", url_origin(w->arena, url)),
		      .accept = "text/plain,*/*;q=0.8",
		      .max_bytes = ROBOTS_MAX,
		      .cut = true,
		      .timeout_ms = ROBOTS_TIMEOUT_MS,
		      .any_status = true}};
	check->conversation.advance = take_file;
	return check;
}

const char *robots_sentence(const struct robots *robots)
{
	return robots_are_unread(robots)
		   ? "The site's robots.txt cannot be read now, which forbids every page"
		   : "The site's robots.txt does not allow this page";
}

bool robots_check_enforce(struct work *w, const struct robots_check *check)
{
	return check->is_allowed ||
	       fail_class(w, CLASS_ROBOTS, "%s", robots_sentence(check->robots));
}
