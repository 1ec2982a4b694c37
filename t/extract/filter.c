/* Filters: what is refused, and which items pass. */
#include "extract/filter.h"
#include "bounds.h"

#include "tap.h"

#include "util/json.h"

static struct json_object *json(struct work *w, const char *s)
{
	return json_parse(w, s, strlen(s));
}

/* One condition and one item: whether it passes. */
static const struct {
	const char *condition, *item;
	bool kept;
} cases[] = {
    /* text */
    {"'f','operator':'contains','value':'tea'", "'f':'Green TEA'", true},
    {"'f','operator':'contains','value':'tea','case_sensitive':true", "'f':'Green TEA'", false},
    {"'f','operator':'contains','value':'TEA','case_sensitive':true", "'f':'Green TEA'", true},
    {"'f','operator':'contains','value':'tea'", "'f':'coffee'", false},
    {"'f','operator':'contains','value':'a.c'", "'f':'abc'", false},
    {"'f','operator':'contains','value':''", "'f':'abc'", true},
    {"'f','operator':'contains','value':'МИР'", "'f':'Привет, мир'", true},
    {"'f','operator':'contains','value':'ÉT'", "'f':'été'", true},
    {"'f','operator':'not_contains','value':'tea'", "'f':'Green TEA'", false},
    {"'f','operator':'not_contains','value':'tea'", "'f':'coffee'", true},
    {"'f','operator':'equals','value':'tea'", "'f':' Tea '", true},
    {"'f','operator':'equals','value':' tea '", "'f':'Tea'", true},
    {"'f','operator':'equals','value':'tea'", "'f':'teapot'", false},
    {"'f','operator':'equals','value':'Tea','case_sensitive':true", "'f':'tea'", false},
    {"'f','operator':'equals','value':'tea','case_sensitive':true", "'f':' tea '", true},
    {"'f','operator':'equals','value':'a|b'", "'f':'a'", false},
    {"'f','operator':'equals','value':''", "'f':''", true},
    {"'f','operator':'not_equals','value':'tea'", "'f':'TEA'", false},
    {"'f','operator':'not_equals','value':'tea'", "'f':'teapot'", true},
    {"'f','operator':'regex_match','value':'^t.a$'", "'f':'TEA'", true},
    {"'f','operator':'regex_match','value':'^t.a$','case_sensitive':true", "'f':'TEA'", false},
    {"'f','operator':'regex_match','value':'e'", "'f':'tea'", true},
    {"'f','operator':'regex_match','value':'^e'", "'f':'tea'", false},
    /* what is no text */
    {"'f','operator':'equals','value':'true'", "'f':true", true},
    {"'f','operator':'equals','value':'True'", "'f':true", true},
    {"'f','operator':'equals','value':true", "'f':true", true},
    {"'f','operator':'equals','value':'false'", "'f':false", true},
    {"'f','operator':'equals','value':'5'", "'f':5.0", true},
    {"'f','operator':'equals','value':5.0", "'f':5", true},
    {"'f','operator':'equals','value':'19.99'", "'f':19.99", true},
    {"'f','operator':'contains','value':'9.9'", "'f':19.99", true},
    {"'f','operator':'contains','value':'\\'a\\''", "'f':{'a':1}", true},
    /* missing and null */
    {"'f','operator':'contains','value':''", "'g':1", false},
    {"'f','operator':'equals','value':''", "'f':null", false},
    {"'f','operator':'regex_match','value':'.*'", "'g':1", false},
    {"'f','operator':'gt','value':'0'", "'f':null", false},
    {"'f','operator':'lt','value':'0'", "'g':1", false},
    {"'f','operator':'not_contains','value':'x'", "'f':null", true},
    {"'f','operator':'not_equals','value':'x'", "'g':1", true},
    /* lists */
    {"'f','operator':'contains','value':'b'", "'f':['a','B']", true},
    {"'f','operator':'equals','value':'b'", "'f':['a','b']", true},
    {"'f','operator':'equals','value':'c'", "'f':['a','b',null]", false},
    {"'f','operator':'regex_match','value':'^b'", "'f':['a','b']", true},
    {"'f','operator':'not_contains','value':'b'", "'f':['a','b']", false},
    {"'f','operator':'not_equals','value':'c'", "'f':['a','b']", true},
    {"'f','operator':'not_equals','value':'c'", "'f':[]", true},
    {"'f','operator':'contains','value':''", "'f':[]", false},
    {"'f','operator':'gt','value':'4'", "'f':[1,'5']", true},
    /* numbers */
    {"'f','operator':'gt','value':'10'", "'f':'$19.99'", true},
    {"'f','operator':'gt','value':'$10'", "'f':9.5", false},
    {"'f','operator':'gt','value':10", "'f':10", false},
    {"'f','operator':'lt','value':'1,000.5'", "'f':1000", true},
    {"'f','operator':'lt','value':'0'", "'f':-1", true},
    {"'f','operator':'gt','value':'5'", "'f':'none'", false},
    {"'f','operator':'lt','value':'5'", "'f':'none'", false},
    {"'f','operator':'gt','value':'five'", "'f':9", false},
    {"'f','operator':'gt','value':0", "'f':true", false},
    /* there or not */
    {"'f','operator':'exists'", "'f':'x'", true},
    {"'f','operator':'exists'", "'f':0", true},
    {"'f','operator':'exists'", "'f':false", true},
    {"'f','operator':'exists'", "'f':null", false},
    {"'f','operator':'exists'", "'f':''", false},
    {"'f','operator':'exists'", "'f':' \\n'", false},
    {"'f','operator':'exists'", "'f':[]", false},
    {"'f','operator':'exists'", "'f':[null,'']", false},
    {"'f','operator':'exists'", "'f':{}", false},
    {"'f','operator':'exists'", "'g':1", false},
    {"'f','operator':'exists','value':'ignored'", "'f':'x'", true},
    {"'f','operator':'not_exists'", "'f':''", true},
    {"'f','operator':'not_exists'", "'g':1", true},
    {"'f','operator':'not_exists'", "'f':0", false},
    /* paths */
    {"'a.b','operator':'equals','value':'1'", "'a':{'b':1}", true},
    {"'a.b','operator':'equals','value':'2'", "'a.b':2,'a':{'b':1}", true},
    {"'a.b','operator':'equals','value':'1'", "'a.b':2,'a':{'b':1}", false},
    {"'a.b.c','operator':'exists'", "'a':{'b':{'c':1}}", true},
    {"'a.b.c','operator':'exists'", "'a':{'b':'c'}", false},
    {"'a.','operator':'exists'", "'a':{'':1}", true},
};

