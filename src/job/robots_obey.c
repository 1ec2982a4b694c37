/* The rules first, then the conversation itself; both through one struct, so that whoever drives it
 * sees one conversation. */
#include "job/robots_obey.h"

#include "job/robots_check.h"
#include "util/url.h"

struct obedience {
	struct conversation conversation;
	struct robots_check *check;
	struct conversation *then;
};

static bool go_on(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct conversation *then = ((struct obedience *)c)->then;

	if (!then->advance(w, then, answer))
		return false;
	c->want = then->want;
	return true;
}

static bool take_rules(struct work *w, struct conversation *c, const struct answer *answer)
{
	struct obedience *o = (struct obedience *)c;
	struct conversation *check = &o->check->conversation;

	if (!check->advance(w, check, answer))
		return false;
	c->want = check->want;
	if (c->want.kind != WANT_NOTHING)
		return true;
	if (!robots_check_enforce(w, o->check))
		return false;
	c->want = o->then->want;
	c->advance = go_on;
	return true;
}

struct conversation *robots_obey(struct work *w, struct conversation *then, const char *user_agent)
{
	const char *text = then->want.fetch.url, *why;
	const struct url *url = url_parse(w->arena, text, &why);
	struct obedience *o = ARENA_NEW(w->arena, struct obedience);

	if (!url)
		return then; /* the fetch says what is wrong with it */
	o->check = robots_check_begin(w, url, url_place(w->arena, url), user_agent);
	if (!o->check)
		return NULL;
	if (o->check->conversation.want.kind == WANT_NOTHING)
		return robots_check_enforce(w, o->check) ? then : NULL;
	o->then = then;
	o->conversation.want = o->check->conversation.want;
	o->conversation.advance = take_rules;
	return &o->conversation;
}
