/* The selector suites of other engines: every group is run and counted, and each answer that is
 * not theirs is listed here with its reason. */
#include "extract/selector.h"

#include "tap.h"

#include "util/json.h"

#include <json-c/json_tokener.h>
#include <time.h>

enum { CASES = 352, ESCAPES = 35, HOSTILE = 18 };

/* In the order of the report. */
static struct group {
	const char *name;
	const char *why;
	int run, same, listed;
} groups[] = {
    {.name = "core"},
    {.name = "link"},
    {.name = "nesting"},
    {.name = "unsupported"},
    {.name = "browser", .why = "live state is refused"},
    {.name = "html-state"},
    {.name = "language"},
    {.name = "namespace", .why = "prefixes mean nothing"},
    {.name = "extension"},
};

#define STANDARD  "today's HTML standard says, and browsers do,"
#define NO_CUSTOM "a strategy has no place to define names of its own"

/* Cases that are answered otherwise on purpose. */
static const struct {
	const char *name, *why;
} known[] = {
    {"level2/child/invalid_combinator#1", "a leading combinator is relative to the scope here"},
    {"level2/child/invalid_combinator#2", "a leading combinator is relative to the scope here"},
    {"level2/attribute/attribute_equal_literal_null#1", "a selector is a C string"},
    {"level3/empty/empty#1", "white space is content, as in browsers"},
    {"level3/namespace/namespace_inherit#1", "an HTML page has no namespace of its own to ask for"},
    {"level4/dir/dir_bidi_detect#1", STANDARD " that auto without letters is ltr"},
    {"level4/dir/dir_bidi_detect#2", STANDARD " that auto without letters is ltr"},
    {"level4/dir/dir_on_input#1", STANDARD " that auto without letters is ltr"},
    {"level4/dir/xml_in_html#1", STANDARD " that the letters of MathML count"},
    {"level4/dir/xml_in_html#2", STANDARD " that the letters of MathML count"},
    {"level4/dir/xml_in_html#3", STANDARD " that MathML has a direction"},
    {"extra/custom/custom_dependency#1", NO_CUSTOM},
    {"extra/custom/custom_escapes#1", NO_CUSTOM},
    {"extra/custom/custom_selectors#1", NO_CUSTOM},
    {"extra/custom/custom_selectors#2", NO_CUSTOM},
    {"extra/custom/custom_selectors#3", NO_CUSTOM},
    {"extra/custom/custom_selectors_exotic#1", NO_CUSTOM},
};

static const char *known_why(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].name, name) == 0)
			return known[i].why;
	}
	return NULL;
}

static void put(void *o)
{
	json_object_put(o);
}

/* By json-c itself: our own reader refuses the strings with a NUL that two files have. */
static struct json_object *load(struct work *w, const char *name)
{
	char *data = read_file(
	    arena_printf(w->arena, "%s/conformance/selectors/%s", test_data(), name), NULL);
	struct json_object *o = data ? json_tokener_parse(data) : NULL;

	free(data);
	if (o)
		arena_defer(w->arena, put, o);
	return o;
}

static bool ids_are(struct node_list found, struct json_object *wanted)
{
	if (json_object_array_length(wanted) != found.n)
		return false;
	for (size_t i = 0; i < found.n; i++) {
		const char *id = json_object_get_string(json_object_array_get_idx(wanted, i));
		if (!found.items[i]->id || strcmp(found.items[i]->id, id) != 0)
			return false;
	}
	return true;
}

static void print_ids(const char *label, struct node_list found)
{
	printf("#   %s:", label);
	for (size_t i = 0; i < found.n; i++)
		printf(" %s", found.items[i]->id ? found.items[i]->id : "-");
	printf("\n");
}