/* Quotes of JSON are a nuisance in C. */
static struct json_object *quoted(struct work *w, const char *format, const char *inner)
{
	char *s = arena_printf(w->arena, format, inner);

	for (char *p = s; *p; p++) {
		if (*p == '\'')
			*p = '"';
	}
	return json(w, s);
}

static void conditions(struct work *w)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct json_object *config = json_new_object(w), *list = json_new_array(w);
		struct filter *f;

		json_add_shared(list, quoted(w, "{'field':%s}", cases[i].condition));
		json_put_shared(config, "conditions", list);
		f = filter_parse(w, "filter_config", config);
		if (!f) {
			ok(false, "%s: %s", cases[i].condition, w->message);
			work_forgive(w);
			continue;
		}
		ok(filter_keeps(w, f, quoted(w, "{%s}", cases[i].item)) == cases[i].kept,
		   "%s: %s %s", cases[i].condition, cases[i].item,
		   cases[i].kept ? "passes" : "does not pass");
	}
}

static void modes(struct work *w)
{
	static const struct {
		const char *config;
		bool first, second, third; /* a=1 b=1, a=1 b=2, a=2 b=2 */
	} rows[] = {
	    {"{'mode':'all','conditions':[%s]}", true, false, false},
	    {"{'mode':'any','conditions':[%s]}", true, true, false},
	    {"{'mode':null,'conditions':[%s]}", true, false, false},
	    {"{'conditions':[%s]}", true, false, false},
	    {"{'mode':'any','conditions':[]}", true, true, true},
	    {"{'mode':'all','conditions':[]}", true, true, true},
	    {"{}", true, true, true},
	};
	static const char both[] = "{'field':'a','operator':'equals','value':1},"
				   "{'field':'b','operator':'equals','value':1}";

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct filter *f =
		    filter_parse(w, "filter_config", quoted(w, rows[i].config, both));

		ok(filter_keeps(w, f, quoted(w, "{%s}", "'a':1,'b':1")) == rows[i].first,
		   "%s: both hold", rows[i].config);
		ok(filter_keeps(w, f, quoted(w, "{%s}", "'a':1,'b':2")) == rows[i].second,
		   "%s: one holds", rows[i].config);
		ok(filter_keeps(w, f, quoted(w, "{%s}", "'a':2,'b':2")) == rows[i].third,
		   "%s: none holds", rows[i].config);
	}
	ok(filter_parse(w, "filter_config", NULL) != NULL, "no filter is a filter");
}

