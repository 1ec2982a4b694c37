/* Sitemaps as bytes: gzip, texts, sizes. */
#include "extract/sitemap_lines.h"

#include "bounds.h"
#include "util/clock.h"

#include <zlib.h>

static char *gzip(struct work *w, const char *data, size_t n, size_t *n_out)
{
	size_t most = n + 1000;
	unsigned char *out = arena_alloc(w->arena, most);
	z_stream z = {0};

	(void)deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
	z.next_in = (unsigned char *)(uintptr_t)data;
	z.avail_in = (unsigned)n;
	z.next_out = out;
	z.avail_out = (unsigned)most;
	(void)deflate(&z, Z_FINISH);
	*n_out = most - z.avail_out;
	(void)deflateEnd(&z);
	return (char *)out;
}

static void texts(void)
{
	static const struct {
		const char *label, *from, *to;
	} cases[] = {
	    {"a URL a line", "http://a.test/1\nhttps://a.test/2\n",
	     "http://a.test/1\nhttps://a.test/2\n"},
	    {"other ends of lines", "http://a.test/1\r\nhttp://a.test/2\r\rhttp://a.test/3",
	     "http://a.test/1\nhttp://a.test/2\nhttp://a.test/3\n"},
	    {"white space and a mark", "\xEF\xBB\xBF \n\thttp://a.test/1 \xC2\xA0\n",
	     "http://a.test/1\n"},
	    {"what is no URL, later", "http://a.test/1\nx\n", "http://a.test/1\nx\n"},
	    {"comments", "# ours\nhttp://a.test/1\n # more\nhttp://a.test/#2\n",
	     "http://a.test/1\nhttp://a.test/#2\n"},
	    {"no URL at all", "hello\nhttp://a.test/1\n",
	     "Not a sitemap: neither XML nor a list of URLs"},
	    {"nothing", "", "Sitemap is empty"},
	    {"white space", " \n\xEF\xBB\xBF\n", "Sitemap is empty"},
	};
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(read_all(&w, cases[i].from, strlen(cases[i].from)), cases[i].to,
			cases[i].label);
	work_end(&w);
}

static void gzipped(void)
{
	static const char one[] = "http://a.test/1\n", two[] = "http://a.test/2\n";
	size_t n, n_two;
	char *first, *second, *both;
	struct work w;

	work_begin(&w);
	first = gzip(&w, one, strlen(one), &n);
	second = gzip(&w, two, strlen(two), &n_two);
	is_text(read_all(&w, first, n), one, "told by its first bytes");
	both = arena_alloc(w.arena, n + n_two + 100);
	memcpy(both, first, n);
	memcpy(both + n, second, n_two);
	is_text(read_all(&w, both, n + n_two), "http://a.test/1\nhttp://a.test/2\n",
		"of two members");
	memset(both + n, 0, 100);
	is_text(read_all(&w, both, n + 100), one, "with padding");
	for (size_t cut = 3; cut < n; cut++) {
		if (strncmp(read_all(&w, first, cut), "Sitemap is broken", 17) != 0)
			ok(false, "cut after %zu bytes", cut);
	}
	both[n - 6] ^= 1; /* its checksum */
	is_text(read_all(&w, both, n),
		"Sitemap is broken: its gzip data are damaged or end too early", "damaged");
	second = gzip(&w, first, n, &n_two);
	is_text(read_all(&w, second, n_two), "Not a sitemap: neither XML nor a list of URLs",
		"gzip in gzip");
	work_end(&w);
}

/* A file of n entries, or of n bytes of white space. */
static struct text long_file(struct work *w, const char *row, size_t n)
{
	struct text t = text_new(w->arena, 2 * SITEMAP_MAX);

	text_add(&t, "<urlset>");
	for (size_t i = 0; i < n; i++)
		text_add(&t, row);
	text_add(&t, "</urlset>");
	return t;
}

static void count(void *data, const struct sitemap_entry *e)
{
	(void)e;
	++*(int *)data;
}

static const char *count_all(struct work *w, const char *data, size_t n)
{
	int found = 0;
	struct sitemap_reader r = {.entry = count, .data = &found};

	if (!sitemap_read(w, data, n, &r))
		return w->message;
	return arena_printf(w->arena, "%d", found);
}

static void bounds(void)
{
	static const char row[] = "<url><loc>http://a.test/</loc></url>";
	struct text file, spaces;
	struct work w;
	char *bomb;
	size_t n;

	work_begin(&w);
	file = long_file(&w, row, SITEMAP_URLS_MAX);
	is_text(count_all(&w, file.data, file.length), "50000", "as many URLs as may be");
	file = long_file(&w, row, SITEMAP_URLS_MAX + 1);
	is_text(count_all(&w, file.data, file.length), "Sitemap too large: more than 50000 URLs",
		"one more");
	spaces = long_file(&w, " ", SITEMAP_MAX - 17);
	is_text(count_all(&w, spaces.data, spaces.length), "0", "as many bytes as may be");
	text_add_char(&spaces, '\n');
	is_text(count_all(&w, spaces.data, spaces.length), "Sitemap too large: more than 50 MB",
		"one more");
	bomb = gzip(&w, spaces.data, spaces.length, &n);
	is_text(count_all(&w, bomb, n), "Sitemap too large: more than 50 MB", "as gzip");
	ok(n < 100000, "of %zu bytes", n);
	work_end(&w);
}

/* What a file takes does not depend on its size. */
static void memory(void)
{
	static const char row[] = "<url><loc>http://a.test/</loc><lastmod>2026</lastmod></url>";
	struct text small, large;
	size_t before, for_small, for_large, n_small, n_large;
	char *small_gz, *large_gz;
	struct work w, v;

	work_begin(&w);
	small = long_file(&w, row, 10);
	large = long_file(&w, row, SITEMAP_URLS_MAX);
	small_gz = gzip(&w, small.data, small.length, &n_small);
	large_gz = gzip(&w, large.data, large.length, &n_large);
	work_begin(&v);
	before = arena_bytes(v.arena);
	is_text(count_all(&v, small_gz, n_small), "10", "a small one");
	for_small = arena_bytes(v.arena) - before;
	work_end(&v);
	work_begin(&v);
	is_text(count_all(&v, large_gz, n_large), "50000", "a large one");
	for_large = arena_bytes(v.arena) - before;
	ok(for_large <= for_small + 4096, "%zu and %zu bytes", for_small, for_large);
	work_end(&v);
	work_end(&w);
}

static void values(void)
{
	struct text file;
	struct work w;

	work_begin(&w);
	file = text_new(w.arena, 100000);
	for (int i = 0; i < 5000; i++)
		text_add_char(&file, ' ');
	text_add(&file, "http://a.test/");
	for (int i = 0; i < 5000; i++)
		text_add_char(&file, ' ');
	text_add(&file, "\nhttp://a.test/");
	while (file.length < 20000)
		text_add_char(&file, 'a');
	is_int(strlen(read_all(&w, file.data, file.length)), 14 + 1 + SITEMAP_TEXT_MAX + 1,
	       "a value far from its line's start, and one that is cut");
	work_end(&w);
}

int main(void)
{
	texts();
	gzipped();
	bounds();
	memory();
	values();
	return done();
}
