/* The address rule: public unicast, less what only looks like it, plus what the administrator
 * lists. The ranges are those of IANA's special-purpose registries (RFC 6890) as smokescreen and
 * Svix read them; doc/egress.md gives the reasons. */
#include "fetch/guard.h"
#include "fetch/address.h"

struct network {
	uint8_t bytes[16]; /* network order */
	int bits;	   /* of the prefix */
	int width;	   /* of an address: 32 or 128 */
};

struct networks {
	struct network *items;
	size_t n;
};

struct guard {
	struct networks allowed, denied;
};

/* No public host has an address in here. */
static const struct network special_v4[] = {
    {{0}, 8, 32},	      /* this network */
    {{10}, 8, 32},	      /* private */
    {{100, 64}, 10, 32},      /* shared by carriers; metadata service of a cloud */
    {{127}, 8, 32},	      /* loopback */
    {{169, 254}, 16, 32},     /* link-local; metadata services of most clouds */
    {{172, 16}, 12, 32},      /* private */
    {{192, 0, 0}, 24, 32},    /* protocol assignments; metadata service of a cloud */
    {{192, 0, 2}, 24, 32},    /* documentation */
    {{192, 88, 99}, 24, 32},  /* 6to4 relays */
    {{192, 168}, 16, 32},     /* private */
    {{198, 18}, 15, 32},      /* benchmarks */
    {{198, 51, 100}, 24, 32}, /* documentation */
    {{203, 0, 113}, 24, 32},  /* documentation */
    {{224}, 4, 32},	      /* multicast */
    {{240}, 4, 32},	      /* reserved, broadcast */
};

/* Public IPv6 addresses all begin like this: loopback, unique local, link-local, mapped and
 * translated IPv4, multicast and what nobody has assigned yet lie outside. */
static const struct network global_v6 = {{0x20}, 3, 128};

static const struct network special_v6[] = {
    {{0x20, 0x01}, 23, 128},		 /* protocol assignments, Teredo among them */
    {{0x20, 0x01, 0x0d, 0xb8}, 32, 128}, /* documentation */
    {{0x20, 0x02}, 16, 128},		 /* 6to4 */
    {{0x3f, 0xff}, 20, 128},		 /* documentation */
};

/* Services that give a cloud machine's credentials to whoever asks from inside. A network in the
 * allow list never covers them; they have to be listed one by one. */
static const struct network metadata[] = {
    {{169, 254, 169, 254}, 32, 32},
    {{169, 254, 170, 2}, 32, 32}, /* of containers */
    {{100, 100, 100, 200}, 32, 32},
    {{168, 63, 129, 16}, 32, 32}, /* lies in a public range */
    {{192, 0, 0, 192}, 32, 32},
    {{0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, 0x54}, 128, 128},
    {{0xfd, 0x20, 0x00, 0xce, [14] = 0x02, 0x54}, 128, 128},
};

