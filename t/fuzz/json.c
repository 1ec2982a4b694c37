/* JSON: what is read strictly comes out as it went in; what is read leniently comes out as strict.
 */
#include "util/json.h"

#include "fuzz/fuzz.h"

static void must_read_back(struct work *w, struct json_object *o)
{
	const char *once = json_string(w, o);
	struct json_object *again = json_parse(w, once, strlen(once));

	must_be(again);
	must_be(strcmp(once, json_string(w, again)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	const char *text;
	struct json_object *strict, *lenient;

	work_begin(&w);
	text = memcpy(arena_alloc_raw(w.arena, n), n ? data : (const uint8_t *)"", n);
	strict = json_parse(&w, text, n);
	if (strict)
		must_read_back(&w, strict);
	else
		must_have_failed(&w);
	work_forgive(&w);
	lenient = json_parse_lenient(&w, text, n);
	must_be(lenient || !strict);
	if (lenient)
		must_read_back(&w, lenient);
	else
		must_have_failed(&w);
	work_end(&w);
	return 0;
}
