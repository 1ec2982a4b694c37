/* The look at a page's bytes before Gumbo sees them. */
#include "extract/scan.h"
#include "bounds.h"

bool html_scan(struct work *w, const char *html, size_t n)
{
	(void)html;
	if (n > HTML_SIZE_MAX)
		return fail_class(w, CLASS_TOO_COMPLEX, "the page has more than %u bytes",
				  HTML_SIZE_MAX);
	return true;
}
