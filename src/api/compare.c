/* Two jobs compared: the first against the other, which is taken as the older one. */
#include "api/api.h"
#include "api/jobs_view.h"
#include "bounds.h"
#include "diff/items.h"
#include "diff/similarity.h"
#include "extract/inner.h"
#include "job/compare.h"
#include "store/strategies.h"
#include "store/targets.h"
#include "util/id.h"

struct compare_jobs {
	const char *job_id, *other_job_id, *job_id_1, *job_id_2;
};

#define COMPARE(member, ...)                                                                       \
	FIELD(struct compare_jobs, member, .check = id_check, .check_kind = ERR_INVALID,           \
	      .format = "uuid", __VA_ARGS__)

SHAPE(compare_path_in, struct compare_jobs, COMPARE(job_id, .required = true),
      COMPARE(other_job_id, .required = true));
SHAPE(compare_body_in, struct compare_jobs, COMPARE(job_id, .summary = "The run to compare."),
      COMPARE(other_job_id, .summary = "The run that it is compared with."),
      COMPARE(job_id_1, .summary = "The same as job_id."),
      COMPARE(job_id_2, .summary = "The same as other_job_id."));

struct difference_view {
	const char *job_id, *other_job_id;
	bool content_hash_match, structural_match;
	double semantic_similarity;
	int64_t item_count_diff;
	struct texts structural_changes;
	struct raw_json changes;
	const int64_t *changes_omitted;
};

#define VIEW(member, ...) FIELD(struct difference_view, member, __VA_ARGS__)

SHAPE(difference_out, struct difference_view, VIEW(job_id, .format = "uuid"),
      VIEW(other_job_id, .format = "uuid"), COLUMN(struct difference_view, content_hash_match),
      COLUMN(struct difference_view, structural_match),
      VIEW(semantic_similarity, .summary = "Of the words in both, 0 to 1."),
      VIEW(item_count_diff, .summary = "Items of the job less those of the other."),
      VIEW(structural_changes, .summary = "Sentences, from the other job to this one."),
      VIEW(changes, .summary = "Items that are added, removed, modified or moved."),
      VIEW(changes_omitted, .omit_null = true,
	   .summary = "How many changes are not listed, when they are too many."));

/* One of the two jobs, with its items. */
struct side {
	struct job job;
	struct strategy strategy;
	struct json_object *plan;
	const char *text;
	struct item_list list;
};

static bool load_side(struct call *c, const char *id, struct side *s)
{
	struct work *w = c->work;

	if (!job_find(w, c->account_id, id, &s->job) || !job_is_completed(w, &s->job) ||
	    !strategy_find(w, c->account_id, s->job.strategy_id, &s->strategy))
		return false;
	s->plan = json_stored(w, s->strategy.plan.data);
	s->text = job_items(w, &s->job);
	return s->plan && s->text &&
	       item_list_scan(w, s->text, strlen(s->text),
			      inner_name(json_stored(w, s->strategy.output_schema.data)), &s->list);
}

/* What the job's target remembers of how its items are told apart. */
static bool find_remembered(struct work *w, const struct job *job, struct raw_json *out)
{
	const struct blob name = target_name(w, job->url, job->parameters.data, job->schedule_id);
	struct target target;

	*out = (struct raw_json){NULL};
	if (!target_find(w, job->account_id, job->strategy_id, name, &target))
		return work_forgive_missing(w);
	*out = target.item_key;
	return true;
}

static bool print_changes(struct work *w, const struct side *first, const struct side *other,
			  struct difference_view *view)
{
	struct raw_json remembered;
	struct item_key key;
	struct text t = text_new(w->arena, ITEM_DIFF_TEXT_MAX);
	int64_t *omitted = ARENA_NEW(w->arena, int64_t);
	struct item_diff diff;
	size_t more = 0;

	if (!find_remembered(w, &first->job, &remembered))
		return false;
	key = run_item_key(w, first->plan, &remembered, &other->list, &first->list);
	item_diff(w, &other->list, &first->list, &key, plan_is_ordered(first->plan), &diff);
	item_diff_print_flat(w, &diff, &t, &more);
	if (text_is_full(&t))
		return fail(w, ERR_INTERNAL, "changes do not fit their bound");
	view->changes.data = t.data;
	*omitted = (int64_t)more;
	view->changes_omitted = more ? omitted : NULL;
	return true;
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static int64_t count_of(const struct job *job)
{
	return job->item_count ? *job->item_count : 0;
}

static bool compare(struct call *c, const char *id, const char *other_id)
{
	struct work *w = c->work;
	struct side first, other;
	struct difference_view view = {.job_id = id, .other_job_id = other_id};
	const char *shape, *other_shape;

	if (!load_side(c, id, &first) || !load_side(c, other_id, &other))
		return false;
	shape = first.job.structural_signature.data;
	other_shape = other.job.structural_signature.data;
	view.content_hash_match = same(first.job.content_hash, other.job.content_hash);
	view.structural_match = same(shape, other_shape);
	view.semantic_similarity =
	    view.content_hash_match
		? 1
		: semantic_similarity(w, (struct span){first.text, strlen(first.text)},
				      (struct span){other.text, strlen(other.text)});
	view.item_count_diff = count_of(&first.job) - count_of(&other.job);
	view.structural_changes.items = ARENA_ARRAY(w->arena, 1, const char *); /* [], not null */
	if (!view.structural_match)
		view.structural_changes =
		    structural_changes(w, json_stored(w, other_shape), json_stored(w, shape));
	return print_changes(w, &first, &other, &view) && reply_shape(c, &difference_out, &view);
}

/* --- GET /api/jobs/{job_id}/compare/{other_job_id}, POST /api/jobs/compare ---------------------
 */

static bool compare_by_path(struct call *c)
{
	const struct compare_jobs *in = INPUT(c, struct compare_jobs);

	return compare(c, in->job_id, in->other_job_id);
}

static bool compare_by_body(struct call *c)
{
	const struct compare_jobs *in = INPUT(c, struct compare_jobs);
	const char *id = in->job_id ? in->job_id : in->job_id_1;
	const char *other_id = in->other_job_id ? in->other_job_id : in->job_id_2;

	if (!id)
		return complain(c->work, ERR_INVALID, "job_id", "job_id is required");
	if (!other_id)
		return complain(c->work, ERR_INVALID, "other_job_id", "other_job_id is required");
	return compare(c, id, other_id);
}

const struct route compare_routes[] = {
    {GET, "/api/jobs/{job_id}/compare/{other_job_id}", compare_by_path, &compare_path_in,
     &difference_out, ROUTE_SLOW, 200, "Job", .summary = "What differs between two jobs."},
    {POST, "/api/jobs/compare", compare_by_body, &compare_body_in, &difference_out, ROUTE_SLOW, 200,
     "Job", .summary = "What differs between two jobs, named in the body."},
    {0},
};
