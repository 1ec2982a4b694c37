/* The host parser of the WHATWG URL Standard, for http and https, less what no public name needs:
 * a host is letters, digits, hyphens, underscores and dots, and has no dot at its end. */
#include "util/url_host.h"
#include "util/text.h"

#include <arpa/inet.h>
#include <idn2.h>

#define NAME_LENGTH_MAX	 253 /* RFC 1035, 2.3.4, without the root's dot */
#define LABEL_LENGTH_MAX 63

static void *refuse(const char **why, const char *reason)
{
	*why = reason;
	return NULL;
}

/* --- IPv6 --- */

/* The longest run of at least two zero groups, the first of equals; its length is 0 if none. */
static size_t zero_run(const uint16_t group[static 8], size_t *start)
{
	size_t best = 1;

	for (size_t i = 0, n; i < 8; i += n + 1) {
		for (n = 0; i + n < 8 && group[i + n] == 0; n++)
			;
		if (n > best) {
			best = n;
			*start = i;
		}
	}
	return best > 1 ? best : 0;
}

/* inet_ntop would print an embedded IPv4 address with dots; the standard, only groups. */
static const char *print_ipv6(struct arena *a, const struct in6_addr *address)
{
	struct text t = text_new(a, 41);
	uint16_t group[8];
	size_t start = 8, run;

	for (size_t i = 0; i < 8; i++)
		group[i] = (uint16_t)(address->s6_addr[2 * i] << 8 | address->s6_addr[2 * i + 1]);
	run = zero_run(group, &start);
	text_add_char(&t, '[');
	for (size_t i = 0; i < 8; i++) {
		if (run && i == start) {
			text_add(&t, "::");
			i += run - 1;
			continue;
		}
		text_addf(&t, "%x", (unsigned)group[i]);
		if (i < 7 && !(run && i + 1 == start))
			text_add_char(&t, ':');
	}
	text_add_char(&t, ']');
	return t.data;
}

static const char *parse_ipv6(struct arena *a, const char *text, size_t n, const char **why)
{
	struct in6_addr address;

	if (n < 2 || text[n - 1] != ']' || memchr(text, '\0', n) ||
	    inet_pton(AF_INET6, arena_copy(a, text + 1, n - 2), &address) != 1)
		return refuse(why, "bad IPv6 address");
	return print_ipv6(a, &address);
}

/* --- IPv4 --- */

/* Reads a number as inet_aton does: 0x is hexadecimal, 0 octal. False when it is none; what is
 * beyond 32 bits is UINT64_MAX. */
static bool read_number(const char *s, size_t n, uint64_t *value)
{
	unsigned base = 10;

	if (n >= 2 && s[0] == '0' && s[1] == 'x') {
		base = 16;
		s += 2;
		n -= 2;
	} else if (n >= 2 && s[0] == '0') {
		base = 8;
	} else if (n == 0) {
		return false;
	}
	*value = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned digit = s[i] >= '0' && s[i] <= '9'   ? (unsigned)(s[i] - '0')
				 : s[i] >= 'a' && s[i] <= 'f' ? (unsigned)(s[i] - 'a') + 10
							      : 16;

		if (digit >= base)
			return false;
		*value = *value > UINT32_MAX ? UINT64_MAX : *value * base + digit;
	}
	return true;
}

/* True when the last label is a number, if only by its look ("09"): then the whole host is an
 * IPv4 address or nothing. */
static bool ends_in_number(const char *host)
{
	const char *dot = strrchr(host, '.'), *label = dot ? dot + 1 : host;
	size_t n = strlen(label);
	uint64_t value;

	return n > 0 && (strspn(label, "0123456789") == n || read_number(label, n, &value));
}

static const char *parse_ipv4(struct arena *a, const char *host, const char **why)
{
	uint64_t part, address = 0;
	int parts = 0;

	for (const char *s = host;; s++) {
		size_t n = strcspn(s, ".");

		if (++parts > 4 || !read_number(s, n, &part))
			return refuse(why, "bad IPv4 address");
		s += n;
		if (!*s)
			break;
		if (part > 255)
			return refuse(why, "bad IPv4 address");
		address = address << 8 | part;
	}
	/* The last part fills all bytes that are left. */
	if (part >= UINT64_C(1) << 8 * (5 - parts))
		return refuse(why, "bad IPv4 address");
	address = address << 8 * (5 - parts) | part;
	return arena_printf(a, "%u.%u.%u.%u", (unsigned)(address >> 24),
			    (unsigned)(address >> 16 & 255), (unsigned)(address >> 8 & 255),
			    (unsigned)(address & 255));
}

/* --- names --- */

/* Percent-decoded and in lower case; NULL when that leaves a NUL or no UTF-8. */
static char *decode(struct arena *a, const char *text, size_t n)
{
	char *out = arena_copy(a, text, n), *to = out;

	for (size_t i = 0; i < n; i++) {
		int high = i + 2 < n && text[i] == '%' ? ascii_hex(text[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(text[i + 2]) : -1;
		char c = text[i];

		if (low >= 0) {
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (!c)
			return NULL;
		*to++ = ascii_lower(c);
	}
	*to = '\0';
	return utf8_is_valid(out, (size_t)(to - out)) ? out : NULL;
}

static bool needs_idna(const char *host)
{
	const char *label = host;

	for (const char *c = host; *c; c++)
		if ((unsigned char)*c >= 0x80)
			return true;
	for (; label; label = strchr(label, '.')) {
		label += *label == '.';
		if (strncmp(label, "xn--", 4) == 0)
			return true;
	}
	return false;
}

static char *to_ascii(struct arena *a, const char *host, const char **why)
{
	uint8_t *ascii;
	char *copy;
	int code =
	    idn2_lookup_u8((const uint8_t *)host, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);

	if (code != IDN2_OK)
		return refuse(why, arena_printf(a, "host name that IDNA refuses (%s)",
						idn2_strerror_name(code)));
	copy = arena_text(a, (const char *)ascii);
	idn2_free(ascii);
	return copy;
}

static bool has_good_labels(const char *host, const char **why)
{
	if (strlen(host) > NAME_LENGTH_MAX)
		return refuse(why, "host name too long");
	if (host[strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.")])
		return refuse(why, "host name with a character that names do not have");
	for (const char *label = host;; label++) {
		size_t n = strcspn(label, ".");

		if (n == 0)
			return refuse(why, "host name with a dot too many");
		if (n > LABEL_LENGTH_MAX)
			return refuse(why, "host name with a label that is too long");
		label += n;
		if (!*label)
			return true;
	}
}

const char *url_host(struct arena *a, const char *text, size_t n, const char **why)
{
	char *host;

	if (n == 0)
		return refuse(why, "no host");
	if (*text == '[')
		return parse_ipv6(a, text, n, why);
	host = decode(a, text, n);
	if (!host)
		return refuse(why, "host name that is not UTF-8");
	if (needs_idna(host)) {
		host = to_ascii(a, host, why);
		if (!host)
			return NULL;
	}
	if (!has_good_labels(host, why))
		return NULL;
	return ends_in_number(host) ? parse_ipv4(a, host, why) : host;
}