static void complaints(struct work *w)
{
	static const struct {
		const char *config, *field, *message;
		enum error_kind kind;
	} rows[] = {
	    {"[]", "filter_config", "filter_config must be an object", ERR_INVALID},
	    {"{'mode':'some','conditions':[]}", "filter_config.mode",
	     "filter_config.mode: unknown mode \"some\"", ERR_UNACCEPTABLE},
	    {"{'mode':1,'conditions':[]}", "filter_config.mode",
	     "filter_config.mode must be a string", ERR_INVALID},
	    {"{'mode':'all'}", "filter_config.conditions", "filter_config.conditions is required",
	     ERR_INVALID},
	    {"{'field':'a','operator':'exists'}", "filter_config.conditions",
	     "filter_config.conditions is required", ERR_INVALID},
	    {"{'conditions':{}}", "filter_config.conditions",
	     "filter_config.conditions must be a list", ERR_INVALID},
	    {"{'conditions':[1]}", "filter_config.conditions[0]",
	     "filter_config.conditions[0] must be an object", ERR_INVALID},
	    {"{'conditions':[{'operator':'exists'}]}", "filter_config.conditions[0].field",
	     "filter_config.conditions[0].field is required", ERR_INVALID},
	    {"{'conditions':[{'field':'','operator':'exists'}]}",
	     "filter_config.conditions[0].field", "filter_config.conditions[0].field is required",
	     ERR_INVALID},
	    {"{'conditions':[{'field':'a'}]}", "filter_config.conditions[0].operator",
	     "filter_config.conditions[0].operator is required", ERR_INVALID},
	    {"{'conditions':[{'field':'a','operator':'exists'},{'field':'a','operator':'like'}]}",
	     "filter_config.conditions[1].operator",
	     "filter_config.conditions[1].operator: unknown operator \"like\"", ERR_UNACCEPTABLE},
	    {"{'conditions':[{'field':'a','operator':'gt'}]}", "filter_config.conditions[0].value",
	     "filter_config.conditions[0].value is required", ERR_INVALID},
	    {"{'conditions':[{'field':'a','operator':'gt','value':[]}]}",
	     "filter_config.conditions[0].value",
	     "filter_config.conditions[0].value must be a string, a number or a boolean",
	     ERR_INVALID},
	    {"{'conditions':[{'field':'a','operator':'equals','value':'b','case_sensitive':1}]}",
	     "filter_config.conditions[0].case_sensitive",
	     "filter_config.conditions[0].case_sensitive must be true or false", ERR_INVALID},
	    {"{'conditions':[{'field':'a','operator':'regex_match','value':'('}]}",
	     "filter_config.conditions[0].value",
	     "filter_config.conditions[0].value: pattern \"(\": missing closing parenthesis at "
	     "byte 1",
	     ERR_UNACCEPTABLE},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ok(!filter_parse(w, "filter_config", quoted(w, rows[i].config, "")), "%s",
		   rows[i].config);
		is_text(w->message, rows[i].message, "the complaint");
		is_text(w->complaints ? w->complaints->field : NULL, rows[i].field, "its member");
		ok(error_is(w, rows[i].kind), "its kind");
		work_forgive(w);
	}
}

static void bounds(struct work *w)
{
	struct json_object *config = json_new_object(w), *list = json_new_array(w), *one;
	char *value = arena_alloc(w->arena, FILTER_VALUE_MAX + 2);

	one = quoted(w, "{'field':'a','operator':%s}", "'exists'");
	for (int i = 0; i <= FILTER_CONDITIONS_MAX; i++)
		json_add_shared(list, one);
	json_put_shared(config, "conditions", list);
	ok(!filter_parse(w, "edges[1].filter_config", config), "too many conditions");
	is_text(w->message, "edges[1].filter_config.conditions must have at most 100 entries",
		"by the name the caller gives");
	work_forgive(w);

	memset(value, 'a', FILTER_VALUE_MAX + 1);
	ok(!filter_parse(
	       w, "f",
	       quoted(w, "{'conditions':[{'field':'a','operator':'equals','value':'%s'}]}", value)),
	   "a long value is refused");
	work_forgive(w);
	value[FILTER_VALUE_MAX] = '\0';
	ok(filter_parse(w, "f",
			quoted(w, "{'conditions':[{'field':'a','operator':'equals','value':'%s'}]}",
			       value)) != NULL,
	   "up to the bound it compiles");

	ok(!filter_parse(w, "f",
			 quoted(w, "{'mode':1,'conditions':[{'field':1},{'operator':'no'}]}", "")),
	   "all that is wrong");
	is_text(w->complaints->next->next->next->next->message,
		"f.conditions[1].operator: unknown operator \"no\"", "is said at once");
	ok(error_is(w, ERR_INVALID), "structure before values");
	work_forgive(w);
}

