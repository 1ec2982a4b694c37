/* Traps: links without end are told from pages that look a little like them. */
#include "discover/trap.h"

#include "tap.h"

#include "bounds.h"

static const struct {
	const char *path;
	enum verdict verdict;
} cases[] = {
    {"/", VERDICT_ACCEPTED},
    {"/a/b/c", VERDICT_ACCEPTED},
    {"/2026/11/26/a-day", VERDICT_ACCEPTED},
    {"/a/a/", VERDICT_ACCEPTED},
    {"/a/a/a/", VERDICT_REPEATS},
    {"/a/b/a/b/", VERDICT_ACCEPTED},
    {"/x/a/b/a/b/a/b", VERDICT_REPEATS},
    {"/a/x/a/y/a/z", VERDICT_ACCEPTED},
    {"/a/x/a/y/a/z/a", VERDICT_REPEATS},
    {"/a////b", VERDICT_REPEATS},
    {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20", VERDICT_ACCEPTED},
    {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21", VERDICT_DEEP},
    {"/calendar/2026/11", VERDICT_ACCEPTED},
    {"/calendar/2027/11", VERDICT_ACCEPTED},
    {"/calendar/2027/12", VERDICT_CALENDAR},
    {"/calendar/2025/10/", VERDICT_CALENDAR},
    {"/calendar/2031", VERDICT_CALENDAR},
    {"/events/2019-03-01", VERDICT_CALENDAR},
    {"/events/2019/03/1", VERDICT_CALENDAR},
    {"/events/2019/03/a-concert", VERDICT_ACCEPTED},
    {"/events?month=3&year=2040", VERDICT_CALENDAR},
    {"/events?month=12&year=2026", VERDICT_ACCEPTED},
    {"/list?date=20190301", VERDICT_CALENDAR},
    {"/list?date=201903", VERDICT_CALENDAR},
    {"/week?d=2019-3-1", VERDICT_CALENDAR},
    {"/blog/2009/05/", VERDICT_ACCEPTED},
    {"/blog/2049/05/", VERDICT_CALENDAR},
    {"/product/2049", VERDICT_ACCEPTED},
    {"/product/20490102", VERDICT_ACCEPTED},
    {"/events/20490102", VERDICT_CALENDAR},
    {"/events/2049", VERDICT_ACCEPTED},
    {"/events/2049/05", VERDICT_CALENDAR},
    {"/calendar/4711", VERDICT_ACCEPTED},
    {"/events/4711/5", VERDICT_ACCEPTED},
    {"/product/4711-05", VERDICT_ACCEPTED},
    {"/2049-05-01", VERDICT_CALENDAR},
    {"/2049/05/", VERDICT_CALENDAR},
    {"/shelf/2049/2", VERDICT_ACCEPTED},
    {"/shelf/2049/12/", VERDICT_ACCEPTED},
    {"/week/2049/12/", VERDICT_CALENDAR},
    {"/list?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8", VERDICT_ACCEPTED},
    {"/list?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9", VERDICT_PARAMETERS},
};

static void one(void)
{
	struct arena *a = arena_new();
	const char *why;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *text = arena_printf(a, "http://shop.test%s", cases[i].path);
		const struct url *u = url_parse(a, text, &why);

		is_text(verdict_word(trap_look(u, 2026, 11)), verdict_word(cases[i].verdict),
			cases[i].path);
	}
	ok(trap_look(url_parse(a, "http://shop.test/calendar/1999/01", &why), 0, 1) ==
	       VERDICT_ACCEPTED,
	   "without a today there is no calendar");
	arena_free(a);
}

/* The URL of a shop's list with the filters of a number's bits. */
static const char *mixture(struct arena *a, int bits)
{
	char *text = arena_printf(a, "http://shop.test/list?page=1");

	for (int i = 0; i < 10; i++)
		if (bits >> i & 1)
			text = arena_printf(a, "%s&filter%d=%d", text, i, bits);
	return text;
}

static void many(void)
{
	struct arena *a = arena_new();
	struct trap *t = trap_new(a);
	int n = 0, again = 0;

	for (int i = 0; i < 1024; i++)
		n += trap_admits(t, mixture(a, i));
	is_int(n, TRAP_MIXTURES_MAX + 1, "of all mixtures a few, and that of one");
	for (int i = 0; i < 1024; i++)
		again += trap_admits(t, mixture(a, i));
	is_int(again, n, "the same ones again");
	ok(trap_admits(t, "http://shop.test/list?page=7&filter0=9"), "other values of a mixture");
	ok(trap_admits(t, "http://shop.test/list?filter0=9&page=7"), "in another order");
	ok(trap_admits(t, "http://shop.test/other?page=7&filter9=9&filter8=1"), "another path");
	ok(trap_admits(t, "http://shop.test/list"), "no query");
	arena_free(a);
}

/* The memory is made again from what was let in, in whatever order. */
static void again(void)
{
	struct arena *a = arena_new();
	struct trap *t = trap_new(a), *u = trap_new(a);
	bool let_in[1024];
	int n = 0;

	for (int i = 0; i < 1024; i++)
		let_in[i] = trap_admits(t, mixture(a, i));
	for (int i = 1023; i >= 0; i--)
		n += let_in[i] && !trap_admits(u, mixture(a, i));
	is_int(n, 0, "what was let in is let in again");
	for (int i = 0; i < 1024; i++)
		n += trap_admits(u, mixture(a, i)) != let_in[i];
	is_int(n, 0, "and nothing else");
	arena_free(a);
}

/* A site of many paths: what does not fit the memory is let in. */
static void full(void)
{
	struct arena *a = arena_new(), *row = arena_new();
	struct trap *t = trap_new(a);
	int n = 0;

	for (int i = 0; i < 50000; i++) {
		n += trap_admits(t, arena_printf(row, "http://shop.test/%d?a=1&b=2", i));
		arena_reset(row);
	}
	is_int(n, 50000, "50,000 paths");
	ok(arena_bytes(a) < 1u << 20, "in %zu bytes", arena_bytes(a));
	arena_free(row);
	arena_free(a);
}

int main(void)
{
	one();
	many();
	again();
	full();
	return done();
}
