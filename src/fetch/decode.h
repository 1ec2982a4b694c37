/* Content codings (RFC 9110, 8.4.1) undone while the bytes come: gzip of one or several members
 * (RFC 1952), and deflate with and without its wrapper (RFC 1950, 1951).
 *
 * libcurl does this too, but takes a compressed body that was cut off for a whole one: a page would
 * lose the items behind the cut, and nobody would notice. Brotli saves a tenth more on the wire,
 * and lets each of the sites that are waited for take 16 MB: it is not asked for. */
#ifndef METER_FETCH_DECODE_H
#define METER_FETCH_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#define DECODE_ACCEPTED "gzip, deflate" /* what may be asked for */

struct decoder;

enum decoded {
	DECODED_GOOD,
	DECODED_DAMAGED, /* these bytes are not of that coding */
	DECODED_REFUSED, /* by the sink */
};

/* Takes what was decoded; false: no more is wanted. */
typedef bool decoder_sink(void *user, const char *data, size_t n);

/* `codings`: a Content-Encoding, in the order in which they were applied. NULL when one of them is
 * none of ours, or they are more than two. malloc; freed by decoder_free(). */
struct decoder *decoder_new(const char *codings);
void decoder_free(struct decoder *d); /* NULL is fine */

/* What follows the end of the coding is ignored, as browsers do. */
enum decoded decoder_feed(struct decoder *d, const char *data, size_t n, decoder_sink *sink,
			  void *user);

/* Whether each coding has come to its end, or no byte ever came: else the body was cut off. */
bool decoder_is_whole(const struct decoder *d);

#endif
