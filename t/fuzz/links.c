/* A page's URL on the first line, the page after it: every link is of the form that is believed. */
#include "discover/found.h"
#include "discover/links.h"
#include "util/json.h"
#include "util/url.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct operation table[] = {{"links", links_operation}, {NULL, NULL}};
	struct json_object *request, *answer;
	struct found_reader r;
	struct found f;
	struct cut in;
	struct work w;
	const char *why;
	int64_t found = 0;

	work_begin(&w);
	in = cut(w.arena, data, n);
	request = json_new_object(&w);
	json_put_text(request, "url",
		      url_parse(w.arena, in.line, &why) ? in.line : "http://shop.test/a/b");
	json_put_int(request, "year", 2026);
	json_put_int(request, "month", 11);
	answer = operation_run(&w, table, "links", request, in.rest, in.n_rest);
	if (!answer)
		must_have_failed(&w);
	if (answer && found_begin(&w, &r, answer)) {
		while (found_next(&w, &r, &f)) {
			must_be(url_parse(w.arena, f.url, &why));
			found++;
		}
		must_be(w.error == ERR_NONE);
		must_be(found == json_int(answer, "total", -1));
	}
	work_end(&w);
	return 0;
}
