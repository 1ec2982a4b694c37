#include "diff/hash.h"

#include "tap.h"

static const char *hash_of(struct work *w, const char *json, bool ordered)
{
	char *out = arena_alloc(w->arena, CONTENT_HASH_SIZE);

	content_hash(w, json_parse(w, json, strlen(json)), ordered, out);
	return out;
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
	work_end(&w);
	return done();
}
