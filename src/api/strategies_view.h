/* How strategies look from outside: for reading, making and changing them. */
#ifndef METER_API_STRATEGIES_VIEW_H
#define METER_API_STRATEGIES_VIEW_H

#include "store/strategies.h"
#include "util/json.h"

struct strategy_view {
	const char *id, *strategy_id, *name, *description, *url, *scraper_type, *generator;
	struct raw_json strategy, preview_data, output_schema, filter_config, api_parameters;
	int64_t attempts, version;
	double confidence;
	const char *strategy_group_id;
	struct instant created_at, updated_at;
};

extern const struct shape strategy_out;

struct strategy_view strategy_view_of(const struct strategy *s);

/* What generation answers. */
struct generated_view {
	const char *id, *strategy_id, *name, *url;
	struct raw_json strategy, preview_data, api_parameters, warnings;
	int64_t attempts, item_count;
	const char *scraper_type, *generator;
	double confidence;
	struct instant created_at;
};

extern const struct shape generated_out;

/* item_count: of the page by this strategy; warnings: an array of sentences, or NULL. */
struct generated_view generated_view_of(struct work *w, const struct strategy *s,
					int64_t item_count, struct json_object *warnings);

#endif
