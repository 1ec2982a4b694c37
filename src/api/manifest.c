/* compare-manifest: a list of known items against what a run found. */
#include "diff/manifest.h"

#include "api/api.h"
#include "api/jobs_view.h"
#include "bounds.h"
#include "extract/inner.h"
#include "store/strategies.h"
#include "util/clock.h"
#include "util/id.h"

#define THRESHOLD_DEFAULT 80

struct compare_manifest {
	const char *id;
	struct json_object *manifest;
	struct texts match_fields;
	const double *threshold;
};

#define COMPARE(member, ...) FIELD(struct compare_manifest, member, __VA_ARGS__)

static const char *name_check(const char *name)
{
	return *name ? NULL : "must not be empty";
}

SHAPE(compare_manifest_in, struct compare_manifest, ID_FIELD(struct compare_manifest, id),
      COMPARE(manifest, .required = true, .summary = "A list of objects: the items you know."),
      COMPARE(match_fields, .required = true, .min = 1, .max = FIELDS_MAX, .check = name_check,
	      .summary = "Fields to compare by; the best one counts. Dots lead into objects."),
      COMPARE(threshold, .min = 0, .max = 100,
	      .summary = "The least score of a match, 80 when not given."));

struct compared_view {
	struct raw_json matched, added, removed, summary, threshold_used;
	struct texts match_fields_used;
	const char *job_id;
};

#define VIEW(member, ...) FIELD(struct compared_view, member, __VA_ARGS__)

SHAPE(compared_out, struct compared_view,
      VIEW(matched, .summary = "Pairs with manifest_item, scraped_item, score and matched_on, the "
			       "best first."),
      VIEW(added, .summary = "Scraped items without a partner."),
      VIEW(removed, .summary = "Manifest items without a partner."),
      VIEW(summary, .summary = "matched, added, removed, manifest_count and scraped_count."),
      VIEW(threshold_used, .summary = "A number."), COLUMN(struct compared_view, match_fields_used),
      VIEW(job_id, .format = "uuid"));

static bool check_manifest(struct work *w, struct json_object *manifest)
{
	if (!json_object_is_type(manifest, json_type_array))
		return complain(w, ERR_INVALID, "manifest", "manifest must be a list of objects");
	for (size_t i = 0; i < json_object_array_length(manifest); i++) {
		const char *name;

		if (json_object_is_type(json_object_array_get_idx(manifest, i), json_type_object))
			continue;
		name = arena_printf(w->arena, "manifest[%zu]", i);
		return complain(w, ERR_INVALID, name, "%s must be an object", name);
	}
	return true;
}

/* What the job found, as it is compared: the inner items under a wrapper schema. */
static struct json_object *items_of(struct work *w, const struct strategy *strategy,
				    const struct job *job)
{
	struct json_object *items = json_stored(w, job_items(w, job));

	return items ? inner_items(json_stored(w, strategy->output_schema.data), items) : NULL;
}

/* --- the reply ------------------------------------------------------------------------------- */

/* With a decimal point, as the API's documentation shows scores: 90.0 */
static void print_score(struct text *t, double score)
{
	size_t start = t->length;

	json_print_double(t, score);
	if (!strpbrk(t->data + start, ".e"))
		text_add(t, ".0");
}

static void print_pairs(struct text *t, const struct manifest_input *in,
			const struct manifest_result *r)
{
	text_add_char(t, '[');
	for (size_t i = 0; i < r->n_pairs; i++) {
		const struct manifest_pair *pair = &r->pairs[i];

		text_add(t, i ? ",{\"manifest_item\":" : "{\"manifest_item\":");
		json_print(t, json_object_array_get_idx(in->manifest, pair->manifest));
		text_add(t, ",\"scraped_item\":");
		json_print(t, json_object_array_get_idx(in->scraped, pair->scraped));
		text_addf(t, ",\"score\":%.1f,\"matched_on\":", pair->score);
		text_add_json(t, pair->field, strlen(pair->field));
		text_add_char(t, '}');
	}
	text_add_char(t, ']');
}

