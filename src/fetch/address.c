/* Socket addresses from text and back. Only the forms that inet_pton() reads: the odd spellings
 * of IPv4 are the URL parser's business and are gone by the time a host arrives here. */
#include "fetch/address.h"

#include <arpa/inet.h>
#include <stddef.h>

bool address_parse(const char *text, union address *out)
{
	char bare[ADDRESS_TEXT_SIZE];
	size_t n = strlen(text);

	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		return true;
	}
	if (n > 2 && text[0] == '[' && text[n - 1] == ']') {
		text++;
		n -= 2;
	}
	if (n >= sizeof bare)
		return false;
	memcpy(bare, text, n);
	bare[n] = '\0';
	if (inet_pton(AF_INET6, bare, &out->v6.sin6_addr) != 1)
		return false;
	out->v6.sin6_family = AF_INET6;
	return true;
}

bool address_copy(const struct sockaddr *from, union address *out)
{
	memset(out, 0, sizeof *out);
	if (from->sa_family == AF_INET) {
		memcpy(&out->v4, from, sizeof out->v4);
		out->v4.sin_port = 0;
		return true;
	}
	if (from->sa_family == AF_INET6) {
		memcpy(&out->v6, from, sizeof out->v6);
		out->v6.sin6_port = 0;
		return true;
	}
	return false;
}

void address_print(const union address *address, char out[static ADDRESS_TEXT_SIZE])
{
	const void *bytes = address->any.sa_family == AF_INET6
				? (const void *)&address->v6.sin6_addr
				: (const void *)&address->v4.sin_addr;

	if (!inet_ntop(address->any.sa_family, bytes, out, ADDRESS_TEXT_SIZE))
		out[0] = '\0';
}

const uint8_t *address_bytes(const struct sockaddr *address, int *bits_out)
{
	if (address->sa_family == AF_INET) {
		*bits_out = 32;
		return (const uint8_t *)address + offsetof(struct sockaddr_in, sin_addr);
	}
	if (address->sa_family == AF_INET6) {
		*bits_out = 128;
		return (const uint8_t *)address + offsetof(struct sockaddr_in6, sin6_addr);
	}
	*bits_out = 0;
	return NULL;
}
