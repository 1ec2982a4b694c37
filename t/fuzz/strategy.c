/* The request of an "extract" operation on the first line (strategy, schema, filter), a page after
 * it: the answer is JSON, or there is a reason. */
#include "extract/extract.h"
#include "util/json.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	struct json_object *request;
	struct text out;

	work_begin(&w);
	in = cut(w.arena, data, n);
	request = json_parse(&w, in.line, strlen(in.line));
	work_forgive(&w);
	if (request && json_object_is_type(request, json_type_object)) {
		out = text_new(w.arena, 1u << 24);
		if (extract_operation(&w, request, in.rest, in.n_rest, &out))
			must_be(!json_complaint(out.data, out.length, &(size_t){0}));
		else
			must_have_failed(&w);
	}
	work_end(&w);
	return 0;
}