/* True when the case is answered as stated. */
static bool run_case(struct work *w, struct json_object *c, bool report)
{
	struct selector *s = selector_parse(w, json_text(c, "selector"));
	const char *markup = json_text(c, "markup");
	struct node_list found;
	struct document *d;
	bool same;

	if (json_get(c, "error")) {
		if (s && report)
			printf("#   accepted: %s\n", json_text(c, "selector"));
		return !s;
	}
	if (!s) {
		if (report)
			printf("#   %s\n", w->message);
		return false;
	}
	d = html_parse(w, markup, strlen(markup), NULL);
	if (!d)
		return false;
	found = selector_all(w, s, d, NULL);
	same = ids_are(found, json_array_of(c, "expected_ids"));
	if (!same && report)
		print_ids("found", found);
	return same;
}

static struct group *group_of(const char *name)
{
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		if (strcmp(groups[i].name, name) == 0)
			return &groups[i];
	}
	return NULL;
}

/* A refusal is a right answer where no static engine has one. */
static bool is_refused(struct json_object *c)
{
	struct work w;
	bool refused;

	work_begin(&w);
	refused = !selector_parse(&w, json_text(c, "selector"));
	work_end(&w);
	return refused;
}

static void cases(struct json_object *all)
{
	is_int(json_object_array_length(all), CASES, "all cases are there");
	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *c = json_object_array_get_idx(all, i);
		struct group *g = group_of(json_text(c, "group"));
		const char *name = json_text(c, "name"), *why = known_why(name);
		struct work w;
		bool same;

		work_begin(&w);
		same = run_case(&w, c, !why);
		if (strcmp(g->name, "browser") == 0)
			same = same || is_refused(c);
		work_end(&w);
		g->run++;
		g->same += same;
		if (why) {
			g->listed++;
			ok(!same, "%s: differs (%s)", name, why);
		} else {
			ok(same, "%s", name);
		}
	}
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
		printf("# %-12s %3d cases, %3d as stated, %d listed%s%s\n", groups[i].name,
		       groups[i].run, groups[i].same, groups[i].listed, groups[i].why ? ": " : "",
		       groups[i].why ? groups[i].why : "");
}

static void escapes(struct json_object *all)
{
	struct work w;

	work_begin(&w);
	is_int(json_object_array_length(all), ESCAPES, "all identifiers are there");
	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *c = json_object_array_get_idx(all, i);
		struct json_object *in = json_get(c, "identifier");
		const char *identifier = json_object_get_string(in);

		if (strlen(identifier) != (size_t)json_object_get_string_len(in)) {
			printf("# not run: an identifier with a NUL is no C string\n");
			continue;
		}
		is_text(selector_escape(w.arena, identifier), json_text(c, "escaped"), identifier);
	}
	work_end(&w);
}

static void hostile(struct json_object *all)
{
	is_int(json_object_array_length(all), HOSTILE, "all hostile selectors are there");
	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *c = json_object_array_get_idx(all, i);
		const char *must = json_text(c, "must");
		clock_t start = clock();
		struct selector *s;
		struct text text;
		struct work w;

		work_begin(&w);
		text = text_new(w.arena, 1u << 20);
		text_add(&text, json_text(c, "before"));
		for (int64_t k = json_int(c, "times", 0); k > 0; k--)
			text_add(&text, json_text(c, "repeat"));
		text_add(&text, json_text(c, "after"));
		s = selector_parse(&w, text.data);
		ok(strcmp(must, "bounded") == 0 || (strcmp(must, "ok") == 0) == (s != NULL),
		   "%s: %s", json_text(c, "name"), must);
		ok(clock() - start < CLOCKS_PER_SEC / 10, "at once");
		work_end(&w);
	}
}

int main(void)
{
	struct work w;
	struct json_object *all_cases, *all_escapes, *all_hostile;

	work_begin(&w);
	all_cases = load(&w, "cases.json");
	all_escapes = load(&w, "escape.json");
	all_hostile = load(&w, "hostile.json");
	if (!all_cases || !all_escapes || !all_hostile)
		return skip_all("conformance/selectors is not here");
	cases(all_cases);
	escapes(all_escapes);
	hostile(all_hostile);
	work_end(&w);
	return done();
}
