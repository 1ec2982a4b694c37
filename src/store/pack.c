/* Large values are compressed by us with zlib. Level 1: the next ones cost twice the time for a
 * tenth of the size. */
#include "store/pack.h"

#include "bounds.h"

#include <zlib.h>

bool pack(struct work *w, const void *data, size_t n, struct blob *out)
{
	uLongf room = compressBound((uLong)n);
	Bytef *packed = arena_alloc_raw(w->arena, room);
	int problem = compress2(packed, &room, data, (uLong)n, Z_BEST_SPEED);

	if (problem != Z_OK)
		return fail(w, ERR_INTERNAL, "cannot compress %zu bytes: %s", n, zError(problem));
	if (room > DB_VALUE_MAX)
		return fail(w, ERR_TOO_LARGE, "%zu bytes are too many to be stored", n);
	*out = (struct blob){packed, room};
	return true;
}

char *unpack(struct work *w, struct blob packed, int64_t size, size_t most)
{
	if (size < 0 || (uint64_t)size > most)
		return fail(w, ERR_INTERNAL, "a stored value claims %lld bytes", (long long)size);
	uLongf room = (uLongf)size;
	char *data = arena_alloc_raw(w->arena, room + 1);
	int problem = uncompress((Bytef *)data, &room, packed.data, (uLong)packed.size);
	if (problem != Z_OK || room != (uLongf)size)
		return fail(w, ERR_INTERNAL, "a stored value is damaged: %s", zError(problem));
	data[room] = '\0';
	return data;
}
