/* A node begins: rows for what it scrapes, and a job for each of them that is not carried over. */
#include "workflow/advance_parts.h"

#include "bounds.h"
#include "job/parameters.h"
#include "store/fit.h"
#include "store/targets.h"
#include "util/id.h"

static bool is_same_strategy(const struct step *step)
{
	const struct node_run *before = step->before;

	return before && before->strategy_version && *before->strategy_version == step->version &&
	       strcmp(before->strategy_id, step->row.strategy_id) == 0;
}

static void set_carried(struct node_input *row, const struct flow_input *input,
			const struct node_input *before)
{
	static const bool no = false;

	row->job_id = before->job_id;
	row->result_hash = before->result_hash;
	row->content_hash = before->content_hash;
	row->item_count = &input->item_count;
	row->has_changes = &no;
}

/* What the strategy does not take fails at once, for the reason that a call for such a job would
 * have given. */
static bool set_job(struct work *w, const struct strategy *strategy, struct step *step,
		    struct flow_input *input, struct node_input *row)
{
	struct job *job = &step->jobs[step->n_jobs];
	const char *given = input->parameters;
	struct json_object *parameters = json_stored(w, given);

	*job = (struct job){.id = id_new(w->arena),
			    .account_id = row->account_id,
			    .strategy_id = row->strategy_id,
			    .run_id = row->run_id,
			    .url = row->url};
	if ((!given || parameters) &&
	    job_parameters(w, strategy, row->url, parameters, &job->parameters)) {
		row->job_id = job->id;
		step->n_jobs++;
		return true;
	}
	if (error_is(w, ERR_UNAVAILABLE))
		return false;
	input->state = INPUT_FAILED;
	row->error = input->error = fit_text(w, w->message, TEXT_MAX);
	work_forgive(w);
	return true;
}

static bool set_row(struct work *w, const struct strategy *strategy, struct step *step,
		    struct flow_input *input, int64_t number)
{
	struct node_input *row = &step->inputs[number];

	*row = (struct node_input){.node_run_id = step->row.id,
				   .account_id = step->row.account_id,
				   .run_id = step->row.run_id,
				   .strategy_id = step->row.strategy_id,
				   .number = number,
				   .url = input->url,
				   .parameters = {input->parameters},
				   .target = target_name(w, input->url, input->parameters, NULL)};
	if (input->state == INPUT_CARRIED)
		set_carried(row, input, &step->before_inputs[input->carried]);
	else if (!set_job(w, strategy, step, input, row))
		return false;
	row->state = input_state_word(input->state);
	return true;
}

bool node_begin(struct work *w, struct advance *a, size_t at, const struct arrivals *arrived,
		const struct strategy *strategy)
{
	const struct flow_strategy facts = {
	    .url = strategy->url, .takes_parameters = strcmp(strategy->scraper_type, "api") == 0};
	struct flow_node *node = &a->flow.nodes[at];
	struct step *step = &a->steps[at];

	step->version = strategy->version;
	node->is_same = is_same_strategy(step);
	flow_begin(w, &a->flow, at, arrived, &facts);
	step->inputs = ARENA_ARRAY(w->arena, node->n_inputs, struct node_input);
	step->jobs = ARENA_ARRAY(w->arena, node->n_inputs, struct job);
	for (size_t i = 0; i < node->n_inputs; i++)
		if (!set_row(w, strategy, step, &node->inputs[i], (int64_t)i))
			return false;
	a->n_jobs += step->n_jobs;
	if (node->state == NODE_RUNNING && step->n_jobs == 0)
		flow_end(w, &a->flow, at);
	return true;
}
