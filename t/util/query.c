/* Queries taken apart, and put together so that they come apart again. */
#include "util/query.h"

#include "tap.h"

static void splits(struct arena *a)
{
	static const struct {
		const char *query, *pairs;
	} cases[] = {
	    {NULL, ""},
	    {"", ""},
	    {"a=1&b=2", "[a|1][b|2]"},
	    {"a", "[a|]"},
	    {"=1", "[|1]"},
	    {"a=", "[a|]"},
	    {"&&a=1&&", "[a|1]"},
	    {"a=1=2", "[a|1=2]"},
	    {"a+b=c+d", "[a b|c d]"},
	    {"a%20b=%C3%A4%26", "[a b|\xC3\xA4&]"},
	    {"a=%", "[a|%]"},
	    {"a=%4", "[a|%4]"},
	    {"a=%zz", "[a|%zz]"},
	    {"a=%00", "[a|%00]"},
	    {"a=%FF", "[a|\xEF\xBF\xBD]"},
	    {"a=1&a=2", "[a|1][a|2]"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct text t = text_new(a, 1000);
		size_t n;
		struct query_pair *pairs = query_split(a, cases[i].query, &n);

		for (size_t j = 0; j < n; j++)
			text_addf(&t, "[%s|%s]", pairs[j].name, pairs[j].value);
		is_text(t.data, cases[i].pairs, cases[i].query ? cases[i].query : "no query");
	}
}

static void adds(struct arena *a)
{
	static const char *const odd[] = {"", "a b", "&=+%", "\xC3\xA4", "/?#[]@!$'()*,;:\"<>"};
	struct text t = text_new(a, 1000);
	size_t n;
	struct query_pair *pairs;

	query_add(&t, "name", "a b&c");
	query_add(&t, "\xC3\xA4", "-._~/");
	is_text(t.data, "name=a%20b%26c&%C3%A4=-._~%2F", "pairs are escaped");
	text_clear(&t);
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		query_add(&t, odd[i], odd[i]);
	pairs = query_split(a, t.data, &n);
	is_int(n, sizeof odd / sizeof odd[0], "all come back");
	for (size_t i = 0; i < n; i++)
		ok(strcmp(pairs[i].name, odd[i]) == 0 && strcmp(pairs[i].value, odd[i]) == 0,
		   "\"%s\" both ways", odd[i]);
}

int main(void)
{
	struct arena *a = arena_new();

	splits(a);
	adds(a);
	arena_free(a);
	return done();
}
