/* An IPv4 or IPv6 socket address as a value. */
#ifndef METER_FETCH_ADDRESS_H
#define METER_FETCH_ADDRESS_H

#include "util/banned.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Reads a dotted IPv4 or an IPv6 address, the latter also in brackets, without a zone. False
 * when it is neither, for instance a name. The port is 0. */
bool address_parse(const char *text, union address *out);

/* Copies an IPv4 or IPv6 socket address, its port set to 0; false for another family. */
bool address_copy(const struct sockaddr *from, union address *out);

/* "192.0.2.1" or "2001:db8::1". */
#define ADDRESS_TEXT_SIZE INET6_ADDRSTRLEN
void address_print(const union address *address, char out[static ADDRESS_TEXT_SIZE]);

/* The 4 or 16 bytes in network order; *bits_out is 32 or 128. NULL for another family. */
const uint8_t *address_bytes(const struct sockaddr *address, int *bits_out);

#endif
