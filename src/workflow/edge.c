/* Asking for an edge, and reading the answer: the runner's side. The body has a line for the items
 * of each page, and one for those of the run before where the request says so: JSON of our own
 * writer has no newline in it. */
#include "workflow/edge.h"

#include "bounds.h"
#include "util/json.h"

static struct json_object *page_of(struct work *w, const struct edge_page *page, struct text *body)
{
	struct json_object *o = json_new_object(w);
	const bool has_before = page->before && !page->is_same;

	json_put_text(o, "url", page->url);
	json_put_bool(o, "is_same", page->is_same);
	json_put_bool(o, "has_before", has_before);
	text_add(body, page->items);
	text_add_char(body, '\n');
	if (has_before) {
		text_add(body, page->before);
		text_add_char(body, '\n');
	}
	return o;
}

/* What the target makes of an item. */
static void add_target(struct json_object *request, const struct graph_node *target)
{
	if (target->input == INPUT_UPSTREAM_URLS)
		json_put_text(request, "url_field", target->url_field);
	if (target->input != INPUT_UPSTREAM_DATA || !target->parameter_config)
		return;
	json_put_shared(request, "parameter_config", target->parameter_config);
	if (target->static_parameters)
		json_put_shared(request, "static_parameters", target->static_parameters);
}

struct ask edge_ask(struct work *w, const struct graph *g, const struct graph_edge *edge,
		    const char *wrapper, const struct edge_page *pages, size_t n)
{
	struct json_object *request = json_new_object(w), *list = json_new_array(w);
	struct text body = text_new(w->arena, EDGE_BODY_MAX);

	for (size_t i = 0; i < n; i++)
		json_add_shared(list, page_of(w, &pages[i], &body));
	json_put_shared(request, "pages", list);
	json_put_text(request, "wrapper", wrapper);
	if (edge->filter)
		json_put_shared(request, "filter_config", edge->filter);
	add_target(request, &g->nodes[edge->target]);
	return (struct ask){
	    .operation = "edge", .request = request, .body = body.data, .body_size = body.length};
}

bool edge_take(struct work *w, struct json_object *answer, struct arrivals *all)
{
	struct json_object *list = json_array_of(answer, "arrivals");

	if (!list)
		return fail_class(w, CLASS_INTERNAL, "the extractor's answer has no arrivals");
	all->n_passed += (size_t)json_int(answer, "passed", 0);
	all->n_fresh += (size_t)json_int(answer, "fresh", 0);
	all->is_cut |= json_bool_of(answer, "is_cut", false);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		arrivals_add(w, all,
			     &(struct arrival){.url = json_text(o, "url"),
					       .parameters = json_text(o, "parameters"),
					       .is_fresh = json_bool_of(o, "is_fresh", true)});
	}
	return true;
}
