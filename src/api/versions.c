/* /api/strategies/{id}: changed, its versions, and back to one of them. */
#include "api/api.h"
#include "api/strategies_view.h"
#include "bounds.h"
#include "diff/item_key.h"
#include "extract/filter.h"
#include "extract/schema.h"
#include "store/versions.h"
#include "util/id.h"

/* --- PATCH: what is absent stays, null and {} clear, a value replaces (contract, 3.9) ------------
 */

struct patch {
	const char *id;
	struct json_object *output_schema, *filter_config, *key;
	const char *order;
};

#define PATCHED(member, ...) FIELD(struct patch, member, __VA_ARGS__)

SHAPE(patch_in, struct patch, ID_FIELD(struct patch, id),
      PATCHED(output_schema, .object = true,
	      .summary = "Names and types of the fields; null or {} takes it away."),
      PATCHED(filter_config, .object = true,
	      .summary = "Which items are kept; null or {} takes it away."),
      PATCHED(key,
	      .summary = "The field, or an array of up to 3, by which an item is found again in "
			 "the next run; null: one is found. Kept in the strategy."),
      PATCHED(order, .one_of = "significant",
	      .summary = "Whether the order of items counts; null: it does not. Kept in the "
			 "strategy."));

static bool check_forms(struct work *w, const struct patch *in)
{
	struct json_object *schema = json_filled(in->output_schema);
	bool good = !schema || schema_parse(w, schema);
	struct item_key key;

	good &= filter_parse(w, "filter_config", json_filled(in->filter_config)) != NULL;
	return item_key_parse(w, "key", in->key, &key) && good;
}

static bool texts_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Replaces what is stored when the body has the member; true when that makes a difference. */
static bool replace(struct call *c, const char *name, struct json_object *value,
		    struct raw_json *stored)
{
	const char *text = json_filled(value) ? json_string(c->work, value) : NULL;

	if (!json_has(c->body, name) || texts_equal(text, stored->data))
		return false;
	stored->data = text;
	return true;
}

/* The same for the members "key" and "order", which the plan has: what runs go by is in one place.
 */
static bool replace_in_plan(struct call *c, const struct patch *in, struct raw_json *stored)
{
	struct json_object *plan = json_parse(c->work, stored->data, strlen(stored->data));
	const char *text;

	if (!plan || (!json_has(c->body, "key") && !json_has(c->body, "order")))
		return false;
	if (in->key)
		json_put_shared(plan, "key", in->key);
	else if (json_has(c->body, "key"))
		json_drop(plan, "key");
	if (in->order)
		json_put_text(plan, "order", in->order);
	else if (json_has(c->body, "order"))
		json_drop(plan, "order");
	text = json_string(c->work, plan);
	if (texts_equal(text, stored->data))
		return false;
	stored->data = text;
	return true;
}

static bool reply_strategy(struct call *c, const struct strategy *s)
{
	const struct strategy_view view = strategy_view_of(s);

	return reply_shape(c, &strategy_out, &view);
}

/* Stores the changed strategy and answers with what it is now. */
static bool change(struct call *c, struct strategy *s, const char *reason)
{
	return strategy_update(c->work, s, reason) &&
	       strategy_find(c->work, c->account_id, s->id, s) && reply_strategy(c, s);
}

static bool patch_strategy(struct call *c)
{
	const struct patch *in = INPUT(c, struct patch);
	struct strategy s;
	bool changed;

	if (!check_forms(c->work, in) || !strategy_find_locked(c->work, c->account_id, in->id, &s))
		return false;
	changed = replace(c, "output_schema", in->output_schema, &s.output_schema);
	changed |= replace(c, "filter_config", in->filter_config, &s.filter_config);
	changed |= replace_in_plan(c, in, &s.plan);
	if (c->work->error)
		return false; /* a plan that cannot be read */
	return changed ? change(c, &s, "patched") : reply_strategy(c, &s);
}

/* --- versions: what the strategy was ------------------------------------------------------------
 */

struct version_view {
	int64_t version;
	bool is_current;
	const char *strategy_id, *reason, *generator;
	struct raw_json strategy, preview_data, output_schema, filter_config, api_parameters;
	int64_t attempts;
	double confidence;
	struct instant created_at;
};

