/* Page numbers put into a template. */
#include "discover/pages.h"

#include "bounds.h"
#include "discover/canonical.h"
#include "util/text.h"

#include <string.h>

/* The template with a number in it; NULL when that is too long. */
static const char *filled(struct arena *a, const char *url_template, int64_t n)
{
	struct text t = text_new(a, URL_MAX);

	for (const char *s = url_template, *place;; s = place + strlen(PAGES_MARK)) {
		place = strstr(s, PAGES_MARK);
		if (!place) {
			text_add(&t, s);
			break;
		}
		text_add_bytes(&t, s, (size_t)(place - s));
		text_add_int(&t, n);
	}
	return text_is_full(&t) ? NULL : t.data;
}

const char *pages_template_check(const char *url_template)
{
	struct arena *a;
	const char *text, *why;
	bool good;

	if (!strstr(url_template, PAGES_MARK))
		return "must contain " PAGES_MARK;
	a = arena_new();
	text = filled(a, url_template, 1);
	good = text && url_parse(a, text, &why);
	arena_free(a);
	return good ? NULL : "Invalid URL format";
}

const char *pages_url(struct work *w, const struct pages *p, int64_t k)
{
	const char *text, *url;
	int64_t n;

	if (k < 0 || k >= p->max_pages)
		return NULL;
	if (__builtin_mul_overflow(k, p->step, &n) || __builtin_add_overflow(p->start_index, n, &n))
		return fail(w, ERR_UNACCEPTABLE, "the number of page %lld is out of range",
			    (long long)k);
	text = filled(w->arena, p->url_template, n);
	url = text ? canonical_of(w->arena, NULL, text) : NULL;
	if (!url)
		return fail(w, ERR_UNACCEPTABLE, "page %lld has no valid URL", (long long)k);
	return url;
}
