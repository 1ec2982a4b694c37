#include "diff/hash.h"

#include "diff/listed.h"
#include "util/encode.h"
#include "util/secret.h"

static const char *hash_of(struct work *w, const char *json, bool ordered)
{
	char *out = arena_alloc(w->arena, CONTENT_HASH_SIZE);
	const struct item_list list = listed(w, json);

	return content_hash(w, &list, ordered, out) ? out : w->message;
}

/* Whatever the item is like, its line is its tree's. */
static void test_lines(struct work *w)
{
	static const char *const items[] = {"{}",
					    "{\"a\":1}",
					    "{\"b\":1,\"a\":[1,2]}",
					    "{\"b\":{\"d\":1,\"c\":2},\"a\":1}",
					    "{\"b\":[{\"d\":1,\"c\":2}],\"a\":1}",
					    "{\"b\":\"{\",\"a\":\"[{\"}",
					    "{\"ab\":1,\"a\":2,\"a!\":3,\"a\\\"\":4}",
					    "[{\"b\":1,\"a\":2}]",
					    "[2,1]",
					    "\"{\"",
					    "7",
					    "null",
					    "{\"\xc3\xa9\":1,\"z\":2,\"\":3}"};

	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		const char *list = arena_printf(w->arena, "[%s]", items[i]);
		struct text line = text_new(w->arena, 1000);
		uint8_t digest[SHA256_SIZE];

		json_print_sorted(&line, json_object_array_get_idx(json_stored(w, list), 0));
		text_add_char(&line, '\n');
		sha256(line.data, line.length, digest);
		is_text(hash_of(w, list, false), hex_encode(w->arena, digest, 16), items[i]);
	}
}

int main(void)
{
	struct work w;
	const char *base;

	work_begin(&w);
	base = hash_of(&w, "[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":null}]", false);
	is_int(strlen(base), 32, "32 digits");
	is_text(hash_of(&w, "[ {\"b\":\"x\", \"a\":1}, {\"a\":2,\"b\":null} ]", false), base,
		"order of members and white space do not matter");
	is_text(hash_of(&w, "[{\"a\":2,\"b\":null},{\"a\":1,\"b\":\"x\"}]", false), base,
		"a shuffled list is no change");
	ok(strcmp(hash_of(&w, "[{\"a\":2,\"b\":null},{\"a\":1,\"b\":\"x\"}]", true),
		  hash_of(&w, "[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":null}]", true)) != 0,
	   "unless order is significant");
	ok(strcmp(hash_of(&w, "[{\"a\":1,\"b\":\"y\"},{\"a\":2,\"b\":null}]", false), base) != 0,
	   "a value differs");
	ok(strcmp(hash_of(&w, "[{\"a\":1,\"b\":\"x\"}]", false),
		  hash_of(&w, "[{\"a\":1,\"b\":\"x\"},{\"a\":1,\"b\":\"x\"}]", false)) != 0,
	   "a repeated item counts");
	is_int(strlen(hash_of(&w, "[]", false)), 32, "nothing has a hash too");
	test_lines(&w);
	work_end(&w);
	return done();
}