/* IPv6 addresses that carry an IPv4 address to which somebody on the way will send the packets. */
static const struct {
	struct network network;
	int at;		/* byte where the IPv4 address begins */
	uint8_t invert; /* its bits are turned over */
} carriers[] = {
    {{{[10] = 0xff, 0xff}, 96, 128}, 12, 0},		/* mapped, RFC 4291 */
    {{{[8] = 0xff, 0xff}, 96, 128}, 12, 0},		/* translated, RFC 2765 */
    {{{0x00, 0x64, 0xff, 0x9b}, 96, 128}, 12, 0},	/* NAT64, RFC 6052 */
    {{{0x00, 0x64, 0xff, 0x9b, 0, 1}, 48, 128}, 12, 0}, /* local NAT64, RFC 8215 */
    {{{0x20, 0x02}, 16, 128}, 2, 0},			/* 6to4, RFC 3056 */
    {{{0x20, 0x01, 0, 0}, 32, 128}, 4, 0},		/* Teredo's server, RFC 4380 */
    {{{0x20, 0x01, 0, 0}, 32, 128}, 12, 0xff},		/* Teredo's client */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool network_has(const struct network *net, const uint8_t *bytes, int width)
{
	int whole = net->bits / 8, rest = net->bits % 8;

	if (net->width != width || memcmp(net->bytes, bytes, (size_t)whole) != 0)
		return false;
	return rest == 0 || (net->bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0;
}

static bool any_has(const struct network *nets, size_t n, const uint8_t *bytes, int width)
{
	for (size_t i = 0; i < n; i++)
		if (network_has(&nets[i], bytes, width))
			return true;
	return false;
}

/* An IPv4-compatible address (::a.b.c.d, RFC 4291, given up since); :: and ::1 are none. */
static bool is_compatible(const uint8_t *bytes)
{
	static const uint8_t zeros[12];

	return memcmp(bytes, zeros, sizeof zeros) == 0 && (bytes[12] || bytes[13] || bytes[14]);
}

static bool is_public(const uint8_t *bytes, int width)
{
	if (width == 32)
		return !any_has(special_v4, COUNT(special_v4), bytes, width);
	return network_has(&global_v6, bytes, width) &&
	       !any_has(special_v6, COUNT(special_v6), bytes, width);
}

static bool is_listed(const struct guard *g, const uint8_t *bytes, int width, bool alone)
{
	for (size_t i = 0; i < g->allowed.n; i++) {
		const struct network *net = &g->allowed.items[i];

		if ((!alone || net->bits == net->width) && network_has(net, bytes, width))
			return true;
	}
	return false;
}

/* One address by itself, whatever it carries. */
static bool allows_bytes(const struct guard *g, const uint8_t *bytes, int width)
{
	bool alone = any_has(metadata, COUNT(metadata), bytes, width);
	bool denied = alone || any_has(g->denied.items, g->denied.n, bytes, width);

	return (!denied && is_public(bytes, width)) || is_listed(g, bytes, width, alone);
}

static bool allows_carried(const struct guard *g, const uint8_t *v6)
{
	for (size_t i = 0; i < COUNT(carriers); i++) {
		uint8_t v4[4];

		if (!network_has(&carriers[i].network, v6, 128))
			continue;
		for (int k = 0; k < 4; k++)
			v4[k] = v6[carriers[i].at + k] ^ carriers[i].invert;
		if (!allows_bytes(g, v4, 32))
			return false;
	}
	return !is_compatible(v6) || allows_bytes(g, v6 + 12, 32);
}

bool guard_allows(const struct guard *g, const struct sockaddr *address)
{
	int width;
	const uint8_t *bytes = address_bytes(address, &width);

	return bytes && allows_bytes(g, bytes, width) && (width == 32 || allows_carried(g, bytes));
}

/* --- what the administrator allows and the machine denies --- */

static bool has_host_bits(const struct network *net)
{
	for (int bit = net->bits; bit < net->width; bit++)
		if (net->bytes[bit / 8] & (0x80 >> bit % 8))
			return true;
	return false;
}

/* Reads "10.1.0.0/16", or one address. NULL or what is wrong with it. */
static const char *network_parse(char *text, struct network *out)
{
	char *slash = strchr(text, '/'), *end;
	union address address;
	const uint8_t *bytes;
	long bits;

	if (slash)
		*slash = '\0';
	if (!address_parse(text, &address))
		return "not an address";
	memset(out, 0, sizeof *out);
	bytes = address_bytes(&address.any, &out->width);
	memcpy(out->bytes, bytes, (size_t)out->width / 8);
	out->bits = out->width;
	if (!slash)
		return NULL;
	bits = strtol(slash + 1, &end, 10);
	if (slash[1] < '0' || slash[1] > '9' || *end || bits > out->width)
		return "not a prefix length";
	out->bits = (int)bits;
	return has_host_bits(out) ? "bits are set beyond the prefix" : NULL;
}

/* Room for one more; it counts once n is raised. */
static struct network *networks_next(struct networks *nets)
{
	struct network *more = realloc(nets->items, (nets->n + 1) * sizeof *more);

	if (!more)
		abort();
	nets->items = more;
	return &more[nets->n];
}

static bool guard_allow(struct guard *g, char *text, const char **why)
{
	*why = network_parse(text, networks_next(&g->allowed));
	if (!*why)
		g->allowed.n++;
	return !*why;
}

void guard_deny(struct guard *g, const struct sockaddr *address)
{
	int width;
	const uint8_t *bytes = address_bytes(address, &width);
	struct network net = {.bits = width, .width = width};

	if (!bytes)
		return;
	memcpy(net.bytes, bytes, (size_t)width / 8);
	*networks_next(&g->denied) = net;
	g->denied.n++;
}

struct guard *guard_new(const char *allow, const char **why)
{
	struct guard *g = calloc(1, sizeof *g);
	char *copy = strdup(allow ? allow : ""), *rest = copy, *part;

	if (!g || !copy)
		abort();
	while ((part = strsep(&rest, ","))) {
		part += strspn(part, " \t");
		part[strcspn(part, " \t")] = '\0';
		if (*part && !guard_allow(g, part, why)) {
			guard_free(g);
			g = NULL;
			break;
		}
	}
	free(copy);
	return g;
}

void guard_free(struct guard *g)
{
	if (!g)
		return;
	free(g->allowed.items);
	free(g->denied.items);
	free(g);
}

/* --- ports --- */

/* The "bad ports" of the Fetch Standard, which every browser refuses, and those of common
 * databases and caches whose protocols shrug off a line of HTTP and read on. */
static const int other_protocols[] = {
    0,	   1,	 7,    9,    11,   13,	 15,   17,    19,   20,	  21,	22,   23,   25,	  37,
    42,	   43,	 53,   69,   77,   79,	 87,   95,    101,  102,  103,	104,  109,  110,  111,
    113,   115,	 117,  119,  123,  135,	 137,  139,   143,  161,  179,	389,  427,  465,  512,
    513,   514,	 515,  526,  530,  531,	 532,  540,   548,  554,  556,	563,  587,  601,  636,
    989,   990,	 993,  995,  1719, 1720, 1723, 2049,  3659, 4045, 4190, 5060, 5061, 6000, 6566,
    6665,  6666, 6667, 6668, 6669, 6679, 6697, 10080, 1433, /* SQL Server */
    1521,						    /* Oracle */
    3306,						    /* MariaDB */
    3389,						    /* remote desktops */
    4567,						    /* Galera */
    5432,						    /* PostgreSQL */
    5900,						    /* VNC */
    6379,						    /* Redis */
    11211,						    /* memcached */
    27017,						    /* MongoDB */
};

bool guard_allows_port(int port)
{
	if (port < 1 || port > 65535)
		return false;
	for (size_t i = 0; i < COUNT(other_protocols); i++)
		if (other_protocols[i] == port)
			return false;
	return true;
}
