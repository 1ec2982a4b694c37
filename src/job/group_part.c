/* A strategy of a group, made anew for a schema or made from a URL. */
#include "job/group_part.h"

#include "bounds.h"
#include "store/events.h"
#include "store/groups.h"
#include "store/pages.h"
#include "util/id.h"

#include <json-c/json_object.h>

static bool is_schema(const struct part_making *p)
{
	return strcmp(p->run.kind, GROUP_RUN_SCHEMA) == 0;
}

/* For the user, who sees it beside the strategy. */
static void *refuse(struct work *w, const char *why)
{
	return fail_class(w, CLASS_DATA, "%s", why);
}

/* --- its beginning --- */

/* Stored JSON as a tree; NULL when there is none. False when it cannot be read. */
static bool read_json(struct work *w, struct raw_json stored, struct json_object **out)
{
	*out = json_stored(w, stored.data);
	return *out || !stored.data;
}

/* A text is divided at its headings whatever one wants of it. */
static bool fits_sections(struct json_object *schema)
{
	return json_has(schema, "heading") || json_has(schema, "level") ||
	       json_has(schema, "content");
}

static bool read_member(struct work *w, struct part_making *p)
{
	struct strategy *s = &p->strategy;

	if (!strategy_find(w, p->run.account_id, p->part.strategy_id, s))
		return error_is(w, ERR_NOT_FOUND) ? refuse(w, "The strategy was deleted") : false;
	if (!s->strategy_group_id || strcmp(s->strategy_group_id, p->run.strategy_group_id) != 0)
		return refuse(w, "The strategy has left the group");
	return true;
}

static bool member_input(struct work *w, struct part_making *p, struct generation_input *in)
{
	const struct strategy *s = &p->strategy;

	if (!read_member(w, p) || !read_json(w, p->run.output_schema, &in->output_schema) ||
	    !read_json(w, s->filter_config, &in->filter_config))
		return false;
	in->url = s->url;
	in->description = s->description;
	in->wants_api = strcmp(s->scraper_type, "api") == 0;
	in->wants_sections = strcmp(s->scraper_type, "content") == 0;
	if (in->wants_sections && !fits_sections(in->output_schema))
		return refuse(w, "A content strategy has heading, level and content, and none of"
				 " the schema's fields");
	return true;
}

static bool new_input(struct work *w, struct part_making *p, struct generation_input *in)
{
	const char *type = p->run.scraper_type ? p->run.scraper_type : "";

	in->url = p->part.url;
	in->description = p->run.description ? p->run.description : "";
	in->wants_api = strcmp(type, "api") == 0;
	in->wants_sections = strcmp(type, "content") == 0;
	return read_json(w, p->run.output_schema, &in->output_schema) &&
	       read_json(w, p->run.filter_config, &in->filter_config);
}

bool part_begin(struct work *w, const struct task *t, struct llm *llm, struct part_making *p)
{
	struct generation_input in = {.llm = llm};

	if (!group_part_find(w, t->account_id, t->id, &p->part, &p->run) ||
	    !(is_schema(p) ? member_input(w, p, &in) : new_input(w, p, &in)))
		return false;
	p->generation = generation_begin(w, &in);
	return true;
}

/* --- its end --- */

static size_t previewed(struct work *w, const struct strategy *s)
{
	struct json_object *items = json_stored(w, s->preview.data);

	return json_object_is_type(items, json_type_array) ? json_object_array_length(items) : 0;
}

/* Why what was made shall not replace what there is, which nobody looks at before it runs; NULL: it
 * may. A page of an error that a site shows instead of its own has a title, too. */
static const char *unfit(struct work *w, const struct part_making *p)
{
	const struct generation *g = p->generation;
	const size_t before = previewed(w, &p->strategy);

	if (strcmp(g->scraper_type, p->strategy.scraper_type) != 0)
		return "With this schema it would be a strategy of another type: make a new one"
		       " for that";
	if (before > 1 && g->item_count == 1)
		return "The page has one item with this schema, and had several: it may not be the"
		       " usual one";
	if (p->strategy.filter_config.data && g->item_count == 0 && before > 0)
		return "With this schema nothing passes the strategy's filter_config";
	return NULL;
}

static bool names_known(struct json_object *key, struct json_object *schema)
{
	if (!json_object_is_type(key, json_type_array))
		return json_has(schema, json_object_get_string(key));
	for (size_t i = 0; i < json_object_array_length(key); i++)
		if (!names_known(json_object_array_get_idx(key, i), schema))
			return false;
	return true;
}

