/* Reading URLs, scopes and patterns of a request. */
#include "discover/request.h"

#include "util/json.h"

const struct url *request_url(struct work *w, struct json_object *request, const char *name,
			      const struct url *absent)
{
	const char *text = json_text(request, name), *why = "is missing";
	const struct url *u = text ? url_parse(w->arena, text, &why) : absent;

	return u ? u : fail(w, ERR_UNACCEPTABLE, "%s: %s", name, why);
}

bool request_scope(struct work *w, struct json_object *request, const char *name,
		   enum site_scope absent, enum site_scope *out)
{
	const char *word = json_text(request, name);

	*out = absent;
	return !word || site_scope_read(word, out) ||
	       fail(w, ERR_UNACCEPTABLE, "%s: \"%s\" is no scope", name, word);
}

bool request_pattern(struct work *w, struct json_object *request, const char *name,
		     const struct url_pattern **out)
{
	const char *text = json_text(request, name);

	*out = NULL;
	return !text || (*out = url_pattern_parse(w, text));
}
