/* The URL parser against the web platform's test data: whatever is accepted reads as it does in a
 * browser, whatever a browser refuses is refused, and what is refused beyond that is counted by
 * its reason. */
#include "util/json.h"
#include "util/url.h"

#include "tap.h"

#include <json-c/json_util.h>

/* Valid http(s) URLs that are refused on purpose, by the beginning of the reason given. */
static struct {
	const char *why;
	int expected, seen;
} refused[] = {
    {"credentials in the URL", 27, 0},	   /* some readers take them for the host */
    {"no \"//\" after the scheme", 13, 0}, /* likewise; links may leave them out */
    {"backslash in the authority", 7, 0},  /* part of the host to other readers */
    {"control character in the URL", 9, 0},
    {"host name with a dot too many", 7, 0}, /* at its end: other readers keep or drop it */
    {"host name with a character that names do not have", 1, 0},
    {"host name that IDNA refuses", 8, 0}, /* libidn2 wants IDNA 2008: no symbols */
    {"bad port", 2, 0},			   /* port 0 */
};

#define N_REFUSED (sizeof refused / sizeof refused[0])

static int accepted, must_fail, ours, with_nul;

static struct url *read_case(struct arena *a, struct json_object *one, const char **why)
{
	const char *input = json_text(one, "input"), *base = json_text(one, "base");
	const struct url *parsed;

	if (!base)
		return url_parse(a, input, why);
	parsed = url_parse(a, base, why);
	return parsed ? url_join(a, parsed, input, why) : NULL;
}

static void count_refusal(const char *why, const char *input)
{
	for (size_t i = 0; i < N_REFUSED; i++)
		if (strncmp(refused[i].why, why, strlen(refused[i].why)) == 0) {
			refused[i].seen++;
			return;
		}
	ok(false, "refused because of %s: %s", why, input);
}

static void test_case(struct arena *a, struct json_object *one)
{
	const char *input = json_text(one, "input"), *protocol = json_text(one, "protocol");
	const char *why = NULL;
	struct url *u;

	if (strlen(input) != (size_t)json_object_get_string_len(json_get(one, "input"))) {
		with_nul++; /* cannot be said to a function that takes a C string */
		return;
	}
	u = read_case(a, one, &why);
	if (json_bool_of(one, "failure", false)) {
		must_fail++;
		if (u)
			ok(false, "must fail: %s gives %s", input, url_print(a, u, true));
		return;
	}
	if (strcmp(protocol, "http:") != 0 && strcmp(protocol, "https:") != 0) {
		if (u)
			ok(false, "%s is no web address but %s", input, url_print(a, u, true));
		return;
	}
	ours++;
	if (!u) {
		count_refusal(why, input);
		return;
	}
	accepted++;
	if (strcmp(url_print(a, u, true), json_text(one, "href")) != 0)
		is_text(url_print(a, u, true), json_text(one, "href"), input);
	if (strcmp(u->host, json_text(one, "hostname")) != 0)
		is_text(u->host, json_text(one, "hostname"), input);
}

int main(void)
{
	struct arena *a = arena_new();
	struct json_object *cases;
	char path[512];

	/* json-c itself reads the file, since our parser refuses the NULs in its strings. */
	(void)snprintf(path, sizeof path, "%s/conformance/urls/urltestdata.json", test_data());
	cases = json_object_from_file(path);
	if (!cases)
		return skip_all("conformance/urls is not here");
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		struct json_object *one = json_object_array_get_idx(cases, i);

		if (json_object_is_type(one, json_type_object))
			test_case(a, one);
	}
	is_int(with_nul, 17, "cases with a NUL");
	is_int(must_fail, 264, "cases that must fail");
	is_int(ours, 242, "cases with http and https");
	for (size_t i = 0; i < N_REFUSED; i++)
		is_int(refused[i].seen, refused[i].expected, refused[i].why);
	is_int(accepted, 168, "of them read as by a browser");
	json_object_put(cases);
	arena_free(a);
	return done();
}
