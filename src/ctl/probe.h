/* Asks a FastCGI pool for its health, as nginx would. */
#ifndef METER_CTL_PROBE_H
#define METER_CTL_PROBE_H

/* NULL when the pool at that address (unix:/path or host:port) answers 200 within a few seconds,
 * else why not: static text. */
const char *probe_pool(const char *address);

#endif
