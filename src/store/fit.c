/* Making strangers' text fit for a column. */
#include "store/fit.h"

#include "util/text.h"

const char *fit_text(struct work *w, const char *s, size_t most)
{
	const size_t n = s ? strlen(s) : 0;

	if (!s || (n <= most && utf8_is_valid(s, n)))
		return s;
	struct text fitting = text_new(w->arena, most);
	for (const char *p = s; p < s + n;) {
		size_t whole = fitting.length;
		text_add_utf8(&fitting, utf8_next(&p, s + n));
		if (text_is_full(&fitting)) {
			fitting.data[whole] = '\0';
			break;
		}
	}
	return fitting.data;
}
