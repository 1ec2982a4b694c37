/* Strategies as clients see them. */
#include "api/strategies_view.h"

#define VIEW(member, ...) FIELD(struct strategy_view, member, __VA_ARGS__)

SHAPE(strategy_out, struct strategy_view, VIEW(id, .format = "uuid"),
      VIEW(strategy_id, .format = "uuid", .summary = "The same as id."),
      COLUMN(struct strategy_view, name), COLUMN(struct strategy_view, description),
      VIEW(url, .format = "uri"), VIEW(scraper_type, .one_of = "css|api|content"),
      COLUMN(struct strategy_view, strategy),
      VIEW(preview_data, .summary = "The first items that the strategy extracts."),
      COLUMN(struct strategy_view, output_schema), COLUMN(struct strategy_view, filter_config),
      COLUMN(struct strategy_view, api_parameters), COLUMN(struct strategy_view, attempts),
      VIEW(version, .summary = "Counts the strategy's revisions from 1."),
      VIEW(generator,
	   .summary = "Who made this version; where a model is configured, also why: \"embedded"
		      " (llm: timeout after 30 s)\"."),
      VIEW(confidence, .summary = "How sure the generator is, 0 to 1."),
      VIEW(strategy_group_id, .format = "uuid"), COLUMN(struct strategy_view, created_at),
      COLUMN(struct strategy_view, updated_at));

struct strategy_view strategy_view_of(const struct strategy *s)
{
	return (struct strategy_view){
	    .id = s->id,
	    .strategy_id = s->id,
	    .name = s->name,
	    .description = s->description,
	    .url = s->url,
	    .scraper_type = s->scraper_type,
	    .generator = s->generator,
	    .strategy = s->plan,
	    .preview_data = s->preview,
	    .output_schema = s->output_schema,
	    .filter_config = s->filter_config,
	    .api_parameters = s->api_parameters,
	    .attempts = s->attempts,
	    .version = s->version,
	    .confidence = s->confidence,
	    .strategy_group_id = s->strategy_group_id,
	    .created_at = s->created_at,
	    .updated_at = s->updated_at,
	};
}

#define GENERATED(member, ...) FIELD(struct generated_view, member, __VA_ARGS__)

SHAPE(generated_out, struct generated_view, GENERATED(id, .format = "uuid"),
      GENERATED(strategy_id, .format = "uuid"), COLUMN(struct generated_view, name),
      GENERATED(url, .format = "uri"), COLUMN(struct generated_view, strategy),
      COLUMN(struct generated_view, preview_data), COLUMN(struct generated_view, attempts),
      GENERATED(scraper_type, .one_of = "css|api|content"),
      COLUMN(struct generated_view, api_parameters),
      GENERATED(item_count, .summary = "How many items the page has by this strategy."),
      COLUMN(struct generated_view, generator), COLUMN(struct generated_view, confidence),
      GENERATED(warnings, .summary = "What the user should look at, in plain sentences."),
      COLUMN(struct generated_view, created_at));

struct generated_view generated_view_of(struct work *w, const struct strategy *s,
					int64_t item_count, struct json_object *warnings)
{
	return (struct generated_view){
	    .id = s->id,
	    .strategy_id = s->id,
	    .name = s->name,
	    .url = s->url,
	    .strategy = s->plan,
	    .preview_data = s->preview,
	    .api_parameters = s->api_parameters,
	    .warnings = {warnings ? json_string(w, warnings) : "[]"},
	    .attempts = s->attempts,
	    .item_count = item_count,
	    .scraper_type = s->scraper_type,
	    .generator = s->generator,
	    .confidence = s->confidence,
	    .created_at = s->created_at,
	};
}
