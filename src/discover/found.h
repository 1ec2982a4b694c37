/* URLs as the operations "sitemap" and "links" give them: one text for all, so that fifty thousand
 * take no more than their bytes. Written in the extractor, read in the program. */
#ifndef METER_DISCOVER_FOUND_H
#define METER_DISCOVER_FOUND_H

#include "bounds.h"
#include "discover/lastmod.h"
#include "discover/verdict.h"
#include "util/text.h"
#include "util/work.h"

#include <json-c/json_object.h>

struct found {
	enum verdict collect; /* whether it is one of those that were asked for */
	enum verdict visit;   /* and whether its links are to be read, or its sitemap */
	const char *url;      /* the normal form, or what stood there when it is no URL */
	const char *lastmod;  /* "2026-11-26T03:56:09Z" or NULL */
};

/* Appends one as a line. */
void found_add(struct text *lines, const struct found *f);

/* Reads an answer's member "found", line by line. */
struct found_reader {
	const char *at; /* lines that are left */
	char url[URL_MAX + 1], lastmod[LASTMOD_SIZE];
};

/* False with the reason in w when the answer has no such member. Its text must live on. */
bool found_begin(struct work *w, struct found_reader *r, struct json_object *answer);

/* The next one; its texts live until the next call. False at the end, and with ERR_INTERNAL when a
 * line is not one of ours: the extractor is not believed. */
bool found_next(struct work *w, struct found_reader *r, struct found *out);

#endif
