/* A column is good when it is filled, differs where it should, fits its type and is no copy of
 * another one. */
#include "strategy/judge.h"

#include "extract/rules.h"
#include "strategy/values.h"

#include <math.h>

#define FILL_LIST  0.5 /* a field of a list is filled in at least this share of the records */
#define COPY_SHARE 0.8 /* two columns that agree in this share are one */

#define WARNINGS_EACH 3 /* of one column: empty, constant and a copy */

struct column {
	const struct wish *wish;
	size_t index; /* in the items */
	bool present;
	double fill;
	double typed; /* share of filled values that fit the schema's type */
	bool constant;
};

struct bench {
	struct work *work;
	struct items *items;
	struct column *columns;
	size_t n;
	struct verdict out;
};

static void warn(struct bench *b, const char *format, const char *a, const char *c)
{
	b->out.warnings[b->out.n_warnings++] = arena_printf(b->work->arena, format, a, c);
}

static const char *value_text(struct work *w, const struct value *v)
{
	struct text t;

	if (v->kind == VALUE_TEXT)
		return v->as.text;
	t = text_new(w->arena, 4096);
	value_print(&t, v);
	return t.data;
}

static bool value_fits(const struct wish *wish, const struct value *v)
{
	if (wish->is_number && !wish->is_array)
		return v->kind == VALUE_NUMBER || v->kind == VALUE_INT ||
		       (v->kind == VALUE_TEXT && value_read(v->as.text).numbers > 0);
	if (wish->is_url)
		return v->kind == VALUE_TEXT && !strchr(v->as.text, ' ');
	return true;
}

static void column_read(struct bench *b, struct column *c)
{
	size_t filled = 0, fits = 0, same = 0;
	const char *first = NULL;

	for (size_t row = 0; row < b->items->n; row++) {
		const struct value *v = item_value(b->items, row, c->index);
		const char *text;
		if (value_is_empty(v))
			continue;
		filled++;
		fits += value_fits(c->wish, v);
		text = value_text(b->work, v);
		first = first ? first : text;
		same += strcmp(first, text) == 0;
	}
	c->fill = (double)filled / (double)b->items->n;
	c->typed = filled ? (double)fits / (double)filled : 0;
	c->constant = filled >= 5 && same == filled;
}

static bool columns_copy(const struct bench *b, const struct column *x, const struct column *y)
{
	size_t both = 0, same = 0;

	for (size_t row = 0; row < b->items->n; row++) {
		const struct value *v = item_value(b->items, row, x->index);
		const struct value *u = item_value(b->items, row, y->index);
		if (value_is_empty(v) || value_is_empty(u))
			continue;
		both++;
		same += strcmp(value_text(b->work, v), value_text(b->work, u)) == 0;
	}
	return both && (double)same >= COPY_SHARE * (double)both && same > 1;
}

static void columns_match(struct bench *b, const struct request *r)
{
	b->n = r->n;
	b->columns = ARENA_ARRAY(b->work->arena, r->n, struct column);
	for (size_t i = 0; i < r->n; i++) {
		struct column *c = &b->columns[i];
		c->wish = &r->wishes[i];
		for (size_t k = 0; k < b->items->n_fields; k++)
			if (strcmp(b->items->names[k], c->wish->name) == 0) {
				c->index = k;
				c->present = true;
			}
		if (c->present)
			column_read(b, c);
	}
}

static bool may_be_constant(const struct wish *wish)
{
	return wish->concept == CONCEPT_CATEGORY || wish->concept == CONCEPT_LOCATION ||
	       wish->concept == CONCEPT_BRAND || wish->concept == CONCEPT__MAX ||
	       wish->concept == CONCEPT_DATE || wish->is_number;
}

static double columns_judge(struct bench *b)
{
	double sum = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct column *c = &b->columns[i];
		double merit = c->present ? fmin(1, c->fill / 0.8) * c->typed : 0;
		if (!c->present || c->fill <= 0) {
			warn(b, "no value found for field \"%s\"%s", c->wish->name, "");
			continue;
		}
		if (c->fill < FILL_LIST)
			warn(b, "field \"%s\" is empty in most records%s", c->wish->name, "");
		if (c->constant && !may_be_constant(c->wish)) {
			merit *= 0.5;
			warn(b, "field \"%s\" is the same in every record%s", c->wish->name, "");
		}
		for (size_t k = 0; k < i; k++)
			if (b->columns[k].present && columns_copy(b, c, &b->columns[k])) {
				merit *= 0.5;
				warn(b, "fields \"%s\" and \"%s\" hold the same values",
				     b->columns[k].wish->name, c->wish->name);
				break;
			}
		sum += merit;
	}
	return sum / (double)b->n;
}

struct verdict judge_items(struct work *w, const struct request *r, struct items *items,
			   size_t expected)
{
	struct bench b = {.work = w, .items = items};

	b.out.warnings = ARENA_ARRAY(w->arena, WARNINGS_EACH * r->n, const char *);
	if (!b.items || !b.items->n)
		return b.out;
	b.out.items = b.items;
	columns_match(&b, r);
	b.out.merit = columns_judge(&b);
	if (expected && b.items->n != expected) {
		double apart = fabs(log((double)b.items->n / (double)expected));
		b.out.merit *= 1 - fmin(0.5, apart);
	}
	b.out.holds = b.out.merit >= MERIT_HOLDS;
	return b.out;
}

struct verdict judge(struct work *w, const struct request *r, struct document *d,
		     struct json_object *strategy, size_t expected)
{
	struct rules *rules = rules_parse(w, strategy);
	struct items *items = rules ? rules_run(w, rules, d) : NULL;

	work_forgive(w);
	return judge_items(w, r, items, expected);
}