#define VERSION(member, ...) FIELD(struct version_view, member, __VA_ARGS__)

SHAPE(version_out, struct version_view, COLUMN(struct version_view, version),
      VERSION(is_current, .summary = "Whether jobs use this one."),
      VERSION(strategy_id, .format = "uuid"),
      VERSION(reason, .summary = "What made it: generated, refined, patched, restored …"),
      VERSION(generator, .summary = "Who made it."), COLUMN(struct version_view, strategy),
      COLUMN(struct version_view, preview_data), COLUMN(struct version_view, output_schema),
      COLUMN(struct version_view, filter_config), COLUMN(struct version_view, api_parameters),
      COLUMN(struct version_view, attempts), COLUMN(struct version_view, confidence),
      COLUMN(struct version_view, created_at));

static struct version_view version_view_of(const struct version *v, int64_t current)
{
	return (struct version_view){
	    .version = v->version,
	    .is_current = v->version == current,
	    .strategy_id = v->strategy_id,
	    .reason = v->reason,
	    .generator = v->generator,
	    .strategy = v->plan,
	    .preview_data = v->preview,
	    .output_schema = v->output_schema,
	    .filter_config = v->filter_config,
	    .api_parameters = v->api_parameters,
	    .attempts = v->attempts,
	    .confidence = v->confidence,
	    .created_at = v->created_at,
	};
}

struct list_versions {
	const char *id;
	int64_t limit, offset;
};

SHAPE(list_versions_in, struct list_versions, ID_FIELD(struct list_versions, id),
      LIST_FIELDS(struct list_versions));

static bool list_versions(struct call *c)
{
	const struct list_versions *in = INPUT(c, struct list_versions);
	int64_t limit = list_limit(in->limit, 20, LIST_LIMIT_MAX), total;
	struct version_view *views;
	struct version *rows;
	struct strategy s;
	size_t n;

	if (!strategy_find(c->work, c->account_id, in->id, &s) ||
	    !version_list(c->work, c->account_id, in->id, limit, in->offset, &rows, &n) ||
	    !version_count(c->work, c->account_id, in->id, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct version_view);
	for (size_t i = 0; i < n; i++)
		views[i] = version_view_of(&rows[i], s.version);
	return reply_list(c, &version_out, views, n, limit, in->offset, total);
}

/* --- restoring ----------------------------------------------------------------------------------
 */

struct restore {
	const char *id;
	int64_t version;
};

SHAPE(restore_in, struct restore, ID_FIELD(struct restore, id), COLUMN(struct restore, version));

static bool restore_version(struct call *c)
{
	const struct restore *in = INPUT(c, struct restore);
	struct strategy s;
	struct version old;

	if (!strategy_find_locked(c->work, c->account_id, in->id, &s) ||
	    !version_find(c->work, c->account_id, in->id, in->version, &old))
		return false;
	if (old.version == s.version) /* it is what is asked for */
		return reply_strategy(c, &s);
	s.generator = old.generator;
	s.plan = old.plan;
	s.output_schema = old.output_schema;
	s.filter_config = old.filter_config;
	s.api_parameters = old.api_parameters;
	s.preview = old.preview;
	s.attempts = old.attempts;
	s.confidence = old.confidence;
	return change(c, &s, "restored");
}

const struct route versions_routes[] = {
    {PATCH, "/api/strategies/{id}", patch_strategy, &patch_in, &strategy_out,
     ROUTE_WRITES | ROUTE_STRICT_400, 200, "Strategy",
     .summary = "Replace or take away a strategy's schema or filter, from the next job on."},
    {GET, "/api/strategies/{id}/versions", list_versions, &list_versions_in, &version_out,
     ROUTE_LIST | ROUTE_STRICT_400, 200, "Strategy",
     .summary = "All versions of a strategy, newest first."},
    {POST, "/api/strategies/{id}/versions/{version}/restore", restore_version, &restore_in,
     &strategy_out, ROUTE_WRITES | ROUTE_STRICT_400, 200, "Strategy version",
     .summary = "Make a new version that is like an old one."},
    {0},
};
