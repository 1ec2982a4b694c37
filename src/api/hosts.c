/* GET /api/hosts: how the sites of the account's jobs take being asked. A site's budget is the
 * whole installation's, but which sites others use is nobody's business: what is listed are the
 * sites of the account's own latest jobs. */
#include "store/hosts.h"

#include "api/api.h"
#include "bounds.h"
#include "queue/governor.h"
#include "store/jobs.h"
#include "util/json.h"

struct list_hosts {
	int64_t limit, offset;
};

SHAPE(list_hosts_in, struct list_hosts, LIST_FIELDS(struct list_hosts));

struct host_view {
	const char *host;
	int64_t jobs, wait_ms, slow_ms, crawl_delay_ms, refusals;
	const char *last_refusal;
	struct instant paused_until, asked_at;
};

#define VIEW(member, ...) FIELD(struct host_view, member, __VA_ARGS__)

SHAPE(host_out, struct host_view, VIEW(host, .summary = "name:port"),
      VIEW(jobs, .summary = "Of the account's latest 1,000 jobs, how many go there."),
      VIEW(wait_ms, .summary = "Until a new request would have its turn."),
      VIEW(slow_ms, .summary = "The gap between requests that its refusals made."),
      VIEW(crawl_delay_ms, .summary = "The gap that its robots.txt asks for."),
      VIEW(refusals, .summary = "In a row: 429, 503 and no answer."),
      COLUMN(struct host_view, last_refusal),
      VIEW(paused_until, .summary = "It asked to be left alone until then."),
      VIEW(asked_at, .summary = "When it was asked last; null: not lately."));

/* The hosts of the account's latest jobs, those of the newest first; as many as fit HOST_JOBS. */
static bool collect(struct call *c, struct host_view *hosts, size_t *n_out)
{
	struct work *w = c->work;
	struct job_url *urls;
	size_t n, n_hosts = 0;

	if (!job_urls(w, c->account_id, HOST_JOBS, &urls, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *why, *host;
		const struct url *url = url_parse(w->arena, urls[i].url, &why);
		size_t k = 0;

		if (!url)
			continue;
		host = url_place(w->arena, url);
		while (k < n_hosts && strcmp(hosts[k].host, host) != 0)
			k++;
		hosts[k].host = host;
		hosts[k].jobs += urls[i].jobs;
		n_hosts += k == n_hosts;
	}
	*n_out = n_hosts;
	return true;
}

static bool add_state(struct work *w, struct host_view *view)
{
	struct host host;

	if (!host_find(w, view->host, &host))
		return work_forgive_missing(w);
	view->wait_ms = host.wait_ms;
	view->slow_ms = host.slow_ms;
	view->crawl_delay_ms = host.crawl_delay_ms;
	view->refusals = host.refusals;
	view->last_refusal = host.last_refusal;
	view->paused_until = host.paused_until;
	view->asked_at = host.asked_at;
	return true;
}

static bool list_hosts(struct call *c)
{
	const struct list_hosts *in = INPUT(c, struct list_hosts);
	const int64_t limit = list_limit(in->limit, LIST_LIMIT_MAX, LIST_LIMIT_MAX);
	struct host_view *hosts = ARENA_ARRAY(c->work->arena, HOST_JOBS, struct host_view);
	size_t total, first, n = 0;

	if (!collect(c, hosts, &total))
		return false;
	first = in->offset < (int64_t)total ? (size_t)in->offset : total;
	for (; n < (size_t)limit && first + n < total; n++)
		if (!add_state(c->work, &hosts[first + n]))
			return false;
	return reply_list(c, &host_out, hosts + first, n, limit, in->offset, (int64_t)total);
}

const struct route hosts_routes[] = {
    {GET, "/api/hosts", list_hosts, &list_hosts_in, &host_out, ROUTE_LIST, 200, "Host",
     .summary = "The sites of the account's latest jobs and how they take being asked."},
    {0},
};
