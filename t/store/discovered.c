/* Discovered URLs: each once, in order, as many as are wanted. */
#include "store/discovered.h"

#include "store/database.h"
#include "store/discovery_pages.h"

static struct discovered row(struct work *w, const char *url)
{
	return (struct discovered){.url = url,
				   .hash = url_hash(w, url),
				   .lastmod = "2026-05-10T14:32:11Z",
				   .source = "https://shop.test/sitemap.xml",
				   .depth = 1};
}

/* The URLs of the list in one text. */
static const char *urls_of(struct work *w, const struct discovery *d)
{
	const char *all = "";
	struct discovered *rows;
	size_t n;

	if (!discovered_list(w, d, 100, 0, &rows, &n))
		return w->message;
	for (size_t i = 0; i < n; i++)
		all = arena_printf(w->arena, "%s%s%s", all, i ? " " : "", rows[i].url);
	return all;
}

/* The URLs of the list that the latest run cannot tell of. */
static int64_t unread(struct work *w, const struct discovery *d)
{
	struct discovered *rows;
	size_t n;

	return discovered_unread(w, d, -1, 100, &rows, &n) ? (int64_t)n : -1;
}

static void test_unread(struct work *w, struct discovery *d)
{
	struct discovery_page map = {.url = "https://shop.test/sitemap.xml",
				     .hash = url_hash(w, "https://shop.test/sitemap.xml"),
				     .kind = "sitemap"};

	ok(discovery_pages_add(w, d, &map, 1), "what named the list is to be read again");
	is_int(unread(w, d), 0, "what has yet to be read says nothing");
	map.error = "Page not accessible: 503 Service Unavailable";
	map.may_pass = map.is_second = true;
	ok(discovery_page_end(w, d, &map), "it cannot be read for the moment");
	is_int(unread(w, d), 5, "and nothing that it named is known to be gone");
	map.may_pass = false;
	ok(discovery_page_end(w, d, &map), "it is gone");
	is_int(unread(w, d), 0, "and with it what it named");
}

static void all_tests(struct work *w)
{
	const char *account = account_add(w, "one", "enterprise");
	struct discovery d = {.id = id_new(w->arena),
			      .account_id = account,
			      .method = "sitemap",
			      .config = {"{}"},
			      .root_url = "https://shop.test/sitemap.xml"};
	const struct discovered first[] = {row(w, "/a"), row(w, "/b"), row(w, "/a")};
	const struct discovered more[] = {row(w, "/c?x=1&y=2"), row(w, "/b"), row(w, "/d")};
	const struct discovered last[] = {row(w, "/e"), row(w, "/f"), row(w, "/g")};
	const struct discovered hidden = row(w, "/b"), unknown = row(w, "/h");
	const struct discovered unnamed = {.url = "/i", .hash = url_hash(w, "/i")};
	struct discovered *rows;
	size_t n;

	ok(discovery_insert(w, &d) && discovery_find(w, account, d.id, &d), "a discovery");
	ok(discovered_add(w, &d, NULL, 0, 5), "nothing is nothing");
	ok(discovered_add(w, &d, first, 3, 5), "some URLs");
	is_text(urls_of(w, &d), "/a /b", "each once");
	is_int(d.found, 2, "as is counted");
	ok(discovered_add(w, &d, more, 3, 5), "more of them");
	is_text(urls_of(w, &d), "/a /b /c?x=1&y=2 /d", "behind the others");
	ok(discovered_add(w, &d, last, 3, 5), "and too many");
	is_text(urls_of(w, &d), "/a /b /c?x=1&y=2 /d /e", "up to the bound");
	is_int(d.found, 5, "which is told");
	ok(discovered_add(w, &d, last, 3, 5), "no more");
	is_int(d.found, 5, "are taken");
	ok(discovered_list(w, &d, 2, 1, &rows, &n) && n == 2, "a page of the list");
	is_text(rows[0].url, "/b", "begins where it should");
	is_text(rows[0].lastmod, "2026-05-10T14:32:11Z", "with what is known");
	is_text(rows[0].source, "https://shop.test/sitemap.xml", "of each");
	is_int(rows[0].depth, 1, "URL");
	ok(discovered_after(w, &d, 1, rows[1].seq, 10, &rows, &n) && n == 2,
	   "the rest is behind it");
	ok(discovered_mixtures(w, &d, -1, 10, &rows, &n) && n == 1, "one has two parameters");
	ok(discovered_hide(w, &d, &hidden) && d.found == 4, "one is taken out");
	ok(discovered_hide(w, &d, &hidden) && d.found == 4, "once");
	ok(discovered_hide(w, &d, &unknown) && d.found == 4, "one that was not there is not");
	ok(discovered_add(w, &d, &hidden, 1, 9) && discovered_add(w, &d, &unknown, 1, 9),
	   "neither comes back");
	is_text(urls_of(w, &d), "/a /c?x=1&y=2 /d /e", "by another page");
	ok(discovered_hide(w, &d, &unnamed), "what nobody named is hidden");
	ok(discovered_show(w, &d, unnamed.hash) && d.found == 4, "and is not shown");
	ok(discovered_show(w, &d, hidden.hash) && d.found == 5, "what was taken out is");
	ok(discovered_show(w, &d, hidden.hash) && d.found == 5, "once");
	is_text(urls_of(w, &d), "/a /b /c?x=1&y=2 /d /e", "in its place");
	d.run = 2;
	d.found = d.url_seq = d.page_seq = 0;
	ok(discovered_add(w, &d, first, 3, 5) && d.found == 2, "another run has its own");
	test_unread(w, &d);
}

int main(void)
{
	return test_with_database(all_tests);
}
