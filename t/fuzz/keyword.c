/* A keyword query on the first line, items after it: a word that is required and forbidden is in
 * none. */
#include "extract/keyword.h"
#include "util/json.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	struct keywords *k;
	struct json_object *items;

	work_begin(&w);
	in = cut(w.arena, data, n);
	items = utf8_is_valid(in.line, strlen(in.line)) ? json_parse(&w, in.rest, in.n_rest) : NULL;
	work_forgive(&w);
	if (items && json_object_is_type(items, json_type_array)) {
		k = keywords_parse(&w, "filter", in.line);
		if (!k)
			must_have_failed(&w);
		for (size_t i = 0; k && i < json_object_array_length(items); i++) {
			bool fits = keywords_match(&w, k, json_object_array_get_idx(items, i));

			must_be(fits || keywords_given(k));
		}
	}
	work_end(&w);
	return 0;
}
