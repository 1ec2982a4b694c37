/* Bytes to UTF-8 as a browser would: BOM, then the HTTP header, then <meta>, then a guess.
 *
 * Unlike a browser, a declaration that the bytes contradict is not believed. A page that is valid
 * UTF-8 with at least one character beyond ASCII is UTF-8 whatever it says (servers put "latin1"
 * on everything). A page declared as UTF-8 with more broken than whole sequences, or as UTF-16 without
 * a zero byte, falls through to the next declaration, at last to windows-1252. The guess is UTF-8 when
 * valid, else windows-1252.
 */
#ifndef METER_EXTRACT_CHARSET_H
#define METER_EXTRACT_CHARSET_H

#include "util/work.h"

struct decoded {
	const char *text; /* valid UTF-8, U+FFFD where the input was broken; BOM removed */
	size_t size;
	const char *charset; /* the WHATWG name that was used, e.g. "windows-1252" */
};

/* content_type: the HTTP header's value or NULL. Never UTF-7. Does not fail: what iconv cannot
 * read is read as windows-1252. In w's arena; valid UTF-8 input is not copied. */
struct decoded charset_decode(struct work *w, const char *data, size_t n, const char *content_type);

/* Opens all converters, three dozen files; each is otherwise opened when a page needs it. */
void charset_prepare(void);

/* From here on none can be opened: the process ends with EXIT_CHARSET (extract/sandbox.h) when a
 * page needs one that is not open. */
void charset_seal(void);

#endif
