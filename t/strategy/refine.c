/* Refining beyond the ten conversations: what is kept, what never comes back, what cannot be. */
#include "strategy/refine.h"

#include "page.h"
#include "tap.h"

struct talk {
	struct work work;
	struct document *document;
	const char *description;
	struct json_object *strategy, *schema;
	struct proposal *last;
};

static void begin(struct talk *t, const char *html, const char *description, const char *schema)
{
	struct generate_input in = {.description = description};
	struct proposal *p;

	work_begin(&t->work);
	t->description = description;
	t->schema = schema ? json_parse(&t->work, schema, strlen(schema)) : NULL;
	in.schema = schema ? schema_parse(&t->work, t->schema) : NULL;
	t->document = in.document = html_parse(&t->work, html, strlen(html), TEST_URL);
	p = strategy_generate(&t->work, &in);
	t->strategy = p ? p->strategy : NULL;
	t->last = p;
}

static bool say(struct talk *t, const char *feedback)
{
	const struct refine_input in = {.document = t->document,
					.description = t->description,
					.strategy = t->strategy,
					.feedback = feedback,
					.output_schema = t->schema};
	struct refined *refined = strategy_refine(&t->work, &in);

	if (!refined)
		return false;
	t->last = refined->proposal;
	t->strategy = refined->proposal->strategy;
	t->schema = refined->output_schema;
	return true;
}

static const char *record(struct talk *t, size_t row)
{
	struct text out = text_new(t->work.arena, 100000);

	if (row >= t->last->items->n)
		return "";
	items_print_row(&out, t->last->items, row);
	return out.data;
}

static const char *list_of(struct work *w, int n, const char *format)
{
	struct text out = text_new(w->arena, 100000);

	text_add(&out, "<ul>");
	for (int i = 1; i <= n; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d", i);
		text_add(&out, "<li class=pot>");
		for (const char *p = format; *p; p++)
			if (*p == '#')
				text_add(&out, number);
			else
				text_add_char(&out, *p);
		text_add(&out, "</li>");
	}
	text_add(&out, "</ul>");
	return out.data;
}

/* Three prices: what was rejected in one round does not come back in a later one. */
static void test_history(struct work *w)
{
	struct talk t;

	begin(&t,
	      list_of(w, 5,
		      "<h2>Pot #</h2><i class=price>$#.10</i><u class=cost>$#.20</u>"
		      "<s class=amount>$#.30</s>"),
	      "Pots: name and price", NULL);
	is_text(record(&t, 0), "{\"name\":\"Pot 1\",\"price\":\"$1.10\"}", "one price");
	ok(say(&t, "the price is wrong"), "is wrong");
	is_text(record(&t, 0), "{\"name\":\"Pot 1\",\"price\":\"$1.20\"}", "another");
	ok(say(&t, "the price is wrong"), "is wrong, too");
	is_text(record(&t, 0), "{\"name\":\"Pot 1\",\"price\":\"$1.30\"}", "a third");
	is_int((int64_t)json_object_array_length(json_array_of(t.strategy, "history")), 2,
	       "both are remembered");
	ok(say(&t, "the first price should be 1.10"), "but the user may");
	is_text(record(&t, 0), "{\"name\":\"Pot 1\",\"price\":\"$1.10\"}", "change his mind");
	work_end(&t.work);
}

/* A value of a record that is not among those looked at first. */
static void test_far_example(struct work *w)
{
	struct talk t;

	begin(&t, list_of(w, 90, "<h2>Pot #</h2><i class=price>$#.10</i><u class=x>$#.20</u>"),
	      "Pots: name and price", NULL);
	ok(say(&t, "price should be \"$77.20\""), "an example from far below");
	is_text(record(&t, 76), "{\"name\":\"Pot 77\",\"price\":\"$77.20\"}", "is found");
	is_int((int64_t)t.last->items->n, 90, "in all records");
	work_end(&t.work);
}