static void print_rest(struct text *t, struct json_object *items, const bool *is_paired)
{
	const char *mark = "[";

	for (size_t i = 0; i < json_object_array_length(items); i++) {
		if (is_paired[i])
			continue;
		text_add(t, mark);
		json_print(t, json_object_array_get_idx(items, i));
		mark = ",";
	}
	text_add(t, *mark == '[' ? "[]" : "]");
}

static void print_summary(struct text *t, const struct manifest_input *in,
			  const struct manifest_result *r)
{
	size_t known = json_object_array_length(in->manifest);
	size_t scraped = json_object_array_length(in->scraped);

	text_addf(t,
		  "{\"matched\":%zu,\"added\":%zu,\"removed\":%zu,\"manifest_count\":%zu,"
		  "\"scraped_count\":%zu}",
		  r->n_pairs, scraped - r->n_pairs, known - r->n_pairs, known, scraped);
}

static bool reply_compared(struct call *c, const struct manifest_input *in,
			   const struct manifest_result *r, const char *job_id)
{
	struct arena *a = c->work->arena;
	struct text matched = text_new(a, REPLY_MAX), added = text_new(a, REPLY_MAX);
	struct text removed = text_new(a, REPLY_MAX), summary = text_new(a, TEXT_MAX);
	struct text threshold = text_new(a, TEXT_MAX);
	struct compared_view view = {.match_fields_used = in->fields, .job_id = job_id};

	print_pairs(&matched, in, r);
	print_rest(&added, in->scraped, r->scraped_is_paired);
	print_rest(&removed, in->manifest, r->manifest_is_paired);
	print_summary(&summary, in, r);
	print_score(&threshold, in->threshold);
	if (matched.length + added.length + removed.length > REPLY_MAX - TEXT_MAX)
		return fail(c->work, ERR_INVALID, "the reply would have more than %u MB",
			    REPLY_MAX >> 20);
	view.matched.data = matched.data;
	view.added.data = added.data;
	view.removed.data = removed.data;
	view.summary.data = summary.data;
	view.threshold_used.data = threshold.data;
	return reply_shape(c, &compared_out, &view);
}

/* --- POST .../compare-manifest ---------------------------------------------------------------- */

static bool compare(struct call *c, const struct strategy *strategy, const struct job *job)
{
	const struct compare_manifest *in = INPUT(c, struct compare_manifest);
	struct manifest_input what = {
	    .manifest = in->manifest,
	    .scraped = items_of(c->work, strategy, job),
	    .fields = in->match_fields,
	    .threshold = in->threshold ? *in->threshold : THRESHOLD_DEFAULT,
	};
	const struct manifest_result *r;

	if (!what.scraped)
		return false;
	c->work->deadline_ms = clock_monotonic_ms() + COMPARE_DEADLINE_MS;
	r = manifest_compare(c->work, &what);
	return r && reply_compared(c, &what, r, job->id);
}

static bool compare_with_latest(struct call *c)
{
	const struct compare_manifest *in = INPUT(c, struct compare_manifest);
	struct strategy strategy;
	struct job job;

	return check_manifest(c->work, in->manifest) &&
	       strategy_find(c->work, c->account_id, in->id, &strategy) &&
	       job_latest(c->work, c->account_id, in->id, &job) && compare(c, &strategy, &job);
}

static bool compare_with_job(struct call *c)
{
	const struct compare_manifest *in = INPUT(c, struct compare_manifest);
	struct strategy strategy;
	struct job job;

	return check_manifest(c->work, in->manifest) &&
	       job_find(c->work, c->account_id, in->id, &job) && job_is_completed(c->work, &job) &&
	       strategy_find(c->work, c->account_id, job.strategy_id, &strategy) &&
	       compare(c, &strategy, &job);
}

const struct route manifest_routes[] = {
    {POST, "/api/strategies/{id}/compare-manifest", compare_with_latest, &compare_manifest_in,
     &compared_out, ROUTE_SLOW | ROUTE_STRICT_400, 200, "Strategy",
     .summary = "Compare known items with those of the strategy's latest completed job."},
    {POST, "/api/jobs/{id}/compare-manifest", compare_with_job, &compare_manifest_in, &compared_out,
     ROUTE_SLOW, 200, "Job", .summary = "Compare known items with those of a job."},
    {0},
};
