/* The output of a run, from the rows of its nodes' inputs. */
#include "job/run_output.h"

#include "store/results.h"

#include <string.h>

const char *run_label(struct work *w, const char *strategy_name)
{
	const char *colon = strchr(strategy_name, ':');
	char *label;

	if (colon && colon[1 + strspn(colon + 1, " ")])
		strategy_name = colon + 1 + strspn(colon + 1, " ");
	label = arena_text(w->arena, strategy_name);
	for (char *p = label; *p; p++)
		if (*p == '_')
			*p = ' ';
	return label;
}

/* --- loading --- */

static void add_result(struct run_output *out, const struct node_run *node,
		       const struct node_input *in, const char *label)
{
	out->item_count += in->item_count ? *in->item_count : 0;
	out->results[out->n] = (struct run_result){.node_run_id = node->id,
						   .strategy_id = in->strategy_id,
						   .url = in->url,
						   .label = label,
						   .hash = in->result_hash,
						   .is_terminal = node->is_terminal};
	out->n++;
}

static void make_room(struct work *w, struct run_output *out, size_t n, size_t *room)
{
	struct run_result *more;

	if (out->n + n <= *room)
		return;
	*room = 2 * (out->n + n);
	more = ARENA_ARRAY(w->arena, *room, struct run_result);
	if (out->n)
		memcpy(more, out->results, out->n * sizeof *more);
	out->results = more;
}

static bool load_node(struct work *w, const struct node_run *node, struct run_output *out,
		      size_t *room)
{
	const char *label = run_label(w, node->strategy_name);
	struct node_input *rows;
	size_t n;

	if (!node_inputs(w, node->account_id, node->id, &rows, &n))
		return false;
	make_room(w, out, n, room);
	for (size_t i = 0; i < n; i++)
		if (rows[i].result_hash.data)
			add_result(out, node, &rows[i], label);
	return true;
}

/* The results in an order, without moving them. */
static struct run_result **sort_results(struct work *w, const struct run_output *out,
					int (*compare)(const void *a, const void *b))
{
	struct run_result **sorted = ARENA_ARRAY(w->arena, out->n, struct run_result *);

	for (size_t i = 0; i < out->n; i++)
		sorted[i] = &out->results[i];
	qsort(sorted, out->n, sizeof *sorted, compare);
	return sorted;
}

static int by_url(const void *a, const void *b)
{
	const struct run_result *const *x = a, *const *y = b;
	int order = strcmp((*x)->url, (*y)->url);

	return order ? order : (*x > *y) - (*x < *y);
}

/* Pages in the order of their first results. */
static void number_pages(struct work *w, struct run_output *out)
{
	struct run_result **sorted = sort_results(w, out, by_url);
	const struct run_result *first = NULL;

	for (size_t i = 0; i < out->n; i++) {
		if (!first || strcmp(first->url, sorted[i]->url) != 0)
			first = sorted[i];
		sorted[i]->page = (size_t)(first - out->results);
	}
}

/* Stable: what is equal stays as it was, by the place that both have. */
static int by_page_and_label(const void *a, const void *b)
{
	const struct run_result *const *x = a, *const *y = b;
	int order;

	if ((*x)->page != (*y)->page)
		return (*x)->page < (*y)->page ? -1 : 1;
	order = strcmp((*x)->label, (*y)->label);
	return order ? order : (*x > *y) - (*x < *y);
}

static void group(struct work *w, struct run_output *out)
{
	struct run_result **sorted = sort_results(w, out, by_page_and_label);

	out->by_page = ARENA_ARRAY(w->arena, out->n, struct run_result);
	for (size_t i = 0; i < out->n; i++)
		out->by_page[i] = *sorted[i];
}

