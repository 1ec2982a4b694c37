/* Large values are compressed by us: a quarter of the disk, and faster than plain text. */
#ifndef METER_STORE_PACK_H
#define METER_STORE_PACK_H

#include "util/shape.h"
#include "util/work.h"

#include <stddef.h>

/* The n bytes compressed, in w's arena. False with ERR_TOO_LARGE above DB_VALUE_MAX. */
bool pack(struct work *w, const void *data, size_t n, struct blob *out);

/* The `size` bytes that were packed, with a NUL behind them; NULL with ERR_INTERNAL when they are
 * damaged or size is above `most`. */
char *unpack(struct work *w, struct blob packed, int64_t size, size_t most);

#endif
