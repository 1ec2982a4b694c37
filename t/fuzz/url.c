/* A base on the first line, a link after it: what is read is written in a form that is read as the
 * same. */
#include "util/url.h"

#include "fuzz/fuzz.h"

static void must_read_back(struct arena *a, const struct url *u)
{
	const char *why, *text = url_print(a, u, true);
	const struct url *again = url_parse(a, text, &why);

	must_be(again);
	must_be(strcmp(text, url_print(a, again, true)) == 0);
	must_be(url_same_origin(u, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	struct cut in = cut(a, data, n);
	const char *link = arena_copy(a, in.rest, in.n_rest), *why = NULL;
	const struct url *base = url_parse(a, in.line, &why), *u;

	must_be(base || why);
	if (base)
		must_read_back(a, base);
	u = base ? url_join(a, base, link, &why) : NULL;
	if (u)
		must_read_back(a, u);
	arena_free(a);
	return 0;
}
