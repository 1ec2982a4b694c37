/* Hosts of URLs: IDNA, the number forms of IPv4, IPv6. For url.c. */
#ifndef METER_UTIL_URL_HOST_H
#define METER_UTIL_URL_HOST_H

#include "util/arena.h"

/* The host in the n bytes at `text` as struct url has it, or NULL and a reason in *why. */
const char *url_host(struct arena *a, const char *text, size_t n, const char **why);

#endif
