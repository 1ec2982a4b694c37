/* What a sitemap has, as lines of URL and date: for tests of its readers. */
#ifndef METER_T_EXTRACT_SITEMAP_LINES_H
#define METER_T_EXTRACT_SITEMAP_LINES_H

#include "extract/sitemap.h"

#include "tap.h"

#include "util/text.h"

static void sitemap_line(void *data, const struct sitemap_entry *e)
{
	struct text *t = data;

	text_add(t, e->url);
	if (e->lastmod)
		text_addf(t, " %s", e->lastmod);
	text_add_char(t, '\n');
}

/* What was read, or what was wrong. */
static const char *read_all(struct work *w, const char *data, size_t n)
{
	struct text t = text_new(w->arena, 100000);
	struct sitemap_reader r = {.entry = sitemap_line, .data = &t};

	return sitemap_read(w, data, n, &r) ? t.data : w->message;
}

#endif
