/* The parameters of jobs, by the type of their strategy. */
#include "job/parameters.h"

#include "bounds.h"
#include "tap.h"

#define URL "http://shop.test/en/cups"

static const struct {
	const char *label, *type, *given, *parameters;
} cases[] = {
    {"an API's own", "api", NULL, "{\"page\":1,\"q\":\"cups\"}"},
    {"over them those that are given", "api", "{\"page\":\"2\"}", "{\"page\":2,\"q\":\"cups\"}"},
    {"a page has none", "css", NULL, "null"},
    {"whatever is given", "css", "{\"page\":2}", "null"},
    {"nor has a text", "content", "{\"page\":2}", "null"},
};

static struct strategy strategy_of(const char *type)
{
	return (struct strategy){.scraper_type = type,
				 .url = URL,
				 .plan = {"{\"endpoint\":\"http://shop.test/api\","
					  "\"params\":{\"page\":1,\"q\":\"cups\"}}"}};
}

static bool parameters(struct work *w, const char *type, const char *given, struct raw_json *out)
{
	const struct strategy strategy = strategy_of(type);

	return job_parameters(w, &strategy, URL, given ? json_parse(w, given, strlen(given)) : NULL,
			      out);
}

static void test_complaints(struct work *w)
{
	struct text large = text_new(w->arena, 2 * JOB_PARAMETERS_MAX);
	struct raw_json out;

	ok(!parameters(w, "api", "{\"colour\":1}", &out), "an unknown name");
	is_int(w->error, ERR_INVALID, "is refused");
	is_text(w->complaints->field, "parameters.colour", "with its name");
	is_text(w->message, "unknown parameter \"colour\": the strategy has page, q",
		"and those there are");
	work_forgive(w);
	text_add(&large, "{\"q\":\"");
	while (large.length < JOB_PARAMETERS_MAX)
		text_add_char(&large, 'x');
	text_add(&large, "\"}");
	ok(!parameters(w, "api", large.data, &out), "too much");
	is_text(w->complaints->field, "parameters", "is refused");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct raw_json out = {"untouched"};

		ok(parameters(&w, cases[i].type, cases[i].given, &out), "%s", cases[i].label);
		is_text(out.data ? out.data : "null", cases[i].parameters, cases[i].label);
	}
	test_complaints(&w);
	work_end(&w);
	return done();
}
