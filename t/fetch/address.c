#include "fetch/address.h"

#include "tap.h"

#include <arpa/inet.h>

static const struct {
	const char *text, *printed; /* NULL: not an address */
} cases[] = {
    {"127.0.0.1", "127.0.0.1"},
    {"255.255.255.255", "255.255.255.255"},
    {"::1", "::1"},
    {"[::1]", "::1"},
    {"[2001:DB8:0:0:0:0:0:1]", "2001:db8::1"},
    {"::ffff:127.0.0.1", "::ffff:127.0.0.1"},
    {"[1111:2222:3333:4444:5555:6666:123.123.123.123]", "1111:2222:3333:4444:5555:6666:7b7b:7b7b"},
    {"", NULL},
    {"[]", NULL},
    {"[127.0.0.1]", NULL},
    {"[::1", NULL},
    {"::1]", NULL},
    {"127.1", NULL},
    {"0x7f.0.0.1", NULL},
    {"0177.0.0.1", NULL},
    {"2130706433", NULL},
    {"127.0.0.1.", NULL},
    {" 127.0.0.1", NULL},
    {"fe80::1%lo", NULL},
    {"example.com", NULL},
    {"[1111:2222:3333:4444:5555:6666:123.123.123.1234567890123456789]", NULL},
};

static void text_and_back(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		union address address;
		char printed[ADDRESS_TEXT_SIZE];

		if (!address_parse(cases[i].text, &address)) {
			ok(!cases[i].printed, "\"%s\" is no address", cases[i].text);
			continue;
		}
		address_print(&address, printed);
		is_text(printed, cases[i].printed, cases[i].text);
	}
}

int main(void)
{
	union address from, to;
	static const struct sockaddr other = {.sa_family = AF_UNIX};
	int bits;

	text_and_back();
	address_parse("192.0.2.7", &from);
	from.v4.sin_port = htons(80);
	ok(address_copy(&from.any, &to) && to.v4.sin_addr.s_addr == from.v4.sin_addr.s_addr,
	   "an IPv4 address is copied");
	is_int(to.v4.sin_port, 0, "without its port");
	is_int(address_bytes(&to.any, &bits)[3], 7, "and has its bytes in network order");
	is_int(bits, 32, "32 bits of them");
	address_parse("2001:db8::9", &from);
	from.v6.sin6_port = htons(80);
	ok(address_copy(&from.any, &to), "an IPv6 address is copied");
	is_int(to.v6.sin6_port, 0, "without its port");
	is_int(address_bytes(&to.any, &bits)[15], 9, "and has its bytes in network order");
	is_int(bits, 128, "128 bits of them");
	ok(!address_copy(&other, &to), "another family is not copied");
	ok(!address_bytes(&other, &bits), "and has no bytes here");
	return done();
}
