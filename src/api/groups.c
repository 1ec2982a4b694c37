/* /api/strategy-groups: groups, and who is in them. */
#include "api/groups_view.h"
#include "bounds.h"

/* --- making and changing ------------------------------------------------------------------------
 */

struct group_input {
	const char *id, *name, *description;
};

#define IN(member, ...) FIELD(struct group_input, member, __VA_ARGS__)
#define DESCRIPTION	IN(description, .max = DESCRIPTION_MAX, .summary = "What it is for.")

SHAPE(group_create_in, struct group_input, IN(name, .required = true, .max = NAME_MAX_BYTES),
      DESCRIPTION);
SHAPE(group_patch_in, struct group_input, ID_FIELD(struct group_input, id),
      IN(name, .max = NAME_MAX_BYTES), DESCRIPTION);

static bool reply_group(struct call *c, const char *id)
{
	struct strategy_group g;
	struct group_view view;

	if (!group_find(c->work, c->account_id, id, &g))
		return false;
	view = group_view_of(&g);
	return reply_shape(c, &group_out, &view);
}

static bool create_group(struct call *c)
{
	const struct group_input *in = INPUT(c, struct group_input);
	const struct strategy_group g = {.id = id_new(c->work->arena),
					 .account_id = c->account_id,
					 .name = in->name,
					 .description = in->description};

	return group_insert(c->work, &g) && reply_group(c, g.id);
}

/* A group has a name: null does not take it away, and white space is none. */
static bool check_name(struct call *c, const struct group_input *in)
{
	if (!json_has(c->body, "name") || (in->name && !ascii_is_blank(in->name)))
		return true;
	return complain(c->work, ERR_INVALID, "name", "name must not be empty");
}

static bool patch_group(struct call *c)
{
	const struct group_input *in = INPUT(c, struct group_input);
	struct strategy_group g;

	if (!check_name(c, in) || !group_find_locked(c->work, c->account_id, in->id, &g))
		return false;
	if (in->name)
		g.name = in->name;
	if (json_has(c->body, "description"))
		g.description = in->description;
	return ((!in->name && !json_has(c->body, "description")) || group_update(c->work, &g)) &&
	       reply_group(c, g.id);
}

static bool delete_group(struct call *c)
{
	return group_delete(c->work, c->account_id, INPUT(c, struct by_id)->id) &&
	       reply_message(c, "Strategy group deleted successfully");
}

/* --- reading ------------------------------------------------------------------------------------
 */

struct list_groups {
	int64_t limit, offset;
};

SHAPE(list_groups_in, struct list_groups, LIST_FIELDS(struct list_groups));

static bool list_groups(struct call *c)
{
	const struct list_groups *in = INPUT(c, struct list_groups);
	int64_t limit = list_limit(in->limit, 50, LIST_LIMIT_MAX), total;
	struct strategy_group *rows;
	struct group_view *views;
	size_t n;

	if (!group_list(c->work, c->account_id, limit, in->offset, &rows, &n) ||
	    !group_count(c->work, c->account_id, &total))
		return false;
	views = ARENA_ARRAY(c->work->arena, n, struct group_view);
	for (size_t i = 0; i < n; i++)
		views[i] = group_view_of(&rows[i]);
	return reply_list(c, &group_out, views, n, limit, in->offset, total);
}

/* Appends the members made before that one, in w's memory, and moves it on. */
static bool add_members(struct call *c, struct work *w, const char *group_id, char *before_id,
			size_t *n)
{
	struct text *body = &c->reply->body;
	struct member *rows;

	if (!member_list(w, c->account_id, group_id, *before_id ? before_id : NULL,
			 GROUP_MEMBERS_READ, &rows, n))
		return false;
	for (size_t i = 0; i < *n; i++) {
		if (*before_id || i)
			text_add_char(body, ',');
		member_print(w, body, &rows[i]);
		if (body->length >= REPLY_PIECE)
			reply_flush(c->reply);
	}
	if (*n)
		memcpy(before_id, rows[*n - 1].strategy_id, ID_TEXT_SIZE);
	return true;
}

