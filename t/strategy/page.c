/* What is known of each node after one pass down and one up. */
#include "strategy/page.h"

#include "page.h"
#include "tap.h"

static const char html[] =
    "<title>Pots - Shop</title><nav id=n><a id=na href=x>Home</a></nav>"
    "<div id=content><h1 id=h>Pots</h1><p id=long>A long text that makes the content of this page, "
    "more than all the rest of it together, so that its share is large.</p>"
    "<ul><li id=a class='item css-1a2b3c odd'>One <a href=y>two</a></li>"
    "<li id=b class='item css-9x8y7z'>Three <a href=z>four</a></li>"
    "<li id=c class=other>Five <img src=i.png></li></ul>"
    "<script id=s>var text = 1;</script><p id=hid style='display:none'>gone</p>"
    "<div id=side class=sidebar>Ads</div></div>";

static const struct feature *feature(const struct page *p, const char *id)
{
	return feature_of(p, page_id(p, id));
}

int main(void)
{
	struct work w;
	struct page *p;

	work_begin(&w);
	p = page_of(&w, html);
	is_text(p->title, "Pots - Shop", "the title");
	ok(p->heading == page_id(p, "h"), "the heading");
	ok(feature(p, "a")->look == feature(p, "b")->look,
	   "hashed classes and odd rows make no difference");
	ok(feature(p, "a")->look != feature(p, "c")->look, "other classes do");
	is_int(feature(p, "a")->text_length, 6, "bytes of text without spaces");
	is_int(feature(p, "a")->link_length, 3, "of it in links");
	is_int(feature(p, "c")->n_images, 1, "pictures");
	ok(feature(p, "a")->offset > feature(p, "long")->offset, "offsets grow");
	is_int(feature(p, "s")->text_length, 0, "scripts have no text");
	ok(feature(p, "hid")->hidden && !feature(p, "a")->hidden, "hidden by style");
	ok(feature(p, "na")->chrome > 50 && feature(p, "side")->chrome > 50,
	   "chrome by tag and class");
	is_int(feature(p, "a")->chrome, 0, "the content is none");
	ok(page_reading(p, "$5.00") == page_reading(p, "$5.00"), "a value is read once");
	work_end(&w);
	return done();
}
