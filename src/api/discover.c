/* /discover: searches for the URLs of a site, begun, looked at and deleted. What they found is read
 * by discover_urls.c and run by discover_execute.c. */
#include "api/discover_view.h"
#include "bounds.h"
#include "job/renewal.h"
#include "queue/wake.h"
#include "store/tasks.h"
#include "util/id.h"

/* --- POST /discover ----------------------------------------------------------------------------
 */

struct start_discovery {
	struct json_object *discovery;
};

SHAPE(start_discovery_in, struct start_discovery,
      FIELD(struct start_discovery, discovery, .required = true, .object = true,
	    .summary = "A method, and what it needs: sitemap (sitemap_url), pagination "
		       "(url_template) or link_pattern (seed_url, link_pattern)."));

struct started_view {
	const char *id, *discovery_id, *status, *discovery_method, *root_url;
};

#define STARTED(member, ...) FIELD(struct started_view, member, __VA_ARGS__)

SHAPE(started_out, struct started_view, STARTED(id, .format = "uuid"),
      STARTED(discovery_id, .format = "uuid", .summary = "The same as id."),
      STARTED(status, .one_of = "pending"), COLUMN(struct started_view, discovery_method),
      COLUMN(struct started_view, root_url));

static bool store_discovery(struct call *c, void *data)
{
	const struct discovery *d = data;
	const struct new_task task = {.id = d->id,
				      .account_id = c->account_id,
				      .kind = "discovery",
				      .priority = TASK_ASKED,
				      .host = task_host(c->work, d->root_url)};

	return discovery_insert(c->work, d) && task_insert(c->work, &task, 1);
}

static bool start_discovery(struct call *c)
{
	const struct start_discovery *in = INPUT(c, struct start_discovery);
	struct started_view view = {.status = "pending"};
	struct discovery_config config;
	struct discovery d;

	if (!discovery_config_read(c->work, in->discovery, &c->api->config.discovery, &config))
		return false;
	d = (struct discovery){.id = id_new(c->work->arena),
			       .account_id = c->account_id,
			       .method = config.method,
			       .config = {discovery_config_print(c->work, &config)},
			       .root_url = discovery_config_root(&config)};
	if (!call_transaction(c, store_discovery, &d))
		return false;
	wake_send(c->api->config.run_dir);
	view.id = view.discovery_id = d.id;
	view.discovery_method = d.method;
	view.root_url = d.root_url;
	return reply_shape(c, &started_out, &view);
}

/* --- reading ------------------------------------------------------------------------------------
 */

static bool get_discovery(struct call *c)
{
	struct discovery_view view;
	struct discovery d;

	return discovery_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &d) &&
	       discovery_view_of(c->work, &d, true, &view) && reply_shape(c, &discovery_out, &view);
}

struct list_discoveries {
	int64_t limit, offset;
};

SHAPE(list_discoveries_in, struct list_discoveries, LIST_FIELDS(struct list_discoveries));

static bool list_discoveries(struct call *c)
{
	const struct list_discoveries *in = INPUT(c, struct list_discoveries);
	const int64_t limit = list_limit(in->limit, 20, LIST_LIMIT_MAX);
	struct discovery_view *views;
	struct discovery *rows;
	int64_t total;
	size_t n;

	if (!discovery_list(c->work, c->account_id, limit, in->offset, &rows, &n) ||
	    !discovery_count(c->work, c->account_id, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct discovery_view);
	for (size_t i = 0; i < n; i++)
		if (!discovery_view_of(c->work, &rows[i], false, &views[i]))
			return false;
	return reply_list(c, &discovery_listed_out, views, n, limit, in->offset, total);
}

/* --- DELETE /discover/{id} ----------------------------------------------------------------------
 */

static bool delete_discovery(struct call *c)
{
	const char *id = INPUT(c, struct by_id)->id;
	struct discovery d;

	return discovery_find_locked(c->work, c->account_id, id, &d) &&
	       renewal_freeze(c->work, &d) && discovery_delete(c->work, c->account_id, id) &&
	       task_withdraw(c->work, c->account_id, id) &&
	       reply_message(c, "Discovery deleted successfully");
}

#define THING .thing = "Discovery"

const struct route discover_routes[] = {
    {POST, "/discover", start_discovery, &start_discovery_in, &started_out, 0, 201, THING,
     .summary = "Begin to look for the URLs of a site."},
    {GET, "/discover/{id}", get_discovery, &by_id_in, &discovery_out, 0, 200, THING,
     .summary = "How a discovery stands, and the first of its URLs."},
    {DELETE, "/discover/{id}", delete_discovery, &by_id_in, NULL, ROUTE_WRITES, 200, THING,
     .summary = "Stop a discovery and delete it with its URLs; jobs made from it stay."},
    {GET, "/discoveries", list_discoveries, &list_discoveries_in, &discovery_listed_out, ROUTE_LIST,
     200, THING, .summary = "The account's discoveries, newest first."},
    {0},
};
