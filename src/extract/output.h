/* From records to what clients see: the schema, absolute links, the filter. All operations that
 * answer with items end here, so that a preview and a run give the same. */
#ifndef METER_EXTRACT_OUTPUT_H
#define METER_EXTRACT_OUTPUT_H

#include "extract/filter.h"
#include "extract/html.h"
#include "extract/items.h"
#include "extract/schema.h"

struct output {
	struct schema *schema; /* NULL: records as they are */
	struct filter *filter;
	const char *const *warnings; /* the caller's own, to be told with the filter's */
	size_t n_warnings;
};

/* Reads the request's members output_schema and filter_config; both may be missing. False with
 * their complaints. */
bool output_parse(struct work *w, struct json_object *request, struct output *out);

/* Appends the members "items" (filtered), "item_count" (how many these are; inner ones under a
 * wrapper schema), "item_count_before" (how many the page had) and "warnings", those
 * of the output first. The records are changed. False when the filter takes too long. */
bool output_print(struct work *w, const struct output *o, const struct document *d,
		  struct items *items, struct text *t);

#endif