bool run_output_load(struct work *w, const struct workflow_run *r, struct run_output *out)
{
	struct node_run *nodes;
	size_t n, room = 0;

	*out = (struct run_output){.account_id = r->account_id};
	if (!node_runs(w, r->account_id, r->id, &nodes, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!load_node(w, &nodes[i], out, &room))
			return false;
	if (out->n) {
		number_pages(w, out);
		group(w, out);
	}
	return true;
}

/* --- printing --- */

const char *run_result_items(struct work *w, const struct run_output *o, const struct run_result *r)
{
	const char *items = result_load(w, o->account_id, r->strategy_id, r->hash.data);

	if (!items)
		(void)work_forgive_missing(w);
	return items;
}

/* What is between the brackets of a list, with a comma before it when something came before. */
static void add_inside(struct text *t, const char *list, bool *has_some)
{
	size_t n = strlen(list);

	if (n <= 2)
		return;
	if (*has_some)
		text_add_char(t, ',');
	text_add_bytes(t, list + 1, n - 2);
	*has_some = true;
}

/* One result, in memory of its own. False: an error, or nobody reads on. */
static bool print_result(struct work *w, const struct run_output *o, const struct run_result *r,
			 struct run_sink *s, bool *has_some)
{
	struct work part;
	const char *items;
	bool good;

	work_begin_part(&part, w);
	items = run_result_items(&part, o, r);
	if (items)
		add_inside(s->text, items, has_some);
	good = work_end_part(&part, w);
	return good && (!s->sent || s->sent(s));
}

bool run_is_chosen(const struct run_result *r, struct run_choice choice)
{
	return (!choice.terminal_only || r->is_terminal) &&
	       (!choice.node_run_id || strcmp(choice.node_run_id, r->node_run_id) == 0);
}

/* Whether printing stopped for an error; a reader who is gone is none. */
static bool is_error(const struct work *w)
{
	return w->error != ERR_NONE;
}

bool run_output_items(struct work *w, const struct run_output *o, struct run_choice choice,
		      struct run_sink *s)
{
	bool has_some = false;

	text_add_char(s->text, '[');
	for (size_t i = 0; i < o->n; i++)
		if (run_is_chosen(&o->results[i], choice) &&
		    !print_result(w, o, &o->results[i], s, &has_some))
			return !is_error(w);
	text_add_char(s->text, ']');
	return true;
}

static void add_name(struct text *t, const char *name, bool is_first)
{
	if (!is_first)
		text_add_char(t, ',');
	text_add_json(t, name, strlen(name));
	text_add_char(t, ':');
}

bool run_output_by_url(struct work *w, const struct run_output *o, struct run_sink *s)
{
	const struct run_result *before = NULL;
	bool has_some = false;

	text_add_char(s->text, '{');
	for (size_t i = 0; i < o->n; before = &o->by_page[i++]) {
		const struct run_result *r = &o->by_page[i];

		if (!before || before->page != r->page) {
			if (before)
				text_add_char(s->text, ']');
			add_name(s->text, r->url, !before);
			text_add_char(s->text, '[');
			has_some = false;
		}
		if (!print_result(w, o, r, s, &has_some))
			return !is_error(w);
	}
	text_add(s->text, o->n ? "]}" : "}");
	return true;
}

/* What stands between a result and the one before it: the ends and beginnings of pages and labels.
 * True when a list begins. */
static bool open_group(struct text *t, const struct run_result *before, const struct run_result *r)
{
	bool is_page = !before || before->page != r->page;

	if (!is_page && strcmp(before->label, r->label) == 0)
		return false;
	if (before)
		text_add(t, is_page ? "]}" : "]");
	if (is_page) {
		add_name(t, r->url, !before);
		text_add_char(t, '{');
	}
	add_name(t, r->label, is_page);
	text_add_char(t, '[');
	return true;
}

bool run_output_grouped(struct work *w, const struct run_output *o, struct run_sink *s)
{
	const struct run_result *before = NULL;
	bool has_some = false;

	text_add_char(s->text, '{');
	for (size_t i = 0; i < o->n; before = &o->by_page[i++]) {
		if (open_group(s->text, before, &o->by_page[i]))
			has_some = false;
		if (!print_result(w, o, &o->by_page[i], s, &has_some))
			return !is_error(w);
	}
	text_add(s->text, o->n ? "]}}" : "}");
	return true;
}
