/* Bytes as text. Apart from util/secret.h, whose library the extractor does without. */
#ifndef METER_UTIL_ENCODE_H
#define METER_UTIL_ENCODE_H

#include "util/arena.h"

#include <stddef.h>

/* Lower-case hexadecimal of n bytes. */
char *hex_encode(struct arena *a, const void *data, size_t n);

char *base64_encode(struct arena *a, const void *data, size_t n);

/* Standard alphabet with padding. NULL when the text is not base64; *n_out is the length. */
void *base64_decode(struct arena *a, const char *s, size_t *n_out);

#endif
