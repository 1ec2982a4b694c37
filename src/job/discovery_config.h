/* What a discovery was asked for: the object `discovery` of the call that starts one, as it is
 * stored. */
#ifndef METER_JOB_DISCOVERY_CONFIG_H
#define METER_JOB_DISCOVERY_CONFIG_H

#include "discover/pages.h"
#include "util/json.h"

/* What the administrator allows. */
struct discovery_limits {
	int64_t urls;	/* that one discovery may find */
	int64_t pages;	/* of a pagination */
	int64_t depth;	/* of a crawl */
	int64_t visits; /* pages that a crawl may fetch */
};

struct discovery_config {
	const char *method;
	const char *sitemap_url, *url_template, *seed_url; /* one of them, by the method */
	const char *url_pattern;			   /* of the first two methods; NULL: all */
	const char *link_pattern, *navigation_pattern; /* of the third; the latter may be NULL */
	int64_t max_urls, max_pages, start_index, step, max_depth;
};

/* Fills it with its defaults from what a client sent. False with complaints that name the field. */
bool discovery_config_read(struct work *w, struct json_object *in,
			   const struct discovery_limits *limits, struct discovery_config *out);

/* The same for what discovery_config_print() wrote. */
bool discovery_config_load(struct work *w, const char *stored, struct discovery_config *out);

/* As JSON, with the members of its method alone. */
char *discovery_config_print(struct work *w, const struct discovery_config *c);

/* What a pagination is made from. */
struct pages discovery_config_pages(const struct discovery_config *c);

/* Where it begins: the sitemap, the template or the seed. */
const char *discovery_config_root(const struct discovery_config *c);

#endif
