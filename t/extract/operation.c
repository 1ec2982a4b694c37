/* An operation called in this process. */
#include "extract/operation.h"
#include "util/json.h"

#include "tap.h"

static bool run_double(struct work *w, struct json_object *request, const char *body, size_t n,
		       struct text *out)
{
	int64_t value = json_int(request, "value", 0);

	if (value < 0)
		return fail_class(w, CLASS_DATA, "the value is negative");
	if (value == 0)
		return false;
	text_addf(out, "{\"value\":%d,\"body\":\"%.*s\"}", (int)value * 2, (int)n, body);
	return true;
}

static const struct operation table[] = {{"double", run_double}, {NULL, NULL}};

static struct json_object *run(struct work *w, const char *name, const char *request)
{
	return operation_run(w, table, name, json_parse(w, request, strlen(request)), "page", 4);
}

int main(void)
{
	struct work w;
	struct json_object *o;

	work_begin(&w);
	o = run(&w, "double", "{\"value\":21}");
	is_int(json_int(o, "value", 0), 42, "the answer");
	is_text(json_text(o, "body"), "page", "made of the body");
	ok(!run(&w, "double", "{\"value\":-1}"), "a failure");
	is_int(w.class, CLASS_DATA, "keeps its class");
	work_forgive(&w);
	ok(!run(&w, "double", "{}"), "a failure without a reason");
	is_text(w.message, "operation \"double\" failed", "is given one");
	ok(!run(&w, "halve", "{}"), "an unknown operation");
	is_text(w.message, "no operation \"halve\"", "is named");
	work_end(&w);
	return done();
}