/* The new plan compares its runs as the user said of the old one, as far as it has the fields. */
static const char *plan_of(struct work *w, const struct part_making *p)
{
	const char *before = p->strategy.plan.data, *made = p->generation->plan;
	struct json_object *old = json_stored(w, before);
	struct json_object *plan = json_parse(w, made, strlen(made));
	struct json_object *key = json_get(old, "key"), *order = json_get(old, "order");

	if (!plan || (before && !old))
		return NULL;
	if (order)
		json_put_shared(plan, "order", order);
	if (key && names_known(key, p->generation->input.output_schema))
		json_put_shared(plan, "key", key);
	return json_string(w, plan);
}

static bool keep_page(struct work *w, const struct part_making *p, const char *strategy_id)
{
	const struct fetch_response *page = p->generation->page;

	return page_keep(w, p->run.account_id, strategy_id, page->url, page->content_type,
			 page->body, page->body_size);
}

/* now: the strategy as it is, locked. */
static bool store_member(struct work *w, const struct task *t, const struct part_making *p,
			 const struct strategy *now)
{
	const struct generation *g = p->generation;
	const char *why = unfit(w, p);
	struct strategy next = *now;

	if (why)
		return group_part_end(w, t, &p->part, now->id, why);
	next.plan.data = plan_of(w, p);
	next.output_schema = p->run.output_schema;
	next.api_parameters.data = g->api_parameters;
	next.preview.data = g->preview;
	next.generator = g->generator;
	next.attempts += g->attempts;
	next.confidence = g->confidence;
	return next.plan.data && strategy_update(w, &next, "schema") && keep_page(w, p, now->id) &&
	       group_part_end(w, t, &p->part, now->id, NULL);
}

static bool finish_member(struct work *w, const struct task *t, const struct part_making *p)
{
	const char *id = p->strategy.id;
	struct strategy now;

	if (!strategy_find_locked(w, p->run.account_id, id, &now))
		return work_forgive_missing(w) &&
		       group_part_end(w, t, &p->part, id, "The strategy was deleted");
	if (!now.strategy_group_id || strcmp(now.strategy_group_id, p->run.strategy_group_id) != 0)
		return group_part_end(w, t, &p->part, id, "The strategy has left the group");
	if (now.version == p->strategy.version)
		return store_member(w, t, p, &now);
	if (t->attempts < GENERATION_TRIES)
		return task_put_back(w, t, (struct task_return){0});
	return group_part_end(w, t, &p->part, id, "The strategy was changed again and again");
}

static bool finish_new(struct work *w, const struct task *t, const struct part_making *p)
{
	const struct generation *g = p->generation;
	const struct strategy s = {.id = id_new(w->arena),
				   .account_id = p->run.account_id,
				   .name = p->part.name,
				   .description = g->input.description,
				   .url = p->part.url,
				   .scraper_type = g->scraper_type,
				   .generator = g->generator,
				   .plan = {g->plan},
				   .output_schema = p->run.output_schema,
				   .filter_config = p->run.filter_config,
				   .api_parameters = {g->api_parameters},
				   .preview = {g->preview},
				   .attempts = g->attempts,
				   .confidence = g->confidence,
				   .strategy_group_id = p->run.strategy_group_id,
				   .created_at = clock_now()};
	struct quota quota;
	int64_t room;

	if (!group_room(w, p->run.account_id, p->run.strategy_group_id, &room))
		return false;
	if (room == 0)
		return group_part_end(w, t, &p->part, NULL,
				      arena_printf(w->arena,
						   "The strategy group has %d strategies and takes"
						   " no more",
						   GROUP_MEMBERS_MAX));
	if (!quota_take(w, p->run.account_id, p->run.quota, &quota)) {
		const char *why = w->message;

		if (!error_is(w, ERR_FORBIDDEN))
			return false;
		work_forgive(w);
		return group_part_end(w, t, &p->part, NULL, why);
	}
	return strategy_insert(w, &s) && keep_page(w, p, s.id) &&
	       group_part_end(w, t, &p->part, s.id, NULL);
}

bool part_finish(struct work *w, const struct task *t, const struct part_making *p)
{
	return group_part_hold(w, t->account_id, t->id) &&
	       (is_schema(p) ? finish_member(w, t, p) : finish_new(w, t, p));
}

bool part_give_up(struct work *w, const struct task *t, const char *error)
{
	struct group_part part;
	struct group_run run;

	return group_part_hold(w, t->account_id, t->id) &&
	       group_part_find(w, t->account_id, t->id, &part, &run) &&
	       group_part_end(w, t, &part, part.strategy_id, error);
}
