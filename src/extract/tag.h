/* Tags as they stand in the source, before there is a tree: for the scans that run ahead of
 * Gumbo. Tokenised as the HTML standard says (13.2.5), without decoding entities. */
#ifndef METER_EXTRACT_TAG_H
#define METER_EXTRACT_TAG_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of the source. */
struct piece {
	const char *start;
	size_t size;
};

/* The tag's name; *p stands behind "<" or "</" and is moved past the name. */
struct piece tag_name(const char **p, const char *end);

/* The next attribute of the tag, *p behind its name or the last attribute; *p is moved past it.
 * False at the tag's ">" (where *p then stands) and at the end of the input. The value is without
 * its quotes; an attribute without one has size 0. */
bool tag_attribute(const char **p, const char *end, struct piece *name, struct piece *value);

/* Behind the comment or declaration that starts with the "<" at p ("<!", "<?", "</" and no
 * letter). */
const char *tag_skip_declaration(const char *p, const char *end);

/* Compares with an ASCII word in lower case, ignoring the piece's case. */
bool piece_is(struct piece p, const char *lower);

#endif
