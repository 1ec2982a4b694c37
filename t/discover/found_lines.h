/* What an operation has found, as lines "collect visit url date": for tests of both. */
#ifndef METER_T_DISCOVER_FOUND_LINES_H
#define METER_T_DISCOVER_FOUND_LINES_H

#include "discover/found.h"

#include "tap.h"

static const char *lines(struct work *w, struct json_object *answer)
{
	struct text t = text_new(w->arena, 100000);
	struct found_reader r;
	struct found f;

	if (!answer || !found_begin(w, &r, answer))
		return w->message;
	while (found_next(w, &r, &f))
		text_addf(&t, "%s %s %s%s%s\n", verdict_word(f.collect), verdict_word(f.visit),
			  f.url, f.lastmod ? " " : "", f.lastmod ? f.lastmod : "");
	return w->error == ERR_NONE ? t.data : w->message;
}

#endif
