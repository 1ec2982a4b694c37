/* A strategy on the first line, an API's answer after it: JSON, lines of it, or CSV. */
#include "extract/payload.h"
#include "util/json.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	struct json_object *strategy, *value;
	struct payload p = {0};
	const char *charset, *text;

	work_begin(&w);
	in = cut(w.arena, data, n);
	strategy = json_parse(&w, in.line, strlen(in.line));
	if (!strategy || !json_object_is_type(strategy, json_type_object))
		strategy = json_new_object(&w);
	work_forgive(&w);
	p.data = in.rest;
	p.size = in.n_rest;
	p.content_type = json_text(strategy, "content_type");
	value = payload_read(&w, strategy, &p, &charset);
	if (value) {
		text = json_string(&w, value);
		must_be(!json_complaint(text, strlen(text), &(size_t){0}));
	} else {
		must_have_failed(&w);
	}
	work_end(&w);
	return 0;
}
