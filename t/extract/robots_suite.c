/* robots.txt against the cases of the matcher that RFC 9309 grew out of. Where that matcher
 * forgives more than the RFC allows, the answer of the RFC counts. */
#include "extract/robots.h"

#include "tap.h"

#include "bounds.h"
#include "util/json.h"

#include <json-c/json_util.h>

#define CASES 145

/* Path and query of a URL as the suite writes them: anything goes. */
static const char *path_of(struct arena *a, const char *url)
{
	const char *scheme = strstr(url, "://"), *s = scheme ? scheme + 3 : url;
	const char *path = s + strcspn(s, "/?#");
	const char *end = path + strcspn(path, "#");
	const char *text = arena_copy(a, path, (size_t)(end - path));

	return *text == '/' ? text : arena_printf(a, "/%s", text);
}

int main(void)
{
	char path[1024];
	struct json_object *cases;
	struct work w;
	int n = 0;

	(void)snprintf(path, sizeof path, "%s/conformance/robots/google.json", test_data());
	cases = json_object_from_file(path);
	if (!cases)
		return skip_all("conformance/robots is not here");
	work_begin(&w);
	for (size_t i = 0; i < json_object_array_length(cases); i++, n++) {
		struct json_object *one = json_object_array_get_idx(cases, i);
		const char *file = json_text(one, "robots_txt"), *name = json_text(one, "name");
		bool wanted = json_bool_of(one, "allowed", true), got;

		wanted = json_bool_of(one, "rfc_allowed", wanted);
		got = robots_allow(
		    &w, robots_parse(&w, file, strlen(file), json_text(one, "user_agent")),
		    path_of(w.arena, json_text(one, "url")));
		ok(got == wanted, "%s", name);
	}
	is_int(n, CASES, "cases there are");
	json_object_put(cases);
	work_end(&w);
	return done();
}
