/* The details of the robots.txt matcher that RFC 9309 grew out of: product tokens, line ends, byte
 * order marks, what is a path, how patterns are written. Lines are not counted here: what they are
 * good for shows in the rules. Texts without a scheme are no URLs here. */
#include "extract/robots.h"

#include "tap.h"

#include "util/json.h"
#include "util/url.h"

#include <json-c/json_util.h>

#define CASES 46

static int sextet(char c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *place = c ? strchr(digits, c) : NULL;

	return place ? (int)(place - digits) : -1;
}

static char *base64(struct arena *a, const char *s, size_t *n_out)
{
	char *out = arena_alloc(a, strlen(s));
	unsigned bits = 0, n_bits = 0;

	*n_out = 0;
	for (; sextet(*s) >= 0; s++) {
		bits = bits << 6 | (unsigned)sextet(*s);
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[(*n_out)++] = (char)(bits >> n_bits & 0xFF);
		}
	}
	return out;
}

static void directives(struct work *w, struct json_object *one, const char *name)
{
	size_t n;
	char *file = base64(w->arena, json_text(one, "robots_txt_base64"), &n);
	const char *sitemap = json_text(one, "sitemap");
	struct robots *foo = robots_parse(w, file, n, "foo"),
		      *bar = robots_parse(w, file, n, "bar");
	struct text rules = text_new(w->arena, 10000);

	robots_print(&rules, foo);
	if (sitemap)
		is_text(robots_sitemap(foo, 0), sitemap, name);
	else if (json_int(one, "last_line", 0))
		ok(robots_allow(w, foo, "/x") && !robots_allow(w, bar, "/x"), "%s", name);
	else
		ok((strstr(rules.data, "/AnyValue") != NULL) ==
		       (json_int(one, "valid_directives", 0) == 2),
		   "%s", name);
}

static void path_of_url(struct work *w, struct json_object *one, const char *name)
{
	const char *text = json_text(one, "url"), *why;
	const struct url *u = url_parse(w->arena, text, &why);

	if (strncmp(text, "http://", 7) != 0)
		ok(!u, "%s: \"%s\" is no URL", name, text);
	else
		is_text(u ? arena_printf(w->arena, "%s%s%s", u->path, u->query ? "?" : "",
					 u->query ? u->query : "")
			  : NULL,
			json_text(one, "path"), name);
}

static void escape_pattern(struct work *w, struct json_object *one, const char *name)
{
	const char *file =
	    arena_printf(w->arena, "User-agent: *\nDisallow: %s\n", json_text(one, "pattern"));
	struct text rules = text_new(w->arena, 10000);

	robots_print(&rules, robots_parse(w, file, strlen(file), "foo"));
	ok(strstr(rules.data, arena_printf(w->arena, "[false,\"%s\"]", json_text(one, "escaped"))),
	   "%s", name);
}

static void valid_user_agent(struct work *w, struct json_object *one, const char *name)
{
	const char *agent = json_text(one, "user_agent"), *token = robots_agent(w->arena, agent);

	ok((*token && strcmp(token, agent) == 0) == json_bool_of(one, "valid", false), "%s", name);
}

static const struct {
	const char *kind;
	void (*run)(struct work *w, struct json_object *one, const char *name);
} kinds[] = {{"directives", directives},
	     {"path_of_url", path_of_url},
	     {"escape_pattern", escape_pattern},
	     {"valid_user_agent", valid_user_agent}};

int main(void)
{
	char path[1024];
	struct json_object *cases;
	struct work w;
	int n = 0;

	(void)snprintf(path, sizeof path, "%s/conformance/robots/google-details.json", test_data());
	cases = json_object_from_file(path);
	if (!cases)
		return skip_all("conformance/robots is not here");
	work_begin(&w);
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		struct json_object *one = json_object_array_get_idx(cases, i);

		for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
			if (strcmp(kinds[k].kind, json_text(one, "kind")) == 0) {
				kinds[k].run(&w, one, json_text(one, "name"));
				n++;
			}
		}
	}
	is_int(n, CASES, "cases there are");
	json_object_put(cases);
	work_end(&w);
	return done();
}
