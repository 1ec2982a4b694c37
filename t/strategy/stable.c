/* Names that last and names that do not. */
#include "strategy/page.h"
#include "tap.h"

int main(void)
{
	static const char *const stable[] = {"price",	     "product-title", "productTitle",
					     "views-field",  "b_caption",     "o-list__item",
					     "summary-text", "itemhead",      "column-1"};
	static const char *const passing[] = {
	    "css-1x2y3z4", "sc-bdVaJa", "title__3xK9a", "styles--aBc12", "active",
	    "odd",	   "first",	"col-md-6",	"mt-2",		 "md:w-full",
	    "row",	   "x",		"a1",		"post-12345",	 "grid-cols-3",
	    "w-full",	   "is-open",	"lazyload",	"p12345"};

	for (size_t i = 0; i < sizeof stable / sizeof stable[0]; i++)
		ok(name_is_stable(stable[i]), "%s lasts", stable[i]);
	for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
		ok(!name_is_stable(passing[i]), "%s does not", passing[i]);
	return done();
}
