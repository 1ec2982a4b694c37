/* A pattern on the first line, a URL after it: normal forms stay what they are, verdicts are given,
 * and a pattern made of a URL fits it. */
#include "discover/canonical.h"
#include "discover/lastmod.h"
#include "discover/pattern.h"
#include "discover/site.h"
#include "discover/trap.h"

#include "bounds.h"

#include "fuzz/fuzz.h"

static void look(struct work *w, const char *text)
{
	struct arena *a = w->arena;
	const char *why, *key = canonical_key(a, text);
	const struct url *u = url_parse(a, text, &why), *other;

	must_be(u);
	must_be(strcmp(canonical_text(a, u), text) == 0);
	must_be(strlen(key) == strlen(text));
	must_be(strcmp(canonical_key(a, key), key) == 0);
	other = url_parse(a, key, &why);
	must_be(other && site_contains(u, other, SITE_HOST) &&
		site_contains(u, other, SITE_DOMAIN));
	must_be(trap_look(u, 2026, 11) < VERDICT__MAX);
	must_be(trap_admits(trap_new(a), text));
	if (!strchr(text, '*') && !url_pattern_check(text))
		must_be(url_pattern_fits(url_pattern_parse(w, text), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char date[LASTMOD_SIZE], again[LASTMOD_SIZE];
	struct work w;
	struct cut in;
	const char *text;
	const struct url_pattern *p;

	work_begin(&w);
	in = cut(w.arena, data, n);
	text = canonical_of(w.arena, NULL, arena_copy(w.arena, in.rest, in.n_rest));
	p = url_pattern_parse(&w, in.line);
	if (!p)
		must_have_failed(&w);
	work_forgive(&w);
	if (text) {
		look(&w, text);
		(void)url_pattern_fits(p, text);
	}
	if (lastmod_read(in.line, date))
		must_be(lastmod_read(date, again) && strcmp(date, again) == 0);
	work_end(&w);
	return 0;
}
