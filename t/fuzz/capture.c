/* What is given as captured: JSON when it is some, else a curl command. What is taken of it are
 * addresses that a fetch would take, and no header that has to be kept secret. */
#include "extract/capture.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/url.h"

#include "fuzz/fuzz.h"

static void look(struct work *w, const struct captures *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct capture *c = &all->items[i];
		const char *why;

		must_be(c->url && url_parse(w->arena, c->url, &why));
		must_be(strcmp(c->method, "GET") == 0 || strcmp(c->method, "POST") == 0);
		must_be(c->is_open || c->body || c->value);
		JSON_EACH (c->headers, m) {
			must_be(!ascii_equal(m.key, "Cookie") &&
				!ascii_equal(m.key, "Authorization"));
			must_be(!strpbrk(json_object_get_string(m.value), "\r\n"));
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct captures all;
	struct json_object *o;
	struct work w;
	struct text line;

	work_begin(&w);
	all = captures_new(&w);
	o = json_parse(&w, (const char *)data, n);
	work_forgive(&w);
	if (!o && utf8_is_valid((const char *)data, n) && !memchr(data, '\0', n)) {
		line = text_new(w.arena, 6 * n + 16);
		text_add_json(&line, (const char *)data, n);
		o = json_parse(&w, line.data, line.length);
		work_forgive(&w);
	}
	if (captures_read(&w, o, "https://shop.test/list/", &all))
		look(&w, &all);
	else
		must_have_failed(&w);
	work_end(&w);
	return 0;
}
