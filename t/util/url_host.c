/* Hosts in every spelling: what they are, or why they are none. */
#include "util/url_host.h"

#include "tap.h"

#define BAD_IPV4      "bad IPv4 address"
#define BAD_IPV6      "bad IPv6 address"
#define BAD_DOT	      "host name with a dot too many"
#define BAD_CHARACTER "host name with a character that names do not have"

static const struct {
	const char *text, *host; /* NULL: refused */
	const char *why;
} cases[] = {
    {"example.com", "example.com", NULL},
    {"EXAMPLE.Com", "example.com", NULL},
    {"ex%61mple%2Ecom", "example.com", NULL},
    {"_dmarc.a-b.c1", "_dmarc.a-b.c1", NULL},
    {"localhost", "localhost", NULL},
    {"b\xC3\xBC"
     "cher.example",
     "xn--bcher-kva.example", NULL},
    {"B\xC3\x9C"
     "CHER.example",
     "xn--bcher-kva.example", NULL},
    {"b%C3%BC"
     "cher.example",
     "xn--bcher-kva.example", NULL},
    {"bu\xCC\x88"
     "cher.example",
     "xn--bcher-kva.example", NULL}, /* u and two dots: NFC */
    {"xn--bcher-kva.example", "xn--bcher-kva.example", NULL},
    {"fa\xC3\x9F.de", "xn--fa-hia.de", NULL},	     /* not fass.de: non-transitional */
    {"\xEF\xBD\x85xample.com", "example.com", NULL}, /* full-width e */
    {"a\xE3\x80\x82"
     "b",
     "a.b", NULL}, /* ideographic full stop */
    {"ex\xC2\xAD"
     "ample.com",
     "example.com", NULL}, /* soft hyphen */
    {"", NULL, "no host"},
    {".", NULL, BAD_DOT},
    {"example.com.", NULL, BAD_DOT},
    {".example.com", NULL, BAD_DOT},
    {"a..b", NULL, BAD_DOT},
    {"127.0.0.1.", NULL, BAD_DOT},
    {"a b", NULL, BAD_CHARACTER},
    {"a%20b", NULL, BAD_CHARACTER},
    {"a%2Fb", NULL, BAD_CHARACTER},
    {"a%40b", NULL, BAD_CHARACTER},
    {"a%b", NULL, BAD_CHARACTER},
    {"a%", NULL, BAD_CHARACTER},
    {"a%2", NULL, BAD_CHARACTER},
    {"a%2561", NULL, BAD_CHARACTER},
    {"a<b", NULL, BAD_CHARACTER},
    {"a]", NULL, BAD_CHARACTER},
    {"a!b", NULL, BAD_CHARACTER},
    {"a%00b", NULL, "host name that is not UTF-8"},
    {"%C0%AF", NULL, "host name that is not UTF-8"},
    /* IPv4 */
    {"127.0.0.1", "127.0.0.1", NULL},
    {"2130706433", "127.0.0.1", NULL},
    {"0x7f000001", "127.0.0.1", NULL},
    {"0X7F.1", "127.0.0.1", NULL},
    {"017700000001", "127.0.0.1", NULL},
    {"0177.0.0.01", "127.0.0.1", NULL},
    {"127.1", "127.0.0.1", NULL},
    {"127.0.1", "127.0.0.1", NULL},
    {"10.65535", "10.0.255.255", NULL},
    {"0", "0.0.0.0", NULL},
    {"0x", "0.0.0.0", NULL},
    {"255.255.255.255", "255.255.255.255", NULL},
    {"4294967295", "255.255.255.255", NULL},
    {"%31%32%37.0.0.1", "127.0.0.1", NULL},
    {"\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1", "127.0.0.1", NULL}, /* full-width 127 */
    {"\xE2\x91\xA0.1", "1.0.0.1", NULL},			       /* circled 1 */
    {"4294967296", NULL, BAD_IPV4},
    {"0x100000000", NULL, BAD_IPV4},
    {"99999999999999999999999999999999", NULL, BAD_IPV4},
    {"256.0.0.1", NULL, BAD_IPV4},
    {"127.0.0.256", NULL, BAD_IPV4},
    {"127.16777216", NULL, BAD_IPV4},
    {"1.2.3.4.5", NULL, BAD_IPV4},
    {"example.1", NULL, BAD_IPV4},
    {"example.09", NULL, BAD_IPV4},
    {"1.2.3.08", NULL, BAD_IPV4},
    {"a.0x1f", NULL, BAD_IPV4},
    {"1.2.3.0x1g", "1.2.3.0x1g", NULL}, /* a name */
    {"1.2.3.4a", "1.2.3.4a", NULL},
    /* IPv6 */
    {"[::1]", "[::1]", NULL},
    {"[::]", "[::]", NULL},
    {"[1::]", "[1::]", NULL},
    {"[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]", NULL},
    {"[2001:0db8:0000:0001:0000:0000:0000:0001]", "[2001:db8:0:1::1]", NULL},
    {"[1:0:0:2:0:0:0:3]", "[1:0:0:2::3]", NULL},
    {"[1:0:0:2:3:0:0:4]", "[1::2:3:0:0:4]", NULL},    /* the first of equal runs */
    {"[1:0:2:3:4:5:6:7]", "[1:0:2:3:4:5:6:7]", NULL}, /* one group is no run */
    {"[0:0:1:2:3:4:0:0]", "[::1:2:3:4:0:0]", NULL},
    {"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", NULL},
    {"[::127.0.0.1]", "[::7f00:1]", NULL},
    {"[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]", NULL},
    {"[::1", NULL, BAD_IPV6},
    {"[::1]a", NULL, BAD_IPV6},
    {"[]", NULL, BAD_IPV6},
    {"[", NULL, BAD_IPV6},
    {"[1::2::3]", NULL, BAD_IPV6},
    {"[1:2:3:4:5:6:7]", NULL, BAD_IPV6},
    {"[1:2:3:4:5:6:7:8:9]", NULL, BAD_IPV6},
    {"[12345::]", NULL, BAD_IPV6},
    {"[00001::]", NULL, BAD_IPV6},
    {"[::1.2.3]", NULL, BAD_IPV6},
    {"[::01.2.3.4]", NULL, BAD_IPV6},
    {"[::0x1.2.3.4]", NULL, BAD_IPV6},
    {"[fe80::1%eth0]", NULL, BAD_IPV6},
    {"[fe80::1%25eth0]", NULL, BAD_IPV6},
    {"[%3A:1]", NULL, BAD_IPV6},
    {"[127.0.0.1]", NULL, BAD_IPV6},
    {"[example.com]", NULL, BAD_IPV6},
};

static void test_lengths(struct arena *a)
{
	char name[300];
	const char *why;

	for (size_t i = 0; i < sizeof name; i++)
		name[i] = i % 50 == 49 ? '.' : 'a';
	ok(url_host(a, name, 253, &why) != NULL, "253 bytes");
	ok(!url_host(a, name, 254, &why), "254 bytes");
	is_text(why, "host name too long", "are too many");
	memset(name, 'a', sizeof name);
	ok(url_host(a, name, 63, &why) != NULL, "a label of 63 bytes");
	ok(!url_host(a, name, 64, &why), "one of 64 bytes");
	is_text(why, "host name with a label that is too long", "is too long");
}

int main(void)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *why = NULL;

		is_text(url_host(a, cases[i].text, strlen(cases[i].text), &why), cases[i].host,
			cases[i].text);
		is_text(why, cases[i].why, "reason");
	}
	test_lengths(a);
	arena_free(a);
	return done();
}
