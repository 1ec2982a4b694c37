/* A sitemap or feed, gzip or not: what is found is of the form that is believed, all of it, and put
 * together from parts it is the same. */
#include "discover/found.h"
#include "discover/sitemap.h"
#include "util/json.h"

#include "fuzz/fuzz.h"

static struct json_object *run(struct work *w, int64_t from, const char *body, size_t n)
{
	static const struct operation table[] = {{"sitemap", sitemap_operation}, {NULL, NULL}};
	struct json_object *request = json_new_object(w);

	json_put_text(request, "url", "http://shop.test/sitemap.xml");
	json_put_text(request, "scope", "site");
	json_put_text(request, "pattern", "/*");
	json_put_int(request, "from", from);
	return operation_run(w, table, "sitemap", request, body, n);
}

static int64_t count(struct work *w, struct json_object *answer)
{
	struct found_reader r;
	struct found f;
	int64_t n = 0;

	must_be(found_begin(w, &r, answer));
	while (found_next(w, &r, &f))
		n++;
	must_be(w->error == ERR_NONE);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct json_object *answer;
	struct work w;

	work_begin(&w);
	answer = run(&w, 0, (const char *)data, n);
	if (answer) {
		int64_t total = json_int(answer, "total", -1);

		must_be(count(&w, answer) == total || json_get(answer, "next"));
		answer = run(&w, total / 2, (const char *)data, n);
		must_be(answer);
		must_be(count(&w, answer) == total - total / 2 || json_get(answer, "next"));
	} else {
		must_have_failed(&w);
	}
	work_end(&w);
	return 0;
}
