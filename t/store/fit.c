/* Texts that a strict server takes. */
#include "store/fit.h"

#include "tap.h"

int main(void)
{
	static const struct {
		const char *in, *out;
		size_t most;
		const char *label;
	} cases[] = {
	    {NULL, NULL, 10, "NULL stays"},
	    {"", "", 10, "nothing stays"},
	    {"K\xc3\xa4se", "K\xc3\xa4se", 10, "what fits stays"},
	    {"abcdef", "abc", 3, "what is too long is cut"},
	    {"ab\xc3\xa4", "ab", 3, "between characters"},
	    {"a\xff", "a\xef\xbf\xbd", 10, "what is no UTF-8 is replaced"},
	    {"\xed\xa0\x80x", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx", 20, "surrogates too"},
	};
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(fit_text(&w, cases[i].in, cases[i].most), cases[i].out, cases[i].label);
	work_end(&w);
	return done();
}