static void slow_patterns(struct work *w)
{
	struct filter *f = filter_parse(
	    w, "filter_config",
	    quoted(w, "{'conditions':[{'field':'a','operator':'regex_match','value':'%s'}]}",
		   "^(x+)+$"));
	struct json_object *item = quoted(w, "{'a':'%s'}", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx!");
	struct texts warnings;

	ok(!filter_keeps(w, f, item), "a search that takes too long is no match");
	ok(error_is(w, ERR_NONE), "and no failure");
	warnings = filter_warnings(w, f);
	is_int(warnings.n, 2, "but it is told");
	is_text(
	    warnings.items[0],
	    "filter_config.conditions[0]: the pattern takes too many steps on 1 texts, which it "
	    "therefore does not match",
	    "in words");
	is_text(warnings.items[1], "filter_config: none of 1 items passes",
		"as is an empty result");
	for (int i = 1; i < FILTER_OVERRUNS_MAX; i++)
		(void)filter_keeps(w, f, item);
	ok(error_is(w, ERR_NONE), "up to the bound");
	ok(!filter_keeps(w, f, item) && w->class == CLASS_TOO_COMPLEX, "beyond it the run fails");
	work_forgive(w);
}

static void warnings(struct work *w)
{
	struct filter *f = filter_parse(w, "filter_config",
					quoted(w, "{'mode':'any','conditions':[%s]}",
					       "{'field':'prise','operator':'gt','value':'5'},"
					       "{'field':'price','operator':'lt','value':'cheap'},"
					       "{'field':'price','operator':'exists'}"));
	struct texts told = filter_warnings(w, f);

	is_int(told.n, 0, "nothing seen, nothing to tell");
	ok(filter_keeps(w, f, quoted(w, "{%s}", "'price':1")), "an item passes");
	told = filter_warnings(w, f);
	is_int(told.n, 2, "two warnings");
	is_text(told.items[0], "filter_config.conditions[0]: no item has a field \"prise\"",
		"a field that is not there");
	is_text(told.items[1], "filter_config.conditions[1]: there is no number in \"cheap\"",
		"a number that is none");
}

static const char *filtered(struct work *w, const char *schema, const char *condition)
{
	static const char *names[] = {"name", "price"};
	static const struct value rows[] = {
	    {.kind = VALUE_TEXT, .as.text = "A"}, {.kind = VALUE_TEXT, .as.text = "$1"},
	    {.kind = VALUE_TEXT, .as.text = "B"}, {.kind = VALUE_TEXT, .as.text = "$20"},
	    {.kind = VALUE_TEXT, .as.text = "C"}, {.kind = VALUE_TEXT, .as.text = "$30"},
	};
	struct items items = {names, 2, 3, (void *)arena_copy(w->arena, rows, sizeof rows)};
	struct items *in = &items;
	struct schema *s = schema ? schema_parse(w, quoted(w, schema, "")) : NULL;
	struct filter *f =
	    filter_parse(w, "filter_config", quoted(w, "{'conditions':[%s]}", condition));
	struct text out = text_new(w->arena, 1000);

	if (s)
		in = schema_apply(w, s, in);
	ok(filter_items(w, f, s, in), "filtered");
	if (s)
		schema_print(&out, s, in);
	else
		items_print(&out, in);
	return out.data;
}

static void records(struct work *w)
{
	is_text(filtered(w, NULL, "{'field':'price','operator':'equals','value':'$20'}"),
		"[{\"name\":\"B\",\"price\":\"$20\"}]", "records without a schema");
	is_text(filtered(w, "{'cost':{'price':'number'}}", ""),
		"[{\"cost\":{\"price\":null}},{\"cost\":{\"price\":null}},"
		"{\"cost\":{\"price\":null}}]",
		"without conditions all are kept");
	is_text(filtered(w, "{'all':[{'price':'number'}]}",
			 "{'field':'price','operator':'gt','value':5}"),
		"[{\"all\":[{\"price\":20},{\"price\":30}]}]", "inner items under a wrapper");
	is_text(filtered(w, "{'all':[{'price':'number'}]}", "{'field':'all','operator':'exists'}"),
		"[{\"all\":[]}]", "of which the wrapper is no member");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	conditions(&w);
	modes(&w);
	complaints(&w);
	bounds(&w);
	slow_patterns(&w);
	warnings(&w);
	records(&w);
	work_end(&w);
	return done();
}
