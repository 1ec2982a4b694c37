/* The rolling quota of strategies: numbers, and the headers that carry them. */
#include "api/api.h"
#include "bounds.h"

int64_t quota_limit(const struct call *c)
{
	const struct api_config *config = &c->api->config;

	if (strcmp(c->tier, "free") == 0)
		return config->quota_free;
	if (strcmp(c->tier, "hobby") == 0)
		return config->quota_hobby;
	if (strcmp(c->tier, "pro") == 0)
		return config->quota_pro;
	return QUOTA_UNLIMITED;
}

void quota_headers(struct call *c, const struct quota *q)
{
	int64_t limit = quota_limit(c);

	c->quota_told = true;
	reply_header(c->reply, "X-Strategy-Quota-Used", "%lld", (long long)q->used);
	reply_header(c->reply, "X-Strategy-Quota-Limit", "%lld", (long long)limit);
	reply_header(c->reply, "X-Strategy-Quota-Tier", "%s", c->tier);
	if (limit != QUOTA_UNLIMITED && q->oldest.us) {
		struct instant reset = {q->oldest.us + INT64_C(86400000000) * QUOTA_WINDOW_DAYS};
		char text[INSTANT_TEXT_SIZE];

		instant_print(reset, text);
		reply_header(c->reply, "X-Strategy-Quota-Reset", "%s", text);
	}
}

void quota_tell(struct call *c)
{
	/* A work of its own: the call's holds the error that is being told. */
	struct work w = {.arena = c->work->arena,
			 .request_id = c->work->request_id,
			 .account_id = c->account_id};
	struct quota q;

	if (!c->account_id || !c->route || !(c->route->flags & ROUTE_QUOTA) || c->quota_told ||
	    c->reply->streaming)
		return;
	if (db_ready(&w, c->api->db) && quota_check(&w, c->account_id, QUOTA_UNLIMITED, &q))
		quota_headers(c, &q);
}