/* Members are sent as they are read: two thousand schemas are a lot. */
static bool stream_group(struct call *c, const struct strategy_group *g)
{
	const struct group_view view = group_view_of(g);
	char before_id[ID_TEXT_SIZE] = "";
	struct reply *reply = c->reply;
	size_t n = GROUP_MEMBERS_READ;
	struct work page;

	reply->status = 200;
	reply_stream(reply);
	text_add_char(&reply->body, '{');
	(void)shape_encode_members(&reply->body, &group_out, &view);
	text_add(&reply->body, ",\"strategies\":[");
	work_begin_part(&page, c->work);
	while (n == GROUP_MEMBERS_READ && !reply->broken) {
		if (!add_members(c, &page, g->id, before_id, &n)) {
			reply_cut(reply);
			break;
		}
		reply_flush(reply);
		work_renew_part(&page);
	}
	text_add(&reply->body, "]}");
	return work_end_part(&page, c->work);
}

static bool get_group(struct call *c)
{
	struct strategy_group g;

	return group_find(c->work, c->account_id, INPUT(c, struct by_id)->id, &g) &&
	       stream_group(c, &g);
}

/* --- members ------------------------------------------------------------------------------------
 */

struct add_strategies {
	const char *id;
	struct texts strategy_ids;
};

SHAPE(group_add_in, struct add_strategies, ID_FIELD(struct add_strategies, id),
      FIELD(struct add_strategies, strategy_ids, .required = true, .min = 1,
	    .max = GROUP_MEMBERS_MAX, .check = id_check, .check_kind = ERR_INVALID,
	    .summary = "All are added, or none. One that is in another group leaves that."));

struct added_view {
	const char *message;
	int64_t added, strategy_count;
};

SHAPE(group_added_out, struct added_view, COLUMN(struct added_view, message),
      FIELD(struct added_view, added, .summary = "How many were not in it."),
      COLUMN(struct added_view, strategy_count));

static bool add_strategies(struct call *c)
{
	const struct add_strategies *in = INPUT(c, struct add_strategies);
	struct added_view view = {0};
	struct strategy_group g;

	if (!group_find_locked(c->work, c->account_id, in->id, &g) ||
	    !member_add(c->work, c->account_id, g.id, &in->strategy_ids, &view.added) ||
	    !group_find(c->work, c->account_id, g.id, &g))
		return false;
	if (g.strategy_count > GROUP_MEMBERS_MAX)
		return complain(c->work, ERR_UNACCEPTABLE, "strategy_ids",
				"the strategy group would have %lld strategies, and takes %d",
				(long long)g.strategy_count, GROUP_MEMBERS_MAX);
	view.strategy_count = g.strategy_count;
	view.message = arena_printf(c->work->arena, "Added %lld %s to group", (long long)view.added,
				    view.added == 1 ? "strategy" : "strategies");
	return reply_shape(c, &group_added_out, &view);
}

struct remove_strategy {
	const char *id, *strategy_id;
};

SHAPE(group_remove_in, struct remove_strategy, ID_FIELD(struct remove_strategy, id),
      ID_FIELD(struct remove_strategy, strategy_id));

static bool remove_strategy(struct call *c)
{
	const struct remove_strategy *in = INPUT(c, struct remove_strategy);
	struct strategy_group g;

	return group_find_locked(c->work, c->account_id, in->id, &g) &&
	       member_remove(c->work, c->account_id, g.id, in->strategy_id) &&
	       reply_message(c, "Strategy removed from group");
}

#define THING .thing = "Strategy group"

const struct route groups_routes[] = {
    {POST, "/api/strategy-groups", create_group, &group_create_in, &group_out, ROUTE_WRITES, 201,
     THING, .summary = "Make a group for strategies that are looked after together."},
    {GET, "/api/strategy-groups", list_groups, &list_groups_in, &group_out, ROUTE_LIST, 200, THING,
     .summary = "The account's groups, newest first."},
    {GET, "/api/strategy-groups/{id}", get_group, &by_id_in, &group_whole_out, 0, 200, THING,
     .summary = "One group with its strategies."},
    {PATCH, "/api/strategy-groups/{id}", patch_group, &group_patch_in, &group_out, ROUTE_WRITES,
     200, THING, .summary = "Change what the body names; a description of null takes it away."},
    {DELETE, "/api/strategy-groups/{id}", delete_group, &by_id_in, NULL, ROUTE_WRITES, 200, THING,
     .summary = "Delete a group; its strategies and their schedules stay."},
    {POST, "/api/strategy-groups/{id}/strategies", add_strategies, &group_add_in, &group_added_out,
     ROUTE_WRITES, 200, THING, .summary = "Put strategies into the group."},
    {DELETE, "/api/strategy-groups/{id}/strategies/{strategy_id}", remove_strategy,
     &group_remove_in, NULL, ROUTE_WRITES, 200, THING,
     .summary = "Take a strategy out of the group; it stays."},
    {0},
};
