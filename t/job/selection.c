/* Which of a discovery's URLs are run. */
#include "job/selection.h"

#include "extract/operation.h"
#include "store/database.h"

const struct operation operations[] = {{NULL, NULL}};

static struct discovery discovery_with(struct work *w, const char *account)
{
	struct discovery d = {.id = id_new(w->arena),
			      .account_id = account,
			      .method = "pagination",
			      .config = {"{}"},
			      .root_url = "https://shop.test/{n}"};
	struct discovered rows[1200];

	for (int i = 0; i < 1200; i++) {
		rows[i] = (struct discovered){
		    .url = arena_printf(w->arena, "https://shop.test/%s/%d", i % 2 ? "b" : "a", i)};
		rows[i].hash = url_hash(w, rows[i].url);
	}
	ok(discovery_insert(w, &d) && discovery_find(w, account, d.id, &d), "a discovery");
	ok(discovered_add(w, &d, rows, 1200, 2000) && discovery_save(w, &d), "of many URLs");
	return d;
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "enterprise");
	const struct discovery d = discovery_with(w, account);
	const char *named[] = {"https://SHOP.test:443/b/1199", "https://shop.test/a/./4#top",
			       "https://shop.test/a/4"};
	struct texts only = {named, 3};
	struct discovered *urls;
	size_t n;

	ok(selection_load(w, &d, 1, &(struct selection){0}, &urls, &n) && n == 1200, "all of them");
	is_text(urls[1199].url, "https://shop.test/b/1199", "in their order");
	ok(selection_load(w, &d, 1, &(struct selection){.max_urls = 7}, &urls, &n) && n == 7,
	   "the first seven");
	ok(selection_load(w, &d, 1, &(struct selection){.url_pattern = "/b/*9"}, &urls, &n),
	   "those that fit a pattern");
	is_text(urls[0].url, "https://shop.test/b/9", "alone");
	ok(selection_load(w, &d, 1, &(struct selection){.only = &only}, &urls, &n) && n == 2,
	   "those that are named, however they are spelled");
	is_text(urls[0].url, "https://shop.test/a/4", "in the order of the list");
	is_text(selection_urls(w, urls, n).items[1], "https://shop.test/b/1199", "alone, too");
	named[1] = "https://shop.test/a/5";
	ok(!selection_load(w, &d, 1, &(struct selection){.only = &only}, &urls, &n) &&
	       error_is(w, ERR_UNACCEPTABLE),
	   "one that is not there is refused");
	is_text(w->message, "urls[1] is not one of the discovery's URLs", "by its place");
	work_forgive(w);
}

int main(void)
{
	return test_with_database(all_tests);
}
