/* POST /api/strategies/{id}/accept-baseline: a person says that a page is right as it is now,
 * though it is not what its runs were used to. */
#include "api/api.h"
#include "bounds.h"
#include "store/strategies.h"
#include "store/targets.h"
#include "util/id.h"
#include "util/url.h"

struct accept_baseline {
	const char *id, *url;
};

#define ACCEPT(member, ...) FIELD(struct accept_baseline, member, __VA_ARGS__)

SHAPE(accept_baseline_in, struct accept_baseline, ID_FIELD(struct accept_baseline, id),
      ACCEPT(url, .max = URL_MAX, .check = url_check, .format = "uri",
	     .summary = "The page that is right; all pages of the strategy when not given."));

struct accepted_view {
	const char *strategy_id;
	int64_t accepted;
	const char *message;
};

#define VIEW(member, ...) FIELD(struct accepted_view, member, __VA_ARGS__)

SHAPE(accepted_out, struct accepted_view, VIEW(strategy_id, .format = "uuid"),
      VIEW(accepted, .summary = "Pages whose next run is taken as it is."),
      COLUMN(struct accepted_view, message));

static bool accept_baseline(struct call *c)
{
	const struct accept_baseline *in = INPUT(c, struct accept_baseline);
	struct accepted_view view = {.strategy_id = in->id,
				     .message = "The next run becomes the baseline"};
	struct strategy strategy;

	if (!strategy_find(c->work, c->account_id, in->id, &strategy) ||
	    !target_accept(c->work, c->account_id, in->id, in->url, &view.accepted))
		return false;
	if (view.accepted == 0)
		return fail(c->work, ERR_CONFLICT,
			    "No run of the strategy%s was out of the ordinary: there is nothing to "
			    "accept",
			    in->url ? " on this URL" : "");
	return reply_shape(c, &accepted_out, &view);
}

const struct route baseline_routes[] = {
    {POST, "/api/strategies/{id}/accept-baseline", accept_baseline, &accept_baseline_in,
     &accepted_out, ROUTE_WRITES | ROUTE_STRICT_400, 200, "Strategy",
     .summary = "Take the next run as right, after runs that failed as layout or data."},
    {0},
};
