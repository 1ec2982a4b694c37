#include "diff/structure.h"

#include "tap.h"

static const char *signature_of(struct work *w, const char *json)
{
	return structural_signature(w, json_parse(w, json, strlen(json)));
}

int main(void)
{
	struct work w;

	work_begin(&w);
	is_text(signature_of(&w, "[]"), "{\"item_count\":0,\"fields\":{}}", "no items");
	is_text(signature_of(&w, "[{\"price\":1.5,\"name\":\"x\"},{\"price\":null,\"name\":\"y\","
				 "\"tags\":[1,2,3]}]"),
		"{\"item_count\":2,\"fields\":{"
		"\"name\":{\"types\":[\"string\"],\"present\":2,\"max_len\":null},"
		"\"price\":{\"types\":[\"null\",\"number\"],\"present\":1,\"max_len\":null},"
		"\"tags\":{\"types\":[\"array\"],\"present\":1,\"max_len\":3}}}",
		"types, presence and lengths");
	is_text(signature_of(&w, "[{\"a\":1,\"b\":true}]"),
		signature_of(&w, "[{\"b\":false,\"a\":9}]"), "other values of the same shape");
	work_end(&w);
	return done();
}
