#include "fetch/guard.h"
#include "fetch/address.h"
#include "util/json.h"

#include "tap.h"

/* Cases that their collectors call disputed and that we decide against their verdict. The others
 * (::ffff:8.8.8.8 and 64:ff9c::1 are denied) we decide as they do. */
static const struct {
	const char *address;
	bool allowed;
	const char *why;
} decided[] = {
    {"168.63.129.16", false, "a cloud's platform service; no public host has it"},
};

#define CASES_ADDRESSES 331

static bool allows(const struct guard *g, const char *text)
{
	union address address;

	if (!address_parse(text, &address)) {
		printf("# not an address: %s\n", text);
		return false;
	}
	return guard_allows(g, &address.any);
}

static bool expected(const char *address, bool stated)
{
	for (size_t i = 0; i < sizeof decided / sizeof decided[0]; i++)
		if (strcmp(decided[i].address, address) == 0)
			return decided[i].allowed;
	return stated;
}

static void collected_cases(struct work *w, const struct guard *g)
{
	size_t n = 0, wrong = 0, size;
	char *data = read_file(
	    arena_printf(w->arena, "%s/conformance/egress/addresses.json", test_data()), &size);
	struct json_object *cases = data ? json_parse(w, data, size) : NULL;

	if (!cases) {
		ok(!getenv("CI") || !*getenv("CI"), "collected addresses # SKIP they are not here");
		return;
	}
	for (; n < json_object_array_length(cases); n++) {
		struct json_object *row = json_object_array_get_idx(cases, n);
		const char *address = json_text(row, "address");
		bool want = expected(address, json_bool_of(row, "allowed", false));

		if (allows(g, address) == want)
			continue;
		wrong++;
		printf("# %s should be %s: %s\n", address, want ? "allowed" : "denied",
		       json_text(row, "why"));
	}
	is_int(n, CASES_ADDRESSES, "all collected addresses were judged");
	is_int(wrong, 0, "and judged as collected or as decided here");
	free(data);
}

struct listed {
	const char *allow, *address;
	bool allowed;
};

static const struct listed lists[] = {
    {"127.0.0.0/8", "127.0.0.1", true},
    {"127.0.0.0/8", "127.255.255.255", true},
    {"127.0.0.0/8", "128.0.0.1", true},
    {"127.0.0.0/8", "10.0.0.1", false},
    {"127.0.0.0/8", "::1", false},
    {"127.0.0.0/8", "::ffff:127.0.0.1", false},
    {"127.0.0.1", "127.0.0.1", true},
    {"127.0.0.1", "127.0.0.2", false},
    {" 10.1.0.0/16 , ,fd00::/8", "10.1.255.255", true},
    {" 10.1.0.0/16 , ,fd00::/8", "10.2.0.0", false},
    {" 10.1.0.0/16 , ,fd00::/8", "fd12::1", true},
    {"::1", "::1", true},
    {"::1", "127.0.0.1", false},
    {"[::1]", "::1", true},
    {"192.168.2.128/25", "192.168.2.127", false},
    {"192.168.2.128/25", "192.168.2.128", true},
    /* Metadata services want to be named one by one. */
    {"169.254.0.0/16", "169.254.1.1", true},
    {"169.254.0.0/16", "169.254.169.254", false},
    {"169.254.169.254", "169.254.169.254", true},
    {"0.0.0.0/0", "169.254.169.254", false},
    {"0.0.0.0/0,::/0", "10.0.0.1", true},
    {"0.0.0.0/0,::/0", "fd00:ec2::254", false},
    {"0.0.0.0/0,::/0", "::ffff:169.254.169.254", false},
    {"fd00:ec2::254/128", "fd00:ec2::254", true},
    /* What an address carries is judged too. */
    {"64:ff9b::/96", "64:ff9b::8.8.8.8", true},
    {"64:ff9b::/96", "64:ff9b::10.0.0.1", false},
    {"64:ff9b::/96,10.0.0.0/8", "64:ff9b::10.0.0.1", true},
    {"::/0", "::ffff:127.0.0.1", false},
    {"::/0", "::ffff:0:127.0.0.1", false},
    {"::/0", "::127.0.0.1", false},
    {"::/0", "::ffff:8.8.8.8", true},
    {"::/0", "2002:7f00:1::1", false},
    {"::/0", "2002:808:808::1", true},
    {"::/0", "2001:0:808:808::f7f7:f7f7", true},
    {"::/0", "2001:0:808:808::80ff:fffe", false},
    {"::/0", "2001:0:7f00:1::f7f7:f7f7", false},
    {"::/0", "::1", true},
    {"::/0", "::", true},
};

static void allow_lists(void)
{
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		const char *why = NULL;
		struct guard *g = guard_new(lists[i].allow, &why);

		ok(g && allows(g, lists[i].address) == lists[i].allowed, "with \"%s\" %s is %s",
		   lists[i].allow, lists[i].address, lists[i].allowed ? "allowed" : "denied");
		guard_free(g);
	}
}

static void own_addresses(void)
{
	static const char *const allow[] = {NULL, "8.0.0.0/8", "8.8.8.8"};

	for (size_t i = 0; i < sizeof allow / sizeof allow[0]; i++) {
		const char *why = NULL;
		struct guard *g = guard_new(allow[i], &why);
		union address own;

		address_parse("8.8.8.8", &own);
		guard_deny(g, &own.any);
		address_parse("2606:4700::1", &own);
		guard_deny(g, &own.any);
		ok(allows(g, "8.8.8.8") == (i > 0), "an own address with \"%s\"",
		   allow[i] ? allow[i] : "");
		ok(!allows(g, "2606:4700::1"), "IPv6 too");
		ok(allows(g, "8.8.8.9") && allows(g, "2606:4700::2"), "and no other");
		guard_free(g);
	}
}

static void malformed_lists(void)
{
	static const char *const bad[] = {
	    "x",	 "127.0.0.1/",	"127.0.0.1/33", "127.0.0.1/-1", "127.0.0.1/8",
	    "127.1/32",	 "10.0.0.0/8x", "::1/129",	"fe80::1%lo",	"10.0.0.0/8,x",
	    "localhost", "10.0.0.0/ 8", "[::1",
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		const char *why = NULL;
		struct guard *g = guard_new(bad[i], &why);

		ok(!g && why, "\"%s\" is no allow list: %s", bad[i], why ? why : "?");
		guard_free(g);
	}
}

static void ports(void)
{
	static const int good[] = {80, 443, 3000, 8000, 8080, 8443, 9200, 65535};
	static const int bad[] = {-1, 0, 22, 25, 3306, 4567, 5432, 6379, 11211, 65536};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		ok(guard_allows_port(good[i]), "port %d is allowed", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!guard_allows_port(bad[i]), "port %d is refused", bad[i]);
}

int main(void)
{
	static const struct sockaddr unix_socket = {.sa_family = AF_UNIX};
	const char *why = NULL;
	struct guard *g = guard_new(NULL, &why);
	struct work w;

	work_begin(&w);
	collected_cases(&w, g);
	ok(!guard_allows(g, &unix_socket), "only internet addresses are allowed");
	guard_free(g);
	allow_lists();
	own_addresses();
	malformed_lists();
	ports();
	work_end(&w);
	return done();
}