static void test_same(struct work *w)
{
	struct talk t;
	const char *before;

	begin(&t, list_of(w, 5, "<h2>Pot #</h2><i class=price>$#.10</i>"), "Pots: name and price",
	      NULL);
	before = json_string(&t.work, json_object_of(t.strategy, "fields"));
	ok(say(&t, "hm, what is this"), "what is not understood");
	is_text(json_string(&t.work, json_object_of(t.strategy, "fields")), before,
		"changes nothing");
	is_text(t.last->n_warnings ? t.last->warnings[0] : NULL,
		"the feedback names no change that was understood: \"hm, what is this\"",
		"and is said so");
	ok(say(&t, "price should be \"$3.10\""), "a value that is there already");
	is_text(json_string(&t.work, json_object_of(t.strategy, "fields")), before,
		"changes nothing");
	ok(say(&t, "price should be \"zzz 999\""), "a value that is nowhere");
	is_int((int64_t)t.last->items->n, 5, "leaves the records");
	is_text(t.last->n_warnings ? t.last->warnings[0] : NULL,
		"no field of these records gives a value that was named", "and is said so");
	work_end(&t.work);
}

static void test_schema(struct work *w)
{
	struct talk t;

	begin(&t, list_of(w, 5, "<h2>Pot #</h2><i class=price>$#.10</i><u class=size># l</u>"),
	      "Pots", "{\"pots\":[{\"name\":\"string\",\"price\":\"string\"}]}");
	ok(say(&t, "also get the size"), "a field more");
	is_text(json_string(&t.work, t.schema),
		"{\"pots\":[{\"name\":\"string\",\"price\":\"string\",\"size\":\"string\"}]}",
		"in the schema");
	ok(say(&t, "call it cost instead of price, and remove the size"), "other fields");
	is_text(json_string(&t.work, t.schema),
		"{\"pots\":[{\"name\":\"string\",\"cost\":\"string\"}]}", "in the schema");
	is_text(record(&t, 1), "{\"name\":\"Pot 2\",\"cost\":\"$2.10\"}", "and in the records");
	ok(say(&t, "cost should be a number"), "another type");
	is_text(json_string(&t.work, t.schema),
		"{\"pots\":[{\"name\":\"string\",\"cost\":\"number\"}]}", "in the schema");
	is_text(record(&t, 1), "{\"name\":\"Pot 2\",\"cost\":2.1}", "and in the records");
	work_end(&t.work);
	begin(&t, list_of(w, 5, "<h2>Pot #</h2><i class=price>$#.10</i>"), "Pots",
	      "{\"name\":\"string\",\"deal\":{\"price\":\"string\"}}");
	ok(say(&t, "rename deal price to cost"), "a field inside of another");
	is_text(t.last->n_warnings ? t.last->warnings[0] : NULL,
		"field \"deal_price\" lies inside of another one: change the output schema",
		"is not renamed");
	work_end(&t.work);
}

/* Marks that only a reader sees. */
static void test_badge(void)
{
	static const char html[] = "<ul><li class=pot><h2>Blue</h2><i>$1</i></li>"
				   "<li class=pot><h2>Red</h2><i>$2</i><em>Ad</em></li>"
				   "<li class=pot><h2>Iron</h2><i>$3</i></li><li "
				   "class=pot><h2>Glass</h2><i>$4</i></li></ul>";
	struct talk t;

	begin(&t, html, "Pots: name and price", NULL);
	is_int((int64_t)t.last->items->n, 4, "four records");
	ok(say(&t, "without the ads"), "one is not wanted");
	is_int((int64_t)t.last->items->n, 3, "three are left");
	is_text(json_text(json_object_of(t.strategy, "container"), "selector"),
		".pot:not(:has(:contains-own(\"Ad\")))", "by what is shown");
	ok(say(&t, "also the sponsored ones"), "or is it");
	is_int((int64_t)t.last->items->n, 4, "four again");
	work_end(&t.work);
}

static void test_refused(void)
{
	static const char *const strategies[] = {"{\"type\":\"api\",\"fields\":{}}",
						 "{\"type\":\"content\"}", "{}"};
	struct talk t;

	begin(&t, "<p>Nothing", "names", NULL);
	for (size_t i = 0; i < sizeof strategies / sizeof strategies[0]; i++) {
		t.strategy = json_parse(&t.work, strategies[i], strlen(strategies[i]));
		ok(!say(&t, "the name is wrong"), "%s", strategies[i]);
		ok(error_is(&t.work, ERR_UNACCEPTABLE), "cannot be refined");
		work_forgive(&t.work);
	}
	t.strategy = json_parse(&t.work, "{\"fields\":{\"names\":{\"selector\":\"x\"}}}", 36);
	ok(!say(&t, "the names are wrong"), "nor where nothing is found");
	work_end(&t.work);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_history(&w);
	test_far_example(&w);
	test_same(&w);
	test_schema(&w);
	test_badge();
	test_refused();
	work_end(&w);
	return done();
}
