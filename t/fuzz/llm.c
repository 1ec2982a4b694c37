/* A model's answer on the first line, the page it is about after it: what is shown of the page
 * stays behind its bars, and the answer ends in an outcome that is JSON, or there is a reason. */
#include "strategy/llm.h"

#include "fuzz/fuzz.h"

static struct json_object *request_of(struct work *w, const char *answer)
{
	static const char schema[] =
	    "{\"name\":\"string\",\"price\":\"number\",\"tags\":[\"string\"]}";
	struct json_object *request = json_new_object(w);
	struct text t = text_new(w->arena, 1u << 20);

	text_add(&t, "{\"choices\":[{\"message\":{\"content\":");
	text_add_json(&t, answer, strlen(answer));
	text_add(&t, "}}]}");
	json_put_text(request, "url", "http://a.test/");
	json_put_text(request, "description", "the cups: name, price, tags");
	json_put_shared(request, "output_schema", json_parse(w, schema, sizeof schema - 1));
	json_put_text(request, "reply", t.data);
	return request;
}

static void must_be_fenced(const char *question)
{
	const char *line = strstr(question, "\nThe page:\n");
	const char *end = line ? strstr(line, "\n\nEnd of the page.") : NULL;

	must_be(end);
	for (line += sizeof "\nThe page:\n" - 1; line < end; line = strchr(line, '\n') + 1)
		must_be(line[0] == '|' && line[1] == ' ');
	must_be(!strstr(end + 1, "\n|"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct json_object *request, *question;
	struct work w;
	struct cut in;
	struct text out;

	work_begin(&w);
	in = cut(w.arena, data, n);
	if (utf8_is_valid(in.line, strlen(in.line))) {
		request = request_of(&w, in.line);
		out = text_new(w.arena, 1u << 24);
		if (condense_operation(&w, request, in.rest, in.n_rest, &out)) {
			question = json_parse(&w, out.data, out.length);
			must_be(question);
			must_be_fenced(json_text(question, "user"));
		} else {
			must_have_failed(&w);
		}
		work_forgive(&w);
		out = text_new(w.arena, 1u << 24);
		if (propose_operation(&w, request, in.rest, in.n_rest, &out))
			must_be(!json_complaint(out.data, out.length, &(size_t){0}));
		else
			must_have_failed(&w);
	}
	work_end(&w);
	return 0;
}
