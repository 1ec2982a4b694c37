/* The sets of records in JSON. */
#include "strategy/record_sets.h"

#include "tap.h"
#include "util/json.h"

static const struct {
	const char *answer, *want; /* "path:records" of each; a single one has a mark */
} cases[] = {
    {"[{\"a\":1},{\"a\":2}]", ":2"},
    {"{\"data\":{\"items\":[{\"a\":1}]},\"n\":1}", ":1! data.items:1"},
    {"{\"groups\":[{\"n\":1,\"items\":[{\"a\":1},{\"a\":2}]},{\"n\":2,\"items\":[{\"a\":3}]}],"
     "\"x\":1}",
     ":1! groups:2 groups.items:3"},
    {"{\"by\":{\"k1\":{\"a\":1,\"b\":2},\"k2\":{\"a\":1,\"b\":2},\"k3\":{\"a\":1,\"b\":2}}}",
     "by.*:3"},
    {"{\"by\":{\"x\":{\"a\":1,\"b\":2},\"y\":{\"c\":1,\"d\":2},\"z\":{\"e\":1,\"f\":2}}}",
     "by:1! by.x:1! by.y:1! by.z:1!"},
    {"{\"a.b\":[{\"c\":1}],\"d\":[1,2],\"e\":[[{\"f\":1}],[{\"f\":2}]]}", ":1! ['a.b']:1 e:2"},
    {"[1,\"a\",null]", ""},
    {"[]", ""},
    {"{}", ""},
};

int main(void)
{
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct capture call = {.url = "https://a.test/"};
		struct source s = {.call = &call,
				   .prefix = "",
				   .answer =
				       json_parse(&w, cases[i].answer, strlen(cases[i].answer))};
		struct text t = text_new(w.arena, 10000);
		struct record_sets sets = {0};

		record_sets_find(&w, &s, &sets);
		for (size_t k = 0; k < sets.n; k++)
			text_addf(&t, "%s%s:%zu%s", k ? " " : "", sets.items[k].path,
				  sets.items[k].records.n, sets.items[k].is_single ? "!" : "");
		is_text(t.data, cases[i].want, cases[i].answer);
	}
	work_end(&w);
	return done();
}
