/* Records first, then a slot for each field, then the plan as it is made for the embedded
 * generator's own choices. */
#include "strategy/llm_plan.h"

#include "strategy/llm_parts.h"
#include "util/json.h"

/* "Product_Name" for product_name: models keep names, but not always their case. */
static bool names_equal(const char *a, const char *b)
{
	for (; *a || *b; a++, b++) {
		while (*a == '_' || *a == ' ' || *a == '-')
			a++;
		while (*b == '_' || *b == ' ' || *b == '-')
			b++;
		if (ascii_lower(*a) != ascii_lower(*b))
			return false;
		if (!*a)
			return true;
	}
	return true;
}

static const struct llm_field *field_of(const struct llm_answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->n; i++)
		if (strcmp(answer->fields[i].name, name) == 0)
			return &answer->fields[i];
	for (size_t i = 0; i < answer->n; i++)
		if (names_equal(answer->fields[i].name, name))
			return &answer->fields[i];
	return NULL;
}

/* A selector that the model wrote is kept as it is. */
static struct json_object *written(struct work *w, const struct wish *wish,
				   const struct llm_field *f)
{
	struct json_object *o = json_new_object(w);
	const char *take = f->take ? f->take : "text";

	json_put_text(o, "selector", f->selector);
	if (strcmp(take, "own") == 0)
		json_put_bool(o, "own", true);
	else if (strcmp(take, "text") != 0 && strcmp(take, "rest") != 0)
		json_put_text(o, "attribute", take);
	if (wish->is_array)
		json_put_bool(o, "many", true);
	else if (wish->is_number)
		json_put_text(o, "type", "number");
	else if (wish->is_url || strcmp(take, "href") == 0 || strcmp(take, "src") == 0)
		json_put_text(o, "type", "url");
	return o;
}

/* Of numbers the number counts: "DKK 1.084,00" and "1084,00". */
static bool values_equal(const struct wish *wish, const char *a, const char *b)
{
	double x, y;

	if (strcmp(a, b) == 0)
		return true;
	return wish->is_number && number_parse(a, &x) && number_parse(b, &y) && x <= y && x >= y;
}

/* Do both hold the same wherever they hold something? Unlike slots_agree() this does not ask how
 * often that is: an element may be missing where another has the same value. */
static bool says_the_same(const struct wish *wish, const struct slot *a, const struct slot *b,
			  size_t n_samples)
{
	size_t both = 0, same = 0;

	for (size_t i = 0; i < n_samples; i++) {
		if (!a->values[i] || !b->values[i])
			continue;
		both++;
		same += values_equal(wish, a->values[i], b->values[i]);
	}
	return same * 10 >= both * 9 && both >= (n_samples < 2 ? n_samples : 2);
}

/* The model knows the value, and names one of the elements that have it. Of those the place is
 * taken that fits the field best and is there most often: names that last are our business. */
static const struct slot *best_place(const struct llm_input *in, const struct slots *slots,
				     const struct wish *wish, const struct slot *named)
{
	double best_score = slot_score(in->page, wish, slots, named);
	const struct slot *best = named;

	for (size_t i = 0; i < slots->n && !wish->is_array; i++) {
		const struct slot *s = &slots->items[i];
		double score;
		if (s->fill < named->fill || !says_the_same(wish, named, s, slots->n_samples))
			continue;
		score = slot_score(in->page, wish, slots, s);
		if (score > best_score) {
			best_score = score;
			best = s;
		}
	}
	return best;
}

/* Where the embedded generator chose the same, its choice brings another place along to fall back
 * on. */
static bool choose(struct work *w, const struct llm_input *in, const struct hypothesis *h, size_t i,
		   struct wish *wish, struct choice *out)
{
	const struct llm_field *field = field_of(in->answer, wish->name);
	const struct choice *own = i < h->fields->n ? &h->fields->choices[i] : NULL;

	*out = (struct choice){.wish = wish};
	if (!field)
		return true;
	if (field->is_number && !wish->has_type)
		wish->is_number = true;
	if (field->selector && !field->node && !field->json) {
		wish->kept = written(w, wish, field);
		return true;
	}
	out->slot = llm_slot_find(w, in, h->slots, wish, field);
	if (!out->slot)
		return false;
	out->slot = best_place(in, h->slots, wish, out->slot);
	if (own && own->slot && strcmp(own->wish->name, wish->name) == 0 &&
	    slots_agree(own->slot, out->slot, h->slots->n_samples)) {
		out->score = own->score;
		out->second = own->second;
	}
	return true;
}

static size_t count_agreed(const struct assignment *mine, const struct assignment *own,
			   size_t n_samples)
{
	size_t agreed = 0;

	for (size_t i = 0; i < mine->n; i++)
		for (size_t k = 0; k < own->n; k++)
			if (mine->choices[i].slot && own->choices[k].slot &&
			    strcmp(mine->choices[i].wish->name, own->choices[k].wish->name) == 0)
				agreed += slots_agree(mine->choices[i].slot, own->choices[k].slot,
						      n_samples);
	return agreed;
}

struct llm_plan *llm_plan_make(struct work *w, const struct llm_input *in)
{
	struct llm_plan *out = ARENA_NEW(w->arena, struct llm_plan);
	struct assignment *fields = ARENA_NEW(w->arena, struct assignment);
	const struct request *r = in->request;
	struct hypothesis *h = &out->hypothesis;

	if (!llm_records_find(w, in, h))
		return NULL;
	fields->n = r->n;
	fields->choices = ARENA_ARRAY(w->arena, r->n, struct choice);
	for (size_t i = 0; i < r->n; i++) {
		struct wish *wish = ARENA_NEW(w->arena, struct wish);
		*wish = r->wishes[i];
		if (!choose(w, in, h, i, wish, &fields->choices[i]))
			return NULL;
		fields->n_found += fields->choices[i].slot || wish->kept;
	}
	if (!fields->n_found)
		return fail(w, ERR_UNACCEPTABLE, "none of the fields has a place");
	out->agreed = count_agreed(fields, h->fields, h->slots->n_samples);
	h->fields = fields;
	out->plan = plan_make(in->page, h->slots, fields);
	if (!out->plan)
		return fail(w, ERR_UNACCEPTABLE,
			    "no selector finds these elements and no others: name other ones");
	json_put_text(out->plan->strategy, "source", "llm");
	return out;
}
