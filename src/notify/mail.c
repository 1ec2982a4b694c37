/* Base64 for subject and text: nothing in them can be a header, and no line is too long. */
#include "notify/mail.h"

#include "util/encode.h"

#include <string.h>

#define WORD_BYTES 42 /* of an encoded word: 56 digits and 12 marks; 75 are allowed */
#define LINE_BYTES 57 /* of the text in one line: 76 digits */

/* "=?UTF-8?B?…?=" in pieces that end between two characters. */
static void add_subject(struct work *w, struct text *t, const char *s)
{
	const char *end = s + strlen(s);
	const char *mark = "Subject:";

	do {
		const char *stop = s, *next = s;

		while (next < end) {
			(void)utf8_next(&next, end);
			if (next - s > WORD_BYTES)
				break;
			stop = next;
		}
		text_addf(t, "%s =?UTF-8?B?%s?=\r\n", mark,
			  base64_encode(w->arena, s, (size_t)(stop - s)));
		mark = "";
		s = stop;
	} while (s < end);
}

const char *mail_date(struct arena *a, struct instant at)
{
	static const char days[] = "ThuFriSatSunMonTueWed"; /* 1970 began on a Thursday */
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const struct civil c = instant_civil(at);
	const int day = (int)(at.us / (INT64_C(86400) * 1000000) % 7);

	return arena_printf(a, "%.3s, %02d %.3s %04d %02d:%02d:%02d +0000", days + 3 * day, c.day,
			    months + 3 * (c.month - 1), c.year, c.hour, c.minute, c.second);
}

struct text letter_print(struct work *w, const struct letter *l)
{
	const char *domain = strrchr(l->from, '@');
	struct text t = text_new(w->arena, 2 * l->size + 8 * strlen(l->subject) + 4096);

	text_addf(&t, "From: <%s>\r\nTo: <%s>\r\n", l->from, l->to);
	add_subject(w, &t, l->subject);
	text_addf(&t, "Date: %s\r\n", mail_date(w->arena, l->at));
	text_addf(&t, "Message-ID: <%s%s>\r\n", l->id, domain ? domain : "@localhost");
	text_add(&t, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		     "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
	for (size_t i = 0; i < l->size; i += LINE_BYTES) {
		size_t n = l->size - i < LINE_BYTES ? l->size - i : LINE_BYTES;

		text_addf(&t, "%s\r\n", base64_encode(w->arena, l->text + i, n));
	}
	return t;
}
