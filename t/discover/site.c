/* Sites: the cases of the public suffix list, and hosts that it says nothing of. */
#include "discover/site.h"

#include "tap.h"

#include "util/json.h"

#include <json-c/json_util.h>

#define CASES 77

static const struct url *parse(struct arena *a, const char *text)
{
	const char *why;

	return url_parse(a, text, &why);
}

static void contains(void)
{
	static const struct {
		const char *label, *root, *url;
		bool host, site;
	} cases[] = {
	    {"itself", "http://a.test/x", "http://a.test/y", true, true},
	    {"the other scheme", "http://a.test/", "https://a.test/", true, true},
	    {"another port", "http://a.test/", "http://a.test:8080/", false, true},
	    {"a subdomain", "http://a.test/", "http://shop.a.test/", false, true},
	    {"beside one", "http://www.a.co.uk/", "http://shop.a.co.uk/", false, true},
	    {"above one", "http://www.a.co.uk/", "http://a.co.uk/", false, true},
	    {"another name", "http://a.co.uk/", "http://b.co.uk/", false, false},
	    {"a name that ends alike", "http://a.test/", "http://aa.test/", false, false},
	    {"neighbours that share a host's name", "http://a.github.io/", "http://b.github.io/",
	     false, false},
	    {"a suffix itself", "http://github.io/", "http://a.github.io/", false, false},
	    {"an address", "http://10.0.0.1/", "http://10.0.0.1/a", true, true},
	    {"another", "http://10.0.0.1/", "http://11.0.0.1/", false, false},
	    {"another port of one", "http://10.0.0.1:81/", "http://10.0.0.1:82/", false, false},
	    {"IPv6", "http://[::1]/", "http://[::2]/", false, false},
	    {"a single name", "http://shop/", "http://shop:81/", false, false},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct url *root = parse(a, cases[i].root), *u = parse(a, cases[i].url);

		ok(site_contains(root, u, SITE_HOST) == cases[i].host, "%s: host", cases[i].label);
		ok(site_contains(root, u, SITE_DOMAIN) == cases[i].site, "%s: site",
		   cases[i].label);
		ok(site_contains(root, u, SITE_ANY), "%s: any", cases[i].label);
	}
	arena_free(a);
}

static void words(void)
{
	enum site_scope scope;

	ok(site_scope_read("site", &scope) && scope == SITE_DOMAIN, "a word");
	is_text(site_scope_word(SITE_HOST), "host", "and back");
	ok(!site_scope_read("all", &scope), "another word");
}

/* The host as URLs have it; what can be none has no domain either. */
static const char *domain_of(struct arena *a, const char *name)
{
	const struct url *u = parse(a, arena_printf(a, "http://%s/", name));

	return u ? site_domain(u->host) : NULL;
}

static void suite(void)
{
	struct arena *a = arena_new();
	char path[1024];
	struct json_object *cases;
	int n = 0;

	(void)snprintf(path, sizeof path, "%s/conformance/psl/test_psl.json", test_data());
	cases = json_object_from_file(path);
	if (!cases) {
		printf("# skip: %s is not here\n", path);
		arena_free(a);
		return;
	}
	for (size_t i = 0; i < json_object_array_length(cases); i++, n++) {
		struct json_object *one = json_object_array_get_idx(cases, i);
		const char *name = json_text(one, "domain"), *want = json_text(one, "registrable");

		if (want)
			want = parse(a, arena_printf(a, "http://%s/", want))->host;
		is_text(domain_of(a, name), want, name);
	}
	is_int(n, CASES, "cases there are");
	json_object_put(cases);
	arena_free(a);
}

int main(void)
{
	contains();
	words();
	suite();
	return done();
}
