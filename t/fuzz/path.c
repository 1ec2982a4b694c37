/* A path on the first line, JSON after it: what is found is there. */
#include "extract/path.h"
#include "util/json.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	struct path *p;
	struct json_object *root;
	struct json_list found = {0};

	work_begin(&w);
	in = cut(w.arena, data, n);
	root = json_parse_lenient(&w, in.rest, in.n_rest);
	work_forgive(&w);
	p = utf8_is_valid(in.line, strlen(in.line)) ? path_parse(&w, in.line) : NULL;
	if (p)
		found = path_find(w.arena, p, root);
	for (size_t i = 0; i < found.n; i++)
		must_be(found.items[i] && json_string(&w, found.items[i]));
	if (p)
		(void)path_opened(w.arena, found);
	work_end(&w);
	return 0;
}
