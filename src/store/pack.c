/* Large values are compressed by us with zlib. Level 1: the next ones cost twice the time for a
 * tenth of the size. */
#include "store/pack.h"

#include "bounds.h"

#include <limits.h>
#include <zlib.h>

/* Made once: a quarter of a megabyte, which takes longer to make ready than a short text to
 * compress. */
static z_stream *compressor(void)
{
	static z_stream stream;
	static bool is_made;

	if (is_made)
		return deflateReset(&stream) == Z_OK ? &stream : NULL;
	is_made = deflateInit(&stream, Z_BEST_SPEED) == Z_OK;
	return is_made ? &stream : NULL;
}

bool pack(struct work *w, const void *data, size_t n, struct blob *out)
{
	uLong room = compressBound((uLong)n);
	z_stream *z = compressor();

	if (!z || n > UINT_MAX || room > UINT_MAX)
		return fail(w, ERR_INTERNAL, "cannot compress %zu bytes", n);
	z->next_in = (Bytef *)(uintptr_t)data;
	z->avail_in = (uInt)n;
	z->next_out = arena_alloc_raw(w->arena, room);
	z->avail_out = (uInt)room;
	out->data = z->next_out;
	if (deflate(z, Z_FINISH) != Z_STREAM_END)
		return fail(w, ERR_INTERNAL, "cannot compress %zu bytes", n);
	out->size = z->total_out;
	if (out->size > DB_VALUE_MAX)
		return fail(w, ERR_TOO_LARGE, "%zu bytes are too many to be stored", n);
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
