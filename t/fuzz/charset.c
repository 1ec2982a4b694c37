/* A content type on the first line, a page after it: whatever they are, the text is UTF-8. */
#include "extract/charset.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct work w;
	struct cut in;
	struct decoded d;

	work_begin(&w);
	in = cut(w.arena, data, n);
	d = charset_decode(&w, in.rest, in.n_rest, *in.line ? in.line : NULL);
	must_be(d.charset);
	must_be(utf8_is_valid(d.text, d.size));
	must_be(d.size <= 3 * in.n_rest + 16);
	work_end(&w);
	return 0;
}
