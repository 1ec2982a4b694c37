/* A mail's headers and text (RFC 5322, 2047): only ASCII goes over the wire, in lines of bounded
 * length, whatever a page says. */
#ifndef METER_NOTIFY_MAIL_H
#define METER_NOTIFY_MAIL_H

#include "util/clock.h"
#include "util/text.h"
#include "util/work.h"

struct letter {
	const char *from, *to; /* addresses, without spaces */
	const char *subject;   /* one line of UTF-8 */
	const char *text;      /* UTF-8 */
	size_t size;
	const char *id; /* without the angle brackets and what is behind the @ */
	struct instant at;
};

/* RFC 5322, and what RSS wants: "Tue, 02 Jun 2026 10:30:09 +0000". */
const char *mail_date(struct arena *a, struct instant at);

struct text letter_print(struct work *w, const struct letter *l);

#endif
