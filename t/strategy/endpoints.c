/* Calls that pages name. */
#include "strategy/endpoints.h"

#include "tap.h"

static const struct {
	const char *page, *want; /* addresses without the host, in order */
} cases[] = {
    {"<script>fetch('/api/items?page=1')</script>", "/api/items?page=1"},
    {"<script>axios.get(\"/items\"); $.getJSON('list.json'); x.open('GET', '/y')</script>",
     "/items /list/list.json /y"},
    {"<script>var u = \"\\/api\\/goods?a=1\\u0026b=2\";</script>", "/api/goods?a=1&b=2"},
    {"<script>fetch(`/api/${id}`); fetch(path); 'not an /api/ address'</script>", ""},
    {"<script>don't; fetch('/api/after')</script>", ""},
    {"<script>don't;\nfetch('/api/after')</script>", "/api/after"},
    {"<script src='/api/x.js'></script><img src='/api/y.png'><a href='/about'>x</a>", ""},
    {"<script>fetch('/api/logout'); fetch('/analytics/api'); fetch('/a.css')</script>", ""},
    {"<link rel=alternate type='application/json' href='/p.json'>", "/p.json"},
    {"<link rel=alternate type='application/rss+xml' href='/p.rss'>", ""},
    {"<div data-url='/events' data-x='/y' data-api-base='/z'></div>", "/events /z"},
    {"<form action='/api/search'></form><form action='/search'></form>", "/api/search"},
    {"<a href='/export?format=csv'>CSV</a>", "/export?format=csv"},
    {"<script>fetch('/b'); fetch('/api/events/list')</script>", "/api/events/list /b"},
    {"<link rel='https://api.w.org/' href='/wp-json/'>",
     "/wp-json/wp/v2/posts?per_page=20&page=1 /wp-json/"},
    {"<script src='//cdn.shopify.com/x.js'></script>", "/products.json?limit=50&page=1"},
    {"<script>fetch('javascript:alert(1)'); fetch('ftp://x/api/')</script>", ""},
    {"<script>fetch('/1');fetch('/2');fetch('/3');fetch('/4');fetch('/5');fetch('/6');fetch('/7')"
     "</script>",
     "/1 /2 /3 /4 /5 /6"},
    {"", ""},
};

static const char *found(struct work *w, const char *page)
{
	struct document *d = html_parse(w, page, strlen(page), "http://shop.test/list/");
	struct captures all = endpoints_find(w, d, "Events: title and date");
	struct text t = text_new(w->arena, 10000);

	for (size_t i = 0; i < all.n; i++) {
		const char *url = all.items[i].url;
		size_t host = strlen("http://shop.test");
		ok(all.items[i].is_open && strcmp(all.items[i].method, "GET") == 0, "is a GET");
		text_addf(&t, "%s%s", i ? " " : "",
			  strncmp(url, "http://shop.test", host) == 0 ? url + host : url);
	}
	return t.data;
}

int main(void)
{
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(found(&w, cases[i].page), cases[i].want, cases[i].page);
	is_text(found(&w,
		      "<script>fetch('https://other.test/api/a'); fetch('https://api.shop.test/b');"
		      "fetch('/c')</script>"),
		"/c https://api.shop.test/b https://other.test/api/a", "one's own come first");
	ok(address_is_of_data("https://x.test/a.JSON?b") && !address_is_of_data("/a.html"),
	   "addresses of data");
	work_end(&w);
	return done();
}
