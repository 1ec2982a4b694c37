/* Pictures that come late, by every way that pages have for it. */
#include "run.h"

static const char gallery[] =
    "<img class=a src=a.jpg data-src=b.jpg><img class=b src='data:image/gif;base64,AA' "
    "data-lazy=b.jpg>"
    "<img class=c srcset='c1.jpg 480w, c3.jpg 1200w,c2.jpg 800w'>"
    "<img class=d data-srcset='d2.jpg 2x, d1.jpg, d3.jpg 3x' src=''>"
    "<picture><source media=print><source srcset='e1.webp 1x, e2.webp 2x'><img class=e "
    "src=#></picture>"
    "<img class=f src=about:blank><noscript><p><img src=f.jpg></p></noscript>"
    "<img class=g src='data:x'><p><noscript><img src=no.jpg></noscript></p>"
    "<img class=r src='data:x' rel=http://cdn.test/r.jpg><img class=n rel=nofollow>"
    "<img class=h srcset='h,1.jpg 1x , h2.jpg 2x'><img class=i srcset=' , '>";

static const struct run_case pictures[] = {
    {"pictures, however late", "{\"selector\":\"img[class]\"}",
     "\"c\":{\"attribute\":\"class\"},\"u\":{\"attribute\":\"src\",\"type\":\"url\"}",
     "[{\"c\":\"a\",\"u\":\"http://shop.test/x/a.jpg\"},{\"c\":\"b\",\"u\":\"http://shop.test/x/"
     "b.jpg\"},"
     "{\"c\":\"c\",\"u\":\"http://shop.test/x/c3.jpg\"},{\"c\":\"d\",\"u\":\"http://shop.test/x/"
     "d1.jpg\"},"
     "{\"c\":\"e\",\"u\":\"http://shop.test/x/e1.webp\"},{\"c\":\"f\",\"u\":\"http://shop.test/x/"
     "f.jpg\"},"
     "{\"c\":\"g\",\"u\":null},{\"c\":\"r\",\"u\":\"http://cdn.test/"
     "r.jpg\"},{\"c\":\"n\",\"u\":null},{\"c\":\"h\",\"u\":\"http://shop.test/x/"
     "h,1.jpg\"},{\"c\":\"i\",\"u\":null}]"},
    {"the type alone", "{\"selector\":\".c, .e\"}", "\"u\":{\"type\":\"url\"}",
     "[{\"u\":\"http://shop.test/x/c3.jpg\"},{\"u\":\"http://shop.test/x/e1.webp\"}]"},
    {"the list itself", "{\"selector\":\".c\"}",
     "\"u\":{\"attribute\":\"srcset\",\"type\":\"url\"},\"t\":{\"attribute\":\"srcset\"}",
     "[{\"u\":\"http://shop.test/x/c3.jpg\",\"t\":\"c1.jpg 480w, c3.jpg 1200w,c2.jpg 800w\"}]"},
};

int main(void)
{
	run_cases(gallery, pictures, sizeof pictures / sizeof pictures[0]);
	return done();
}
