/* A filter_config on the first line, items after it: nothing is kept without being judged. */
#include "extract/filter.h"
#include "util/json.h"

#include "fuzz/fuzz.h"

static void judge(struct work *w, struct filter *f, struct json_object *item)
{
	bool kept = filter_keeps(w, f, item);

	if (w->error != ERR_NONE) {
		must_be(!kept);
		must_have_failed(w);
		work_forgive(w);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	struct json_object *config, *items;
	struct filter *f = NULL;

	work_begin(&w);
	in = cut(w.arena, data, n);
	config = json_parse(&w, in.line, strlen(in.line));
	items = json_parse(&w, in.rest, in.n_rest);
	work_forgive(&w);
	if (config && items && !(f = filter_parse(&w, "filter_config", config)))
		must_have_failed(&w);
	if (f && json_object_is_type(items, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(items); i++)
			judge(&w, f, json_object_array_get_idx(items, i));
		(void)filter_warnings(&w, f);
	}
	work_end(&w);
	return 0;
}
