#include "diff/structure.h"
#include "bounds.h"

#include "diff/listed.h"

static const char *signature_of(struct work *w, const char *json)
{
	const struct item_list list = listed(w, json);

	return structural_signature(w, &list);
}

/* Maps by title, say: whatever they hold, the signature is complete JSON. */
static void names_that_are_data(struct work *w)
{
	struct text t = text_new(w->arena, 1 << 20);
	struct json_object *fields, *parsed;
	const char *signature;

	text_add(&t, "[{\"plain\":1");
	for (int i = 0; i < 500; i++)
		text_addf(&t, ",\"\\u0001\\u0001%0240d\":null", i);
	text_addf(&t, ",\"%0300d\":1}]", 7);
	signature = signature_of(w, t.data);
	parsed = json_parse(w, signature, strlen(signature));
	ok(parsed != NULL, "a signature of many long names is JSON");
	fields = json_object_of(parsed, "fields");
	is_int(json_object_object_length(fields), SIGNATURE_FIELDS_MAX, "of the first fields");
	ok(json_object_of(fields, "plain") != NULL, "in their order");
	text_clear(&t);
	text_addf(&t, "[{\"%0300d\":1,\"x\":1}]", 7);
	is_text(signature_of(w, t.data),
		"{\"item_count\":1,\"fields\":{\"x\":{\"types\":[\"number\"],\"present\":1,"
		"\"max_len\":null}}}",
		"a name of 300 bytes is left out");
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
	names_that_are_data(&w);
	work_end(&w);
	return done();
}
