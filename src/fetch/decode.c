/* One stage a coding; what a stage decodes is the next one's input, and the last one's the sink's.
 */
#include "fetch/decode.h"

#include "util/log.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
	STAGES_MAX = 2,	     /* a server's, and that of a program behind it: nobody has more */
	PIECE = 16 << 10,    /* bytes decoded at a time */
	GZIP_BITS = 15 + 16, /* zlib's way to say: the largest window, gzip around it */
	ZLIB_BITS = 15,
	BARE_BITS = -15,
};

enum coding { CODING_NONE, CODING_GZIP, CODING_DEFLATE };

static const struct {
	const char *name;
	enum coding coding;
} known[] = {
    {"gzip", CODING_GZIP},     {"x-gzip", CODING_GZIP}, {"deflate", CODING_DEFLATE},
    {"identity", CODING_NONE}, {"none", CODING_NONE},
};

struct stage {
	enum coding coding;
	bool has_begun, is_over;
	bool ignores; /* what comes behind its end */
	z_stream z;
};

struct decoder {
	struct stage stages[STAGES_MAX]; /* in the order in which they are undone */
	size_t n;
	decoder_sink *sink;
	void *user;
};

/* --- its life --- */

static bool coding_of(const char *name, size_t n, enum coding *out)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strlen(known[i].name) == n && strncasecmp(known[i].name, name, n) == 0) {
			*out = known[i].coding;
			return true;
		}
	return false;
}

/* What was applied last is undone first. */
static bool add_stage(struct decoder *d, const char *name, size_t n)
{
	enum coding coding;

	if (!coding_of(name, n, &coding))
		return false;
	if (coding == CODING_NONE)
		return true;
	if (d->n == STAGES_MAX)
		return false;
	memmove(&d->stages[1], &d->stages[0], d->n * sizeof d->stages[0]);
	d->stages[0] = (struct stage){.coding = coding};
	d->n++;
	return true;
}

struct decoder *decoder_new(const char *codings)
{
	struct decoder *d = calloc(1, sizeof *d);

	if (!d)
		die("out of memory");
	for (const char *s = codings; *s;) {
		size_t n;

		s += strspn(s, ", \t");
		n = strcspn(s, ", \t");
		if (n > 0 && !add_stage(d, s, n)) {
			decoder_free(d);
			return NULL;
		}
		s += n;
	}
	return d;
}

void decoder_free(struct decoder *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++)
		if (d->stages[i].has_begun)
			inflateEnd(&d->stages[i].z);
	free(d);
}

bool decoder_is_whole(const struct decoder *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->stages[i].has_begun && !d->stages[i].is_over)
			return false;
	return true;
}

/* --- one stage --- */

/* Servers call both "deflate". A wrapper begins with the method, 8; of what has none only a stored
 * block whose padding is not zero could begin like that. */
static int bits_of(const struct stage *s, char first)
{
	if (s->coding == CODING_GZIP)
		return GZIP_BITS;
	return (first & 0x0F) == 8 ? ZLIB_BITS : BARE_BITS;
}

static void stage_begin(struct stage *s, char first)
{
	if (inflateInit2(&s->z, bits_of(s, first)) != Z_OK)
		die("out of memory");
	s->has_begun = true;
}

static enum decoded feed(struct decoder *d, size_t i, const char *data, size_t n);

static enum decoded stage_piece(struct decoder *d, size_t i, const char **data, size_t *n)
{
	struct stage *s = &d->stages[i];
	char piece[PIECE];
	int code;

	s->z.next_in = (Bytef *)(uintptr_t)*data;
	s->z.avail_in = (uInt)*n;
	s->z.next_out = (Bytef *)piece;
	s->z.avail_out = sizeof piece;
	code = inflate(&s->z, Z_NO_FLUSH);
	if (code == Z_MEM_ERROR)
		die("out of memory");
	if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
		return DECODED_DAMAGED;
	s->is_over = code == Z_STREAM_END;
	*data += *n - s->z.avail_in;
	*n = s->z.avail_in;
	return feed(d, i + 1, piece, sizeof piece - s->z.avail_out);
}

/* Behind the end: another member, or nothing that counts. */
static bool goes_on(struct stage *s, char next)
{
	if (!s->is_over)
		return true;
	if (s->ignores || s->coding != CODING_GZIP || next != 0x1F) {
		s->ignores = true;
		return false;
	}
	s->is_over = false;
	inflateReset(&s->z);
	return true;
}

static enum decoded feed(struct decoder *d, size_t i, const char *data, size_t n)
{
	struct stage *s = &d->stages[i];
	enum decoded result = DECODED_GOOD;
	bool is_full = false;

	if (n == 0)
		return DECODED_GOOD;
	if (i == d->n)
		return d->sink(d->user, data, n) ? DECODED_GOOD : DECODED_REFUSED;
	if (!s->has_begun)
		stage_begin(s, *data);
	while (result == DECODED_GOOD && (n > 0 || is_full)) {
		if (n > 0 && !goes_on(s, *data))
			break;
		result = stage_piece(d, i, &data, &n);
		is_full = !s->is_over && s->z.avail_out == 0; /* it may hold back more */
	}
	return result;
}

enum decoded decoder_feed(struct decoder *d, const char *data, size_t n, decoder_sink *sink,
			  void *user)
{
	d->sink = sink;
	d->user = user;
	return feed(d, 0, data, n);
}
